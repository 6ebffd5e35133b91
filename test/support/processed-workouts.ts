import type { Pool } from '../../src/db/pool.ts';
import type { WorkoutRef, WorkoutSubmission } from '../../src/domain/workout.ts';
import type { TestDatabase } from './database.ts';
import { createStepRunner } from './running-steps.ts';
import { saveWorkouts } from './saving.ts';

/** Saves workouts and takes them through all steps, without Temporal: what a test of something later begins with. */
export async function saveProcessed(
  database: TestDatabase,
  ...submissions: WorkoutSubmission[]
): Promise<string[]> {
  const workouts = await saveWorkouts(database, submissions);
  await processWorkouts(database.pool, workouts);
  return workouts.map((workout) => workout.workoutId);
}

/** The steps in their order, and the end. */
export async function processWorkouts(pool: Pool, workouts: WorkoutRef[]): Promise<void> {
  await createStepRunner(pool).process(workouts);
}
