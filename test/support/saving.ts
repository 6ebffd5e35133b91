import { randomUUID } from 'node:crypto';
import { acceptWorkouts } from '../../src/db/accept/acceptance.ts';
import { withTransaction, type Pool } from '../../src/db/pool.ts';
import { deleteWorkout, editWorkout } from '../../src/db/accept/revisions.ts';
import { beginProcessing } from '../../src/db/steps/steps.ts';
import type { Priority } from '../../src/db/dispatch/work-kinds.ts';
import type { WorkoutFacts, WorkoutRef, WorkoutSubmission } from '../../src/domain/workout.ts';
import type { TestDatabase } from './database.ts';

/** Accepts these workouts as the API does, without HTTP; what comes of them is up to the test. */
export async function saveWorkouts(
  { pool, appId }: TestDatabase,
  submissions: WorkoutSubmission[],
  priority: Priority = 'interactive',
): Promise<WorkoutRef[]> {
  const outcomes = await withTransaction(pool, (tx) =>
    acceptWorkouts(tx, {
      appId,
      saves: submissions.map((submission) => ({ submission, idempotencyKey: null })),
      priority,
    }),
  );
  return outcomes.map((outcome) => {
    if (outcome.kind !== 'accepted') throw new Error(`Not accepted: ${outcome.kind}`);
    return { workoutId: outcome.workoutId, revision: outcome.revision };
  });
}

/** Begins the processing of whatever is accepted, as its first step does; no step has done its work yet. */
export const beginAll = (pool: Pool): Promise<void> =>
  withTransaction(pool, async (tx) => {
    const { rows: workouts } = await tx.query<WorkoutRef>(
      `select workout_id as "workoutId", revision from workouts where status = 'accepted'`,
    );
    await beginProcessing(tx, workouts);
  });

export const edit = (
  { pool, appId }: TestDatabase,
  workoutId: string,
  change: Partial<WorkoutFacts>,
): Promise<WorkoutRef> =>
  withTransaction(pool, (tx) =>
    editWorkout(tx, {
      ...anyRequest(),
      appId,
      workoutId,
      expectedRevision: '*',
      change: (facts) => ({ ...facts, ...change }),
      clearDuplicateOf: false,
    }),
  );

export const remove = ({ pool, appId }: TestDatabase, workoutId: string): Promise<WorkoutRef> =>
  withTransaction(pool, (tx) =>
    deleteWorkout(tx, { ...anyRequest(), appId, workoutId, expectedRevision: '*' }),
  );

const anyRequest = () => ({ idempotencyKey: randomUUID(), fingerprint: Buffer.alloc(32) });
