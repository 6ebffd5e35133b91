import { beginTimeUnion } from '../time-union.ts';
import type { BeginMeasure, DatedWorkout } from './measure.ts';

const MS_PER_HOUR = 3_600_000;

/** Sums an amount per workout. The sum is divided by `unit`. */
const sumOf =
  (amountOf: (workout: DatedWorkout) => number, unit = 1): BeginMeasure =>
  () => {
    let sum = 0;
    return (workout) => (sum += amountOf(workout)) / unit;
  };

export const workoutCount = sumOf(() => 1);

export const totalKm = sumOf(({ distanceMeters }) => distanceMeters ?? 0, 1000);

export const totalClimbMeters = sumOf(({ elevationGainMeters }) => elevationGainMeters ?? 0);

/** Sums elapsed hours as leaderboards do: an hour of two workouts counts once. */
export const totalHours: BeginMeasure = () => {
  const take = beginTimeUnion();
  let milliseconds = 0;
  return (workout) => (milliseconds += take(workout)) / MS_PER_HOUR;
};

/** Returns the kilometres of the longest workout. */
export const longestKm: BeginMeasure = () => {
  let longest = 0;
  return ({ distanceMeters }) => (longest = Math.max(longest, (distanceMeters ?? 0) / 1000));
};

/** An earlier start counts as late, not as early. */
const MORNING_FROM_MS = 4 * MS_PER_HOUR;
const EARLY_BEFORE_MS = 6 * MS_PER_HOUR;
const LATE_AFTER_MS = 22 * MS_PER_HOUR;

/** Counts starts from 04:00 to before 06:00 local time. */
export const earlyStarts = sumOf((workout) => {
  const time = timeOfDay(workout);
  return time >= MORNING_FROM_MS && time < EARLY_BEFORE_MS ? 1 : 0;
});

/** Counts starts after 22:00 and before 04:00 local time; exactly 22:00:00 does not count. */
export const lateStarts = sumOf((workout) => {
  const time = timeOfDay(workout);
  return time > LATE_AFTER_MS || time < MORNING_FROM_MS ? 1 : 0;
});

/** Returns the milliseconds since local midnight. */
const timeOfDay = ({ localStartMs, day }: DatedWorkout): number => localStartMs - day * 24 * MS_PER_HOUR;
