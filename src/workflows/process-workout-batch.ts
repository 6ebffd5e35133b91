import type { WorkoutBatch } from '../domain/workout.ts';
import { finish, followSteps } from './process-workout.ts';

export interface ProcessWorkoutBatchResult {
  workouts: number;
  processed: number;
  processedWithErrors: number;
  deleted: number;
  failedSteps: string[];
}

/** Runs the same steps for up to 2,000 workouts in one execution, each step as one set of statements. */
export async function ProcessWorkoutBatch(list: WorkoutBatch): Promise<ProcessWorkoutBatchResult> {
  const outcome = await followSteps(list);
  const { processed, processedWithErrors, deleted, failedSteps } = await finish(list, outcome);
  if (outcome.cancellation) throw outcome.cancellation;
  return { workouts: list.size, processed, processedWithErrors, deleted, failedSteps };
}
