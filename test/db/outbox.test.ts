import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { v4 as uuidV4 } from 'uuid';
import { listWorkouts } from '../../src/db/batches.ts';
import { releaseStarts, takeDueStarts } from '../../src/db/due-starts.ts';
import { claimWaiting } from '../../src/db/outbox-claims.ts';
import { deleteStarted, enqueueRun } from '../../src/db/outbox.ts';
import { withTransaction, type Transaction } from '../../src/db/pool.ts';
import type { WorkoutRef } from '../../src/domain/workout.ts';
import { processWorkoutBatchId } from '../../src/temporal/names.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { edit, saveWorkouts } from '../support/saving.ts';
import { aRun } from '../support/workouts.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.pool.query('truncate workouts, outbox, workout_batches cascade'));
afterAll(() => database.drop());

const save = (count: number): Promise<WorkoutRef[]> =>
  saveWorkouts(
    database,
    Array.from({ length: count }, (_, day) =>
      aRun({ startedAt: new Date(Date.UTC(2003, 0, 1 + day)).toISOString() }),
    ),
  );

const enqueue = (workouts: WorkoutRef[]) =>
  withTransaction(database.pool, (tx) =>
    enqueueRun(tx, { workoutIds: workouts.map((workout) => workout.workoutId) }),
  );

const claimIn = (tx: Transaction, batchId: string, limit = 1000) =>
  claimWaiting(tx, { priority: 'interactive', limit, singlesUpTo: 0, batchId });
const claim = (batchId = uuidV4(), limit?: number) =>
  withTransaction(database.pool, (tx) => claimIn(tx, batchId, limit));
const take = (seconds = 30) => takeDueStarts(database.pool, { limit: 20, seconds });

const rows = async () => {
  const result = await database.pool.query<{ revision: number; workflowId: string | null }>(
    `select revision, workflow_id as "workflowId" from outbox order by outbox_id`,
  );
  return result.rows;
};

const runOf = async ({ workoutId }: WorkoutRef) => {
  const result = await database.pool.query<{ run: number; workflowId: string }>(
    `select run, workflow_id as "workflowId" from workouts where workout_id = $1::uuid`,
    [workoutId],
  );
  return result.rows[0];
};

describe('a claim', () => {
  const saveOf = (athleteId: string, day: number) =>
    saveWorkouts(database, [aRun({ athleteId, startedAt: new Date(Date.UTC(2004, 0, day)).toISOString() })]);
  const claimOf = (limit: number) => claim(undefined, limit);
  const claimed = async () => {
    const result = await database.pool.query<{ athleteId: string; day: number }>(
      `select a.athlete_id as "athleteId", extract(day from w.started_at)::int as day
       from workout_batches b
       join workouts w on w.workout_id = any(b.workout_ids)
       join athletes a on a.athlete_uuid = w.athlete_uuid
       order by day, "athleteId"`,
    );
    return result.rows.map(({ athleteId, day }) => `${athleteId}${day}`);
  };

  it('takes all that waits of the athletes whose workouts are the oldest', async () => {
    for (const day of [1, 2]) for (const athleteId of ['x', 'y', 'z']) await saveOf(athleteId, day);
    expect(await claimOf(4)).toBe(4);
    expect(await claimed()).toEqual(['x1', 'y1', 'x2', 'y2']);
  });

  it('takes what an older version left without the athlete', async () => {
    await saveOf('x', 1);
    await database.pool.query('update outbox set athlete_uuid = null');
    expect(await claimOf(4)).toBe(1);
    expect(await claimed()).toEqual(['x1']);
  });

  it('starts a workout once that waits twice: it was sent again while a claim that came to nothing held its row', async () => {
    const [workout] = await save(1);
    const claimer = await database.pool.connect();
    await claimer.query('begin; select from outbox for update');
    await enqueue([workout!]);
    await claimer.query('rollback');
    claimer.release();
    const batchId = uuidV4();
    expect(await claim(batchId)).toBe(2);
    expect(await listWorkouts(database.pool, { batchId, size: 1 })).toEqual([workout]);
    expect(await rows()).toEqual([{ revision: 1, workflowId: processWorkoutBatchId(batchId) }]);
  });

  it('takes nothing twice, however many claim at once', async () => {
    await save(40);
    const counts = await Promise.all(Array.from({ length: 8 }, () => claimOf(10)));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(40);
  });
});

