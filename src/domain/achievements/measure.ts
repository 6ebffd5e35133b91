import { dateOfDay, monthOf } from '../calendar.ts';
import { localDayOf, type CountedWorkout } from '../counted-workout.ts';

/** A workout with its local day as a number and its month, computed once for all measures. */
export interface DatedWorkout extends CountedWorkout {
  /** Days from 1970-01-01 to the local date. */
  day: number;
  /** The month of the local date, `yyyy-MM`. */
  month: string;
}

/** Takes one athlete's workouts in the order of their ends. Returns the value after each; it never decreases. */
export type Measure = (workout: DatedWorkout) => number;

/** Starts a measure at zero. */
export type BeginMeasure = () => Measure;

/**
 * Adds the local day and month to these workouts and keeps their order.
 * @throws RangeError if a local start is invalid
 */
export function withDays(workouts: readonly CountedWorkout[]): DatedWorkout[] {
  let last = { day: NaN, month: '' };
  return workouts.map((workout) => {
    const day = localDayOf(workout);
    if (day !== last.day) last = { day, month: monthOf(dateOfDay(day)) };
    return { ...workout, ...last };
  });
}
