import { MockActivityEnvironment } from '@temporalio/testing';
import { createActivities } from '../../src/activities/index.ts';
import { acceptWorkouts } from '../../src/db/acceptance.ts';
import { withTransaction, type Pool } from '../../src/db/pool.ts';
import { STEPS } from '../../src/domain/steps.ts';
import type { WorkoutRef, WorkoutSubmission } from '../../src/domain/workout.ts';

/** Saves workouts and takes them through all steps, without Temporal: what a test of something later begins with. */
export async function saveProcessed(
  { pool, appId }: { pool: Pool; appId: string },
  ...submissions: WorkoutSubmission[]
): Promise<string[]> {
  const outcomes = await withTransaction(pool, (tx) =>
    acceptWorkouts(tx, {
      appId,
      saves: submissions.map((submission) => ({ submission, idempotencyKey: null })),
      priority: 'interactive',
      startNow: false,
    }),
  );
  const workouts = outcomes.map((outcome) => {
    if (!('workoutId' in outcome)) throw new Error(`Not saved: ${outcome.kind}`);
    return { workoutId: outcome.workoutId, revision: 'revision' in outcome ? outcome.revision : 1 };
  });
  await processWorkouts(pool, workouts);
  return workouts.map((workout) => workout.workoutId);
}

/** The steps in their order, and the end. */
export async function processWorkouts(pool: Pool, workouts: WorkoutRef[]): Promise<void> {
  const activities = createActivities({ pool });
  const environment = new MockActivityEnvironment();
  for (const { name } of STEPS) await environment.run(activities[name], { workouts });
  const steps = STEPS.map((step) => step.name);
  await environment.run(activities.finishProcessing, { workouts, steps, failures: [] });
}
