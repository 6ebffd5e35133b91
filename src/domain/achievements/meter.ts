import { dayNumber, monthOf } from '../calendar.ts';
import type { CountedWorkout } from '../counted-workout.ts';

/** A workout with its local day as a number and its month, worked out once for all meters. */
export interface DatedWorkout extends CountedWorkout {
  /** Days from 1970-01-01 to the local date. */
  day: number;
  /** The month of the local date. */
  month: string;
}

/** Measures one athlete's workouts. */
export interface Meter<State = unknown> {
  /** Takes workouts one after the other, in the order of their ends, and tells the measure after each; it never falls. */
  take(workout: DatedWorkout): number;
  /**
   * What it needs to go on with workouts of that day and later ones, as JSON: the same for the same workouts, however
   * often it was put down and taken up on the way.
   */
  state(fromDay: number): State;
}

/** A meter from nothing on, or from where another one was put down. */
export type BeginMeter = (from?: unknown) => Meter;

/** @throws RangeError when the local date is none. */
export const withDay = (workout: CountedWorkout): DatedWorkout => ({
  ...workout,
  day: dayNumber(workout.localDate),
  month: monthOf(workout.localDate),
});
