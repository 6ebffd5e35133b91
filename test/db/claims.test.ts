import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { claimWorkouts } from '../../src/db/dispatch/claims.ts';
import { readDispatchState } from '../../src/db/dispatch/dispatch-state.ts';
import { enqueueRun } from '../../src/db/dispatch/enqueue.ts';
import {
  listWorkouts,
  markStarted,
  postponeStart,
  takeDueStarts,
  type Execution,
} from '../../src/db/dispatch/executions.ts';
import { withTransaction } from '../../src/db/pool.ts';
import type { WorkoutRef } from '../../src/domain/workout.ts';
import { createApp, createTestDatabase } from '../support/database.ts';
import { edit, saveWorkouts } from '../support/saving.ts';
import { waitingOf, workflowIdsOf, forgetExecution } from '../support/waiting-work.ts';
import { aRun } from '../support/workouts.ts';

const database = await createTestDatabase();
afterEach(() => database.pool.query('truncate workouts, executions cascade'));
afterAll(() => database.drop());

let days = 0;
const save = (count: number, { athleteId = 'ath-1', appId = database.appId } = {}): Promise<WorkoutRef[]> =>
  saveWorkouts(
    { ...database, appId },
    Array.from({ length: count }, () =>
      aRun({ athleteId, startedAt: new Date(Date.UTC(2003, 0, (days += 1))).toISOString() }),
    ),
  );

const START = '00000000-0000-0000-0000-000000000000';
const claim = async (limit = 1000, after = START) =>
  withTransaction(database.pool, (tx) => claimWorkouts(tx, { priority: 'interactive', limit, after }));
const claimed = async (limit?: number): Promise<Execution> => (await claim(limit)).execution!;
const enqueue = (workouts: WorkoutRef[]) =>
  withTransaction(database.pool, (tx) =>
    enqueueRun(tx, { workoutIds: workouts.map((workout) => workout.workoutId) }),
  );
const takeDue = () => withTransaction(database.pool, (tx) => takeDueStarts(tx, 20));
const makeDue = (by = '1 s') =>
  database.pool.query(`update executions set start_due_at = now() - $1::interval`, [by]);
const idsOf = (workouts: readonly WorkoutRef[]) => workouts.map(({ workoutId }) => workoutId).toSorted();

/** How many workouts of each athlete an execution has, in the order of the athletes' ids. */
async function sharesOf({ workouts }: Execution): Promise<Record<string, number>> {
  const { rows } = await database.pool.query<{ name: string; count: number }>(
    `select a.athlete_id as name, count(*)::int as count
     from workouts w
     join athletes a on a.athlete_uuid = w.athlete_uuid
     where w.workout_id = any($1::uuid[])
     group by name
     order by name`,
    [idsOf(workouts!)],
  );
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
}

