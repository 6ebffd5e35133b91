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

/** Selects the facts of a workout `w`. */
export const WORKOUT_FACTS = `
    w.sport,
    w.started_at as "startedAt",
    w.duration_seconds as "durationSeconds",
    w.moving_seconds as "movingSeconds",
    w.distance_meters as "distanceMeters",
    w.elevation_gain_meters as "elevationGainMeters",
    w.average_heart_rate as "averageHeartRate",
    w.max_heart_rate as "maxHeartRate",
    w.average_power_watts as "averagePowerWatts",
    w.device_kcal as "energyKcal",
    w.time_zone as "timeZone",
    w.title,
    w.visibility`.trim();

/** Selects the review of the flags of a workout `w`; null without one. */
export const FLAG_REVIEW = `
    case when w.flag_decision is not null then
      jsonb_build_object('decision', w.flag_decision, 'reason', w.flag_reason, 'clearedFlags', w.cleared_flags)
    end`.trim();

/** Selects the facts of a workout `w` that decide its flags, and the flags. */
export const CHECKED_FACTS = `
       w.sport,
       w.duration_seconds as "durationSeconds",
       w.moving_seconds as "movingSeconds",
       w.distance_meters as "distanceMeters",
       w.elevation_gain_meters as "elevationGainMeters",
       w.average_heart_rate as "averageHeartRate",
       w.average_power_watts as "averagePowerWatts",
       w.device_kcal as "energyKcal",
       w.flags,
       coalesce(w.cleared_flags, '{}') as "clearedFlags"`.trim();
