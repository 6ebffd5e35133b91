import type { WorkoutList } from '../domain/workout.ts';
import type { Progress } from './bisection.ts';

/** A step works on a list, set-based; a single workout is a list of one. */
export type StepInput = WorkoutList & {
  /** Where the previous activity stopped. */
  progress?: Progress;
};

/** Ids and counts only, since the history shows them. */
export interface StepResult {
  succeeded: number;
  /** Workouts that have a newer revision or execution, which does the work. */
  superseded: number;
  /** In a redrive: workouts for which the step had succeeded before. It did not run again. */
  upToDate?: number;
  /** Workouts for which the step failed for good. They are excluded, and the others went through. */
  failed: string[];
  /** Workouts that got an execution of their own. */
  movedOut?: string[];
  /** Work that is left: the workflow calls the activity again with it. This is not a failure. */
  next?: Progress;
}
