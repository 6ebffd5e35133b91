import type { Sport } from '../../domain/workout.ts';

/** Sub-sports that say more than their sport: they may stand under `training`, `fitness_equipment` or `generic`. */
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
  // The motor's work is not the athlete's: neither records nor boards of rides.
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

/** Whether a sub-sport is done indoors or in a game, whose positions are not the athlete's. */
export const isIndoorSubSport = (subSport: unknown): boolean =>
  typeof subSport === 'string' && /^indoor_|^(virtual_activity|spin|treadmill|lap_swimming)$/.test(subSport);

/** Our sport for the names (or unknown numbers) of FIT's `sport` and `sub_sport`; what we do not have is `other`. */
export const sportOfFit = (sport: unknown, subSport: unknown): Sport => {
  if (sport === 'cycling' && subSport === 'virtual_activity') return 'indoor_ride';
  // A walk on the treadmill is no run.
  if (sport === 'walking' || sport === 'hiking') return SPORT_BY_FIT_SPORT.get(sport) ?? 'other';
  return SPORT_BY_SUB_SPORT.get(subSport) ?? SPORT_BY_FIT_SPORT.get(sport) ?? 'other';
};
