import type { WorkoutList } from '../domain/workout.ts';

/** A step works on a list, set-based; a single workout is a list of one. */
export type StepInput = WorkoutList;

/** Ids and counts only: this is what the history shows. */
export interface StepResult {
  succeeded: number;
  /** A newer revision is on its way and does the work. */
  superseded: number;
  /** In a redrive: those for which the step had succeeded before, and was not run again. */
  upToDate?: number;
  /** Workouts at which the step failed for good; they are set aside, the others went through. */
  failed: string[];
}
