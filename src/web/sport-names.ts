import type { Sport } from '../domain/workout.ts';

/** The names of sports on the pages. */
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
