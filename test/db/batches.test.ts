import { v4 as uuidV4 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readBacklog } from '../../src/db/backlog.ts';
import { forgetEndedBatches, listWorkouts } from '../../src/db/batches.ts';
import { claimWaiting } from '../../src/db/outbox-claims.ts';
import { deleteStarted } from '../../src/db/outbox.ts';
import { withTransaction } from '../../src/db/pool.ts';
import { listUnfinishedExecutions } from '../../src/db/unfinished.ts';
import type { WorkoutRef } from '../../src/domain/workout.ts';
import { processWorkoutBatchId } from '../../src/temporal/names.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { saveWorkouts } from '../support/saving.ts';
import { aRun } from '../support/workouts.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.pool.query('truncate workouts, outbox, workout_batches cascade'));
afterAll(() => database.drop());

const batchId = uuidV4();
const workflowId = processWorkoutBatchId(batchId);

/** Five workouts, claimed as a batch that nobody has started yet. */
async function claimFive(): Promise<WorkoutRef[]> {
  const workouts = await saveWorkouts(
    database,
    Array.from({ length: 5 }, (_, day) =>
      aRun({ startedAt: new Date(Date.UTC(2003, 0, 1 + day)).toISOString() }),
    ),
  );
  await database.pool.query(`update outbox set created_at = now() - interval '90 s' where subject_id = $1`, [
    workouts[3]!.workoutId,
  ]);
  await withTransaction(database.pool, (tx) =>
    claimWaiting(tx, { priority: 'interactive', limit: 1000, singlesUpTo: 1, batchId }),
  );
  return workouts;
}

const byId = (one: WorkoutRef, other: WorkoutRef) => (one.workoutId < other.workoutId ? -1 : 1);
const start = () => deleteStarted(database.pool, [workflowId]);
const age = (interval: string) =>
  database.pool.query(`update workout_batches set created_at = now() - $1::interval`, [interval]);
const end = () => database.pool.query(`update workouts set status = 'processed'`);
const unfinished = () => listUnfinishedExecutions(database.pool, { graceSeconds: 0, limit: 10 });

describe('a batch', () => {
  it('lists the same workouts in the same order each time, without those that are left out', async () => {
    const workouts = await claimFive();
    const listed = await listWorkouts(database.pool, { batchId, size: 5 });
    expect(listed.toSorted(byId)).toEqual(workouts.toSorted(byId));
    const [first, second, ...others] = listed;
    const without = [first!.workoutId, others[0]!.workoutId];
    expect(await listWorkouts(database.pool, { batchId, size: 5, without })).toEqual([
      second,
      ...others.slice(1),
    ]);
  });

  it('waits for its start as so many workouts, for as long as the first of them', async () => {
    await claimFive();
    const { outbox } = await readBacklog(database.pool);
    expect(outbox.waiting).toBe(5);
    expect(outbox.oldestSeconds).toBeGreaterThanOrEqual(90);
    await start();
    expect((await readBacklog(database.pool)).outbox).toEqual({ waiting: 0, oldestSeconds: null });
  });

  it('is not taken for lost before it was started', async () => {
    await claimFive();
    expect(await unfinished()).toEqual([]);
    await start();
    expect(await unfinished()).toMatchObject([{ kind: 'workout', workflowId }]);
  });

  it('is forgotten an hour after it was claimed, once it is started and all its workouts have ended', async () => {
    await claimFive();
    await age('61 minutes');
    expect(await forgetEndedBatches(database.pool)).toBe(0);
    await end();
    expect(await forgetEndedBatches(database.pool)).toBe(0);
    await start();
    await age('59 minutes');
    expect(await forgetEndedBatches(database.pool)).toBe(0);
    await age('61 minutes');
    await database.pool.query(`update workouts set status = 'processing' where revision = 1`);
    expect(await forgetEndedBatches(database.pool)).toBe(0);
    await end();
    expect(await forgetEndedBatches(database.pool)).toBe(1);
    expect(await listWorkouts(database.pool, { batchId, size: 5 })).toEqual([]);
  });
});