describe('a claim', () => {
  it('gives one workout an execution of its own, and more than one a batch', async () => {
    const [alone] = await save(1);
    expect(await claimed()).toMatchObject({
      workflowId: `process-workout-${alone!.workoutId}-r1`,
      kind: 'workout',
      workouts: [alone],
      sport: 'run',
    });
    const many = await save(3);
    const batch = await claimed();
    expect(batch.workflowId).toBe(`process-workout-batch-${batch.subjectId}`);
    expect(idsOf(batch.workouts!)).toEqual(idsOf(many));
    expect(await workflowIdsOf(database.pool, many)).toEqual([batch.workflowId]);
    expect(await claim()).toEqual({ after: START });
  });

  it('shares a batch among apps, however much one of them has', async () => {
    const other = await createApp(database.pool);
    await save(30, { athleteId: 'of-one' });
    await save(3, { athleteId: 'of-other', appId: other });
    expect(await sharesOf(await claimed(10))).toEqual({ 'of-one': 7, 'of-other': 3 });
  });

  it('rotates through athletes, each with all its waiting workouts', async () => {
    for (const athleteId of ['x', 'y', 'z']) await save(4, { athleteId });
    const seen: string[] = [];
    let after = START;
    for (let round = 0; round < 3; round += 1) {
      const { execution, after: next } = await claim(4, after);
      const shares = await sharesOf(execution!);
      expect(Object.values(shares)).toEqual([4]);
      seen.push(...Object.keys(shares));
      after = next;
    }
    expect(seen.toSorted()).toEqual(['x', 'y', 'z']);
  });

  it('begins again with the first athlete behind the last one', async () => {
    await save(2, { athleteId: 'only' });
    const { execution } = await claim(10, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
    expect(execution!.workouts).toHaveLength(2);
  });

  it('leaves a workout that another transaction holds', async () => {
    const [held, free] = await save(2);
    const holder = await database.pool.connect();
    await holder.query(`begin; select from workouts where workout_id = '${held!.workoutId}' for update`);
    expect((await claimed()).workouts).toEqual([free]);
    await holder.query('rollback');
    holder.release();
    expect((await claimed()).workouts).toEqual([held]);
  });

  it('is made by one process at a time', async () => {
    await withTransaction(database.pool, async (tx) => {
      expect(await readDispatchState(tx)).toBeDefined();
      expect(await withTransaction(database.pool, readDispatchState)).toBeUndefined();
    });
  });
});

describe('a further run', () => {
  it('is not added to a run that still waits', async () => {
    const workouts = await save(2);
    expect(await enqueue(workouts)).toEqual([]);
    const batch = await claimed();
    expect(await enqueue(workouts)).toHaveLength(2);
    expect(await waitingOf(database.pool, workouts)).toHaveLength(2);
    const next = await claimed();
    expect(next.workflowId).not.toBe(batch.workflowId);
  });

  it('has an id of its own, as has a further revision', async () => {
    const [workout] = await save(1);
    await claimed();
    await enqueue([workout!]);
    expect((await claimed()).workflowId).toBe(`process-workout-${workout!.workoutId}-r1-n1`);
    await edit(database, workout!.workoutId, { distanceMeters: 5000 });
    expect((await claimed()).workflowId).toBe(`process-workout-${workout!.workoutId}-r2`);
  });

  it('is not claimed before the change commits that it is to read', async () => {
    const [workout] = await save(1);
    await withTransaction(database.pool, async (tx) => {
      await enqueueRun(tx, { workoutIds: [workout!.workoutId] });
      expect(await claim()).toEqual({ after: START });
    });
    expect((await claimed()).workouts).toEqual([workout]);
  });
});

describe('a start', () => {
  it('is due again when its process does not come back, and then has the same list', async () => {
    await save(3);
    const batch = await claimed();
    expect(await takeDue()).toEqual([]);
    await makeDue();
    expect(await takeDue()).toEqual([batch]);
    expect(await takeDue()).toEqual([]);
  });

  it('is not due once it was made', async () => {
    await save(1);
    const { workflowId } = await claimed();
    await markStarted(database.pool, workflowId);
    expect(await takeDue()).toEqual([]);
  });

  it('is due after the pause that it is given', async () => {
    await save(1);
    const { workflowId } = await claimed();
    await postponeStart(database.pool, { workflowId, seconds: 100 });
    expect(await takeDue()).toEqual([]);
    await postponeStart(database.pool, { workflowId, seconds: 0 });
    expect(await takeDue()).toHaveLength(1);
  });

  it("is due though PostgreSQL's clock was set back since it was claimed", async () => {
    await save(1);
    await claimed();
    await makeDue('-1 day');
    expect(await takeDue()).toHaveLength(1);
  });
});

describe('a batch', () => {
  it('has the same list for each of its steps, and none once it has ended', async () => {
    const workouts = await save(3);
    const { subjectId: batchId, workflowId, workouts: listed } = await claimed();
    const list = { batchId, size: 3 };
    expect(await listWorkouts(database.pool, list)).toEqual(listed);
    await forgetExecution(database.pool, workflowId);
    expect(await listWorkouts(database.pool, list)).toEqual([]);
    expect(idsOf(workouts)).toEqual(idsOf(listed!));
  });
});
