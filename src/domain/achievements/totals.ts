import type { DatedWorkout, Meter } from './meter.ts';

type Total = (from?: number) => Meter<number>;

/** Sums what each workout adds; told in a unit that is so many times as large. */
const sumOf =
  (amountOf: (workout: DatedWorkout) => number, unit = 1): Total =>
  (from = 0) => {
    let sum = from;
    return { take: (workout) => (sum += amountOf(workout)) / unit, state: () => sum };
  };

export const workoutCount = sumOf(() => 1);

export const totalKm = sumOf(({ distanceMeters }) => distanceMeters ?? 0, 1000);

export const totalClimbMeters = sumOf(({ elevationGainMeters }) => elevationGainMeters ?? 0);

/** Elapsed hours, as the boards count time. */
export const totalHours = sumOf(({ durationSeconds }) => durationSeconds, 3600);

/** The kilometres of the longest single workout. */
export const longestKm: Total = (from = 0) => {
  let longest = from;
  return {
    take: ({ distanceMeters }) => (longest = Math.max(longest, (distanceMeters ?? 0) / 1000)),
    state: () => longest,
  };
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
