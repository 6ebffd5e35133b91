import { dayNumber, monthOf } from '../calendar.ts';
import type { CountedWorkout } from '../counted-workout.ts';

/** A workout with its local day as a number and its month, worked out once for all meters. */
export interface DatedWorkout extends CountedWorkout {
  /** Days from 1970-01-01 to the local date. */
  day: number;
  /** The month of the local date. */
  month: string;
}

/** Takes workouts one after the other, in the order of their ends, and tells the measure after each; it never falls. */
export type Meter = (workout: DatedWorkout) => number;

/** @throws RangeError when the local date is none. */
export const withDay = (workout: CountedWorkout): DatedWorkout => ({
  ...workout,
  day: dayNumber(workout.localDate),
  month: monthOf(workout.localDate),
});
