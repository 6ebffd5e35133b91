import type { Sport } from '../domain/workout.ts';

/** What the pages call each sport. */
export const SPORT_NAMES: Record<Sport, string> = {
  run: 'Run',
  walk: 'Walk',
  hike: 'Hike',
  ride: 'Ride',
  indoor_ride: 'Indoor ride',
  swim: 'Swim',
  row: 'Row',
  strength: 'Strength',
  yoga: 'Yoga',
  other: 'Other',
};
