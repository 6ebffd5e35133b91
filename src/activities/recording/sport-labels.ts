import type { Sport } from '../../domain/workout.ts';

/** Known values of GPX `<type>` and TCX `Sport`, in lower case with `_` between words. */
const SPORT_BY_LABEL: Readonly<Record<string, Sport>> = {
  run: 'run',
  running: 'run',
  trail_run: 'run',
  trail_running: 'run',
  street_running: 'run',
  track_running: 'run',
  treadmill_running: 'run',
  indoor_running: 'run',
  virtual_run: 'run',
  jogging: 'run',
  // Strava used numbers in its GPX files for years.
  '9': 'run',
  walk: 'walk',
  walking: 'walk',
  casual_walking: 'walk',
  speed_walking: 'walk',
  indoor_walking: 'walk',
  nordic_walking: 'walk',
  hike: 'hike',
  hiking: 'hike',
  trekking: 'hike',
  ride: 'ride',
  bike: 'ride',
  biking: 'ride',
  cycling: 'ride',
  bicycling: 'ride',
  road_biking: 'ride',
  road_cycling: 'ride',
  mountain_biking: 'ride',
  mountain_bike_ride: 'ride',
  gravel_cycling: 'ride',
  gravel_ride: 'ride',
  cyclocross: 'ride',
  // A motor helps.
  e_bike_ride: 'other',
  ebike_ride: 'other',
  e_mountain_bike_ride: 'other',
  '1': 'ride',
  indoor_cycling: 'indoor_ride',
  indoor_ride: 'indoor_ride',
  virtual_ride: 'indoor_ride',
  virtual_cycling: 'indoor_ride',
  spinning: 'indoor_ride',
  swim: 'swim',
  swimming: 'swim',
  lap_swimming: 'swim',
  pool_swimming: 'swim',
  open_water_swimming: 'swim',
  row: 'row',
  rowing: 'row',
  indoor_rowing: 'row',
  virtual_row: 'row',
  strength: 'strength',
  strength_training: 'strength',
  weight_training: 'strength',
  yoga: 'yoga',
};
const SPORTS_BY_LABEL = new Map(Object.entries(SPORT_BY_LABEL));

/** Returns the sport of a label; undefined for an unknown one. Nothing is guessed from the data. */
export const sportOfLabel = (label: string): Sport | undefined => SPORTS_BY_LABEL.get(normalised(label));

/**
 * Returns whether the label is an indoor sport or a game: VirtualRide, virtual_run, indoor_cycling, treadmill_running.
 */
export const isIndoorLabel = (label: string): boolean =>
  /^(virtual|indoor|treadmill)_|^spinning$|^(lap|pool)_swimming$/.test(normalised(label));

const normalised = (label: string): string =>
  label
    .trim()
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