describe('a further run', () => {
  it('is not asked for while the workout still waits for its start: many changes are one run', async () => {
    const [workout] = await save(1);
    expect(await enqueue([workout!])).toEqual([]);
    expect(await rows()).toEqual([{ revision: 1, workflowId: null }]);
  });

  it('is asked for once the start is claimed, under an id of its own', async () => {
    const [workout] = await save(1);
    const batchId = uuidV4();
    await claim(batchId);
    const workflowId = `process-workout-${workout!.workoutId}-r1-n1`;
    expect(await enqueue([workout!])).toEqual([{ ...workout, run: 1, workflowId }]);
    expect(await enqueue([workout!])).toEqual([]);
    expect(await rows()).toEqual([
      { revision: 1, workflowId: processWorkoutBatchId(batchId) },
      { revision: 1, workflowId: null },
    ]);
    expect(await runOf(workout!)).toEqual({ run: 1, workflowId });
  });

  it('is asked for when only an older revision waits: that one will change nothing', async () => {
    const [workout] = await save(1);
    const next = await edit(database, workout!.workoutId, { distanceMeters: 9000 });
    // The newer one was started right away, by the API.
    await database.pool.query(`delete from outbox where revision = 2`);
    expect(await enqueue([next])).toMatchObject([{ revision: 2, run: 1 }]);
  });

  it('is asked for when the start is being claimed at this moment: it may read before the change', async () => {
    const [workout] = await save(1);
    const batchId = uuidV4();
    await withTransaction(database.pool, async (tx) => {
      await claimIn(tx, batchId);
      // The claim holds the workout as well; what asks for the run waits for it, and then adds one.
      const asked = enqueue([workout!]);
      await expect.poll(waitingForLocks, { timeout: 1500, interval: 10 }).toBe(1);
      await tx.query('commit');
      expect(await asked).toMatchObject([{ run: 1 }]);
    });
    expect(await rows()).toEqual([
      { revision: 1, workflowId: processWorkoutBatchId(batchId) },
      { revision: 1, workflowId: null },
    ]);
  });

  it('that was left to the waiting start holds it until the change can be read', async () => {
    await save(1);
    await withTransaction(database.pool, async (tx) => {
      const { rows: workouts } = await tx.query<{ workout_id: string }>(`select workout_id from workouts`);
      expect(await enqueueRun(tx, { workoutIds: workouts.map((row) => row.workout_id) })).toEqual([]);
      expect(await claim()).toBe(0);
    });
    expect(await claim()).toBe(1);
  });

  const waitingForLocks = async () => {
    const result = await database.pool.query<{ waiting: number }>(
      `select count(*)::int as waiting
       from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return result.rows[0]!.waiting;
  };
});

describe('a start', () => {
  it('is of a whole batch, taken by one, and again only after its time', async () => {
    const workouts = await save(50);
    const batchId = uuidV4();
    const workflowId = processWorkoutBatchId(batchId);
    await claim(batchId);
    const [first, second] = await Promise.all([take(), take()]);
    expect([...first, ...second]).toMatchObject([
      { workflowId, kind: 'batch', subjects: [{ id: batchId, revision: 1 }] },
    ]);
    const listed = await listWorkouts(database.pool, { batchId, size: 50 });
    expect(listed.map((ref) => ref.workoutId).toSorted()).toEqual(
      workouts.map((ref) => ref.workoutId).toSorted(),
    );
    expect(await take()).toEqual([]);
    await releaseStarts(database.pool, { workflowIds: [workflowId], seconds: 0 });
    expect(await take()).toHaveLength(1);
  });

  it('is of all workouts that a version claimed one by one which knew no lists of batches', async () => {
    const workouts = await save(3);
    const workflowId = processWorkoutBatchId(uuidV4());
    await database.pool.query(`update outbox set workflow_id = $1::text, claimed_until = now()`, [
      workflowId,
    ]);
    const [start, ...others] = await take();
    expect(others).toEqual([]);
    expect(start).toMatchObject({ workflowId, kind: 'workout' });
    expect(start!.subjects.map((subject) => subject.id).toSorted()).toEqual(
      workouts.map((workout) => workout.workoutId).toSorted(),
    );
  });

  it("is taken though PostgreSQL's clock was set back since it was claimed", async () => {
    await save(3);
    await claim();
    await take();
    await database.pool.query(`update outbox set claimed_until = claimed_until + interval '1 day'`);
    expect(await take()).toHaveLength(1);
    expect(await take()).toEqual([]);
  });

  it('is gone when it was made', async () => {
    await save(3);
    const batchId = uuidV4();
    await claim(batchId);
    await take(0);
    await deleteStarted(database.pool, [processWorkoutBatchId(batchId)]);
    expect(await rows()).toEqual([]);
    expect(await take()).toEqual([]);
  });
});
