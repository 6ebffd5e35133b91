import { flagsOf } from '../../domain/plausibility.ts';
import type { Flag, WorkoutFacts } from '../../domain/workout.ts';

/** Returns flags as an array literal, because an array of arrays cannot be unnested. */
export const toFlagsLiteral = (flags: readonly Flag[]): string => `{${flags.join(',')}}`;

/** Returns the facts of a workout by column name. */
export const toColumns = (facts: WorkoutFacts) => ({
  sport: facts.sport,
  started_at: new Date(facts.startedAt).toISOString(),
  duration_seconds: facts.durationSeconds,
  moving_seconds: facts.movingSeconds,
  distance_meters: facts.distanceMeters,
  elevation_gain_meters: facts.elevationGainMeters,
  average_heart_rate: facts.averageHeartRate,
  max_heart_rate: facts.maxHeartRate,
  average_power_watts: facts.averagePowerWatts,
  device_kcal: facts.energyKcal,
  time_zone: facts.timeZone,
  title: facts.title,
  visibility: facts.visibility,
  flags: toFlagsLiteral(flagsOf(facts)),
});

/** The columns and types of `toColumns` in SQL. */
export const WORKOUT_COLUMN_TYPES = [
  'sport text',
  'started_at timestamptz',
  'duration_seconds double precision',
  'moving_seconds double precision',
  'distance_meters double precision',
  'elevation_gain_meters double precision',
  'average_heart_rate double precision',
  'max_heart_rate double precision',
  'average_power_watts double precision',
  'device_kcal double precision',
  'time_zone text',
  'title text',
  'visibility text',
  'flags text',
];

/** The column names, in the same order. */
export const WORKOUT_COLUMNS = WORKOUT_COLUMN_TYPES.map((column) => column.split(' ')[0]).join(', ');

/** The values of `toColumns`, selected from a row `r` with the same names. */
export const WORKOUT_VALUES = WORKOUT_COLUMN_TYPES.map((column) => `r.${column.split(' ')[0]}`)
  .join(', ')
  .replace('r.flags', 'r.flags::text[]');
