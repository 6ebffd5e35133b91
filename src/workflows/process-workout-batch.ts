import type { WorkoutRef } from '../domain/workout.ts';
import { finish, followSteps } from './process-workout.ts';

export interface ProcessWorkoutBatchResult {
  workouts: number;
  processed: number;
  processedWithErrors: number;
  deleted: number;
  failedSteps: string[];
}

/** The same steps at race pace: up to 2,000 workouts in one execution, each step one set of statements. */
export async function ProcessWorkoutBatch({
  workouts,
}: {
  workouts: WorkoutRef[];
}): Promise<ProcessWorkoutBatchResult> {
  const outcome = await followSteps(workouts);
  const { processed, processedWithErrors, deleted, failedSteps } = await finish(workouts, outcome);
  if (outcome.cancellation) throw outcome.cancellation;
  return { workouts: workouts.length, processed, processedWithErrors, deleted, failedSteps };
}
