import type { DatedWorkout, Meter } from './meter.ts';

/** Sums what each workout adds. */
const sumOf = (amountOf: (workout: DatedWorkout) => number) => (): Meter => {
  let sum = 0;
  return (workout) => (sum += amountOf(workout));
};

export const workoutCount = sumOf(() => 1);

export const totalKm = (): Meter => {
  const meters = sumOf(({ distanceMeters }) => distanceMeters ?? 0)();
  return (workout) => meters(workout) / 1000;
};

export const totalClimbMeters = sumOf(({ elevationGainMeters }) => elevationGainMeters ?? 0);

/** Elapsed hours, as the boards count time. */
export const totalHours = (): Meter => {
  const seconds = sumOf(({ durationSeconds }) => durationSeconds)();
  return (workout) => seconds(workout) / 3600;
};

/** The kilometres of the longest single workout. */
export const longestKm = (): Meter => {
  let longest = 0;
  return ({ distanceMeters }) => (longest = Math.max(longest, (distanceMeters ?? 0) / 1000));
};

const EARLY_BEFORE_MINUTE = 6 * 60;
const LATE_AFTER_MINUTE = 22 * 60;

/** Starts before 06:00 local. */
export const earlyStarts = sumOf(({ localStartMinute }) => (localStartMinute < EARLY_BEFORE_MINUTE ? 1 : 0));

/** Starts after 22:00 local; at 22:00:00 sharp it is not yet after. */
export const lateStarts = sumOf((workout) => (minuteOfDay(workout) > LATE_AFTER_MINUTE ? 1 : 0));

/** Zones differ by whole minutes, so that the seconds are those of the instant. */
const minuteOfDay = ({ localStartMinute, startedAt }: DatedWorkout): number =>
  localStartMinute + (Date.parse(startedAt) % 60_000) / 60_000;
