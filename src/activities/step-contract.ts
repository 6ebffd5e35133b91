import type { WorkoutList } from '../domain/workout.ts';
import type { Progress } from './bisection.ts';

/** A step works on a list, set-based; a single workout is a list of one. */
export type StepInput = WorkoutList & {
  /** Where the activity before stopped. */
  progress?: Progress;
};

/** Ids and counts only: this is what the history shows. */
export interface StepResult {
  succeeded: number;
  /** A newer revision or run is on its way and does the work. */
  superseded: number;
  /** In a redrive: the step had succeeded before, and was not run again. */
  upToDate?: number;
  /** Workouts at which the step was given up; they are set aside, the others went through. */
  failed: string[];
  /** Workouts that got an execution of their own. */
  movedOut?: string[];
  /** What this activity had no time for: to be called again with it. Continuing is not failing. */
  next?: Progress;
}
