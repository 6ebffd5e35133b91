import { acceptWorkouts } from '../../src/db/acceptance.ts';
import type { Priority } from '../../src/db/outbox.ts';
import { withTransaction } from '../../src/db/pool.ts';
import { deleteWorkout, editWorkout } from '../../src/db/revisions.ts';
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

export const edit = (
  { pool, appId }: TestDatabase,
  workoutId: string,
  change: Partial<WorkoutFacts>,
): Promise<WorkoutRef> =>
  withTransaction(pool, (tx) =>
    editWorkout(tx, {
      ...anyRequest,
      appId,
      workoutId,
      expectedRevision: '*',
      change: (facts) => ({ ...facts, ...change }),
      clearDuplicateOf: false,
    }),
  );

export const remove = ({ pool, appId }: TestDatabase, workoutId: string): Promise<WorkoutRef> =>
  withTransaction(pool, (tx) =>
    deleteWorkout(tx, { ...anyRequest, appId, workoutId, expectedRevision: '*' }),
  );

const anyRequest = { idempotencyKey: null, fingerprint: Buffer.alloc(32), startNow: false };
