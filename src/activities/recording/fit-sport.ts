import type { Sport } from '../../domain/workout.ts';

/** Sub-sports that are more specific than their sport, such as `training`, `fitness_equipment` or `generic`. */
const SPORT_BY_SUB_SPORT = new Map<unknown, Sport>([
  ['strength_training', 'strength'],
  ['yoga', 'yoga'],
  ['pilates', 'yoga'],
  ['indoor_cycling', 'indoor_ride'],
  ['spin', 'indoor_ride'],
  ['indoor_rowing', 'row'],
  ['lap_swimming', 'swim'],
  ['open_water', 'swim'],
  ['treadmill', 'run'],
  ['indoor_running', 'run'],
  ['indoor_walking', 'walk'],
  // A motor helps: no records or leaderboards of rides.
  ['e_bike_fitness', 'other'],
  ['e_bike_mountain', 'other'],
  ['e_bike_enduro', 'other'],
]);

const SPORT_BY_FIT_SPORT = new Map<unknown, Sport>([
  ['running', 'run'],
  ['walking', 'walk'],
  ['hiking', 'hike'],
  ['cycling', 'ride'],
  ['swimming', 'swim'],
  ['rowing', 'row'],
]);

/** Returns whether a sub-sport is indoors or a game: its positions are not the athlete's. */
export const isIndoorSubSport = (subSport: unknown): boolean =>
  typeof subSport === 'string' && /^indoor_|^(virtual_activity|spin|treadmill|lap_swimming)$/.test(subSport);

/** Returns our sport for the names (or unknown numbers) of FIT's `sport` and `sub_sport`; `other` for the rest. */
export const sportOfFit = (sport: unknown, subSport: unknown): Sport => {
  if (sport === 'cycling' && subSport === 'virtual_activity') return 'indoor_ride';
  // A walk on a treadmill is no run.
  if (sport === 'walking' || sport === 'hiking') return SPORT_BY_FIT_SPORT.get(sport) ?? 'other';
  return SPORT_BY_SUB_SPORT.get(subSport) ?? SPORT_BY_FIT_SPORT.get(sport) ?? 'other';
};
