import { ServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { v4 as uuidV4 } from 'uuid';
import { replaceAthlete } from '../../src/api/profile-change.ts';
import { acceptWorkouts } from '../../src/db/acceptance.ts';
import { listWorkouts } from '../../src/db/batches.ts';
import type { Priority } from '../../src/db/outbox.ts';
import { withTransaction } from '../../src/db/pool.ts';
import type { WorkoutBatch, WorkoutRef } from '../../src/domain/workout.ts';
import type { Temporal } from '../../src/temporal/client.ts';
import { dispatchOnce, runDispatcher } from '../../src/temporal/dispatcher.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { edit, saveWorkouts } from '../support/saving.ts';
import { connectToNobody, withStart } from '../support/temporal-faults.ts';
import { createTestNamespace } from '../support/temporal.ts';
import { aRun, unknownProfile } from '../support/workouts.ts';

const patiently = { timeout: 40_000 };

let database: TestDatabase;
let temporal: Temporal;
beforeAll(async () => {
  database = await createTestDatabase();
  // Nobody works here: what is started stays open, so that it can be looked at.
  temporal = await createTestNamespace();
});
afterEach(() => database.pool.query(`delete from outbox`));
afterAll(async () => {
  await temporal.close();
  await database.drop();
});

/** What the dispatcher complains of. */
function createLog() {
  const warnings: unknown[] = [];
  return { warnings, warn: (fields: object) => void warnings.push(fields) };
}

/** Dispatches until the test is over. */
function dispatchMeanwhile(other: Partial<Parameters<typeof runDispatcher>[0]> = {}): void {
  const stopping = new AbortController();
  const running = runDispatcher(
    { pool: database.pool, temporal, log: createLog(), ...other },
    stopping.signal,
  );
  onTestFinished(async () => {
    stopping.abort();
    await running;
  });
}

let days = 0;
/** So many runs that no other test has. */
const save = (count: number, priority: Priority = 'interactive'): Promise<WorkoutRef[]> =>
  saveWorkouts(
    database,
    Array.from({ length: count }, () =>
      aRun({ athleteId: `ath-${days % 7}`, startedAt: new Date(Date.UTC(2000, 0, ++days)).toISOString() }),
    ),
    priority,
  );

/** What waits of these, also as part of a batch that waits for its start. */
const outboxOf = async (workouts: WorkoutRef[]) => {
  const { rows } = await database.pool.query<{ id: string; workflowId: string | null }>(
    `select coalesce(listed.id, o.subject_id) as id, o.workflow_id as "workflowId"
     from outbox o
     left join workout_batches b on b.batch_id = o.subject_id
     left join lateral unnest(b.workout_ids) as listed (id) on true
     where coalesce(listed.id, o.subject_id) = any($1::uuid[])`,
    [workouts.map((workout) => workout.workoutId)],
  );
  return rows;
};

const workflowIdsOf = async (workouts: WorkoutRef[]) => {
  const { rows } = await database.pool.query<{ workflowId: string }>(
    `select distinct workflow_id as "workflowId" from workouts where workout_id = any($1::uuid[])`,
    [workouts.map((workout) => workout.workoutId)],
  );
  return rows.map((row) => row.workflowId);
};

const describeExecution = (workflowId: string) => temporal.client.workflow.getHandle(workflowId).describe();

/** As if the time for which a start is held had passed. */
const expireClaims = () =>
  database.pool.query(`update outbox set claimed_until = now() where workflow_id is not null`);

const singleId = ({ workoutId, revision }: WorkoutRef) => `process-workout-${workoutId}-r${revision}`;

describe('a round', () => {
  it('gives one workout an execution of its own', async () => {
    const [workout] = await save(1);
    await dispatchOnce({ pool: database.pool, temporal, log: createLog() });
    expect(await outboxOf([workout!])).toEqual([]);
    const { type, taskQueue, status } = await describeExecution(singleId(workout!));
    expect({ type, taskQueue, status: status.name }).toEqual({
      type: 'ProcessWorkout',
      taskQueue: 'workouts',
      status: 'RUNNING',
    });
  });

  it('gives many one batch, on a queue of its own', async () => {
    const workouts = await save(4);
    await dispatchOnce({ pool: database.pool, temporal, log: createLog() });
    expect(await outboxOf(workouts)).toEqual([]);
    const [workflowId, ...others] = await workflowIdsOf(workouts);
    expect(others).toEqual([]);
    expect(workflowId).toMatch(/^process-workout-batch-[0-9a-f-]{36}$/);
    const { type, taskQueue } = await describeExecution(workflowId!);
    expect({ type, taskQueue }).toEqual({ type: 'ProcessWorkoutBatch', taskQueue: 'workouts-batch' });
  });

  it('recomputes what two changes of a profile concern in one execution, however few', async () => {
    const startedAt = (day: number) => new Date(Date.UTC(2001, 0, day)).toISOString();
    const runs = [1, 2, 3].map((day) => aRun({ athleteId: 'changed', startedAt: startedAt(day) }));
    const workouts = await saveWorkouts(database, runs);
    await database.pool.query(`delete from outbox`);
    await database.pool.query(`update workouts set status = 'processed'`);
    for (const heightCm of [170, 171]) {
      await withTransaction(database.pool, (tx) =>
        replaceAthlete(tx, {
          appId: database.appId,
          athleteId: 'changed',
          newUuid: uuidV4(),
          profile: { ...unknownProfile, heightCm },
          weightKg: null,
        }),
      );
    }
    expect(await outboxOf(workouts)).toHaveLength(3);
    await dispatchOnce({ pool: database.pool, temporal, log: createLog() });
    expect(await workflowIdsOf(workouts)).toEqual([expect.stringMatching(/^process-workout-batch-/)]);
  });

  it('has nothing to do when nothing waits', async () => {
    expect(await dispatchOnce({ pool: database.pool, temporal, log: createLog() })).toBe(false);
  });

  it('leaves a start alone while the one who wrote its id may still make it', async () => {
    const [outcome] = await withTransaction(database.pool, (tx) =>
      acceptWorkouts(tx, {
        appId: database.appId,
        saves: [{ submission: aRun({ athleteId: 'held' }), idempotencyKey: null, startNow: true }],
        priority: 'interactive',
      }),
    );
    const workout = outcome as WorkoutRef;
    await dispatchOnce({ pool: database.pool, temporal, log: createLog() });
    expect(await outboxOf([workout])).toHaveLength(1);
    await expireClaims();
    await dispatchOnce({ pool: database.pool, temporal, log: createLog() });
    expect(await outboxOf([workout])).toEqual([]);
    expect((await describeExecution(singleId(workout))).status.name).toBe('RUNNING');
  });

  it('starts each revision that waits; the older one finds that it is superseded', async () => {
    const [first] = await save(1);
    await dispatchOnce({ pool: database.pool, temporal, log: createLog() });
    const second = await edit(database, first!.workoutId, { distanceMeters: 9000 });
    await dispatchOnce({ pool: database.pool, temporal, log: createLog() });
    expect((await describeExecution(singleId(first!))).status.name).toBe('RUNNING');
    expect((await describeExecution(singleId(second))).status.name).toBe('RUNNING');
    expect(await workflowIdsOf([first!])).toEqual([singleId(second)]);
  });
});

describe.each([
  { kind: 'a single workout', count: 1 },
  { kind: 'a batch', count: 30 },
])('the start of $kind', ({ count }) => {
  it('is made under an id that was committed before', async () => {
    const workouts = await save(count);
    const seen: { asked: string; outbox: (string | null)[]; workouts: string[] }[] = [];
    const watched = withStart(temporal, async (start, _type, { workflowId }) => {
      // The pool's other connections see what is committed, and nothing else.
      seen.push({
        asked: workflowId,
        outbox: (await outboxOf(workouts)).map((row) => row.workflowId),
        workouts: await workflowIdsOf(workouts),
      });
      return start();
    });
    await dispatchOnce({ pool: database.pool, temporal: watched, log: createLog() });
    expect(seen).toHaveLength(1);
    const { asked, ...committed } = seen[0]!;
    expect(committed).toEqual({ outbox: workouts.map(() => asked), workouts: [asked] });
  });

  it('is the same one after a crash before the row was deleted, and there is one execution', async () => {
    const workouts = await save(count);
    const log = createLog();
    const crashing = withStart(temporal, async (start) => {
      await start();
      throw new Error('Killed between the start and the delete');
    });
    await dispatchOnce({ pool: database.pool, temporal: crashing, log });
    expect(log.warnings).toHaveLength(1);
    expect(await outboxOf(workouts)).toHaveLength(count);
    const [workflowId] = await workflowIdsOf(workouts);
    const before = await describeExecution(workflowId!);

    await expireClaims();
    const started: string[] = [];
    const watched = withStart(temporal, (start, _type, options) => {
      started.push(options.workflowId);
      return start();
    });
    await dispatchOnce({ pool: database.pool, temporal: watched, log });
    expect(started).toEqual([workflowId]);
    expect(await outboxOf(workouts)).toEqual([]);
    expect((await describeExecution(workflowId!)).runId).toBe(before.runId);
  });

  it('waits in the outbox while Temporal is away, and is made when it is back', async () => {
    const workouts = await save(count);
    const log = createLog();
    await dispatchOnce({ pool: database.pool, temporal: await connectToNobody(temporal.namespace), log });
    expect(log.warnings).toHaveLength(1);
    const [workflowId] = await workflowIdsOf(workouts);
    expect((await outboxOf(workouts)).map((row) => row.workflowId)).toEqual(workouts.map(() => workflowId));
    await expect(describeExecution(workflowId!)).rejects.toBeInstanceOf(WorkflowNotFoundError);
    await expect
      .poll(async () => {
        await dispatchOnce({ pool: database.pool, temporal, log });
        return outboxOf(workouts);
      }, patiently)
      .toEqual([]);
    expect((await describeExecution(workflowId!)).status.name).toBe('RUNNING');
  });
});

describe('several dispatchers at once', () => {
  it('put each workout into exactly one execution, and never wait for each other in a circle', async () => {
    const started = new Map<string, string[]>();
    const log = createLog();
    const dispatch = () => {
      const watched = withStart(temporal, async (start, _type, { workflowId, args }) => {
        const [input] = args as [WorkoutRef | WorkoutBatch];
        const refs = 'batchId' in input ? await listWorkouts(database.pool, input) : [input];
        started.set(
          workflowId,
          refs.map((ref) => ref.workoutId),
        );
        return start();
      });
      return dispatchOnce({ pool: database.pool, temporal: watched, log });
    };
    const workouts: WorkoutRef[] = [];
    for (let round = 0; round < 15; round += 1) {
      workouts.push(...(await save(round % 3 === 0 ? 8 : 120)));
      while ((await Promise.all([dispatch(), dispatch(), dispatch()])).some(Boolean));
    }
    expect(log.warnings).toEqual([]);
    expect(await outboxOf(workouts)).toEqual([]);
    expect([...started.values()].flat().sort()).toEqual(workouts.map((workout) => workout.workoutId).sort());
  });
});

describe("another build's turn", () => {
  it('is waited for to be over: nothing is claimed meanwhile', async () => {
    let isOurTurn = false;
    let asked = 0;
    const mayStart = () => {
      asked += 1;
      return isOurTurn;
    };
    const workouts = await save(3);
    dispatchMeanwhile({ mayStart });
    await expect.poll(() => asked, patiently).toBeGreaterThan(2);
    expect((await outboxOf(workouts)).map((row) => row.workflowId)).toEqual([null, null, null]);
    isOurTurn = true;
    await expect.poll(() => outboxOf(workouts), patiently).toEqual([]);
  });
});

describe('saves that come one by one', () => {
  it('gather while two executions are open, and go on as soon as one of them ends', async () => {
    dispatchMeanwhile();
    const [first] = await save(1);
    await expect.poll(() => outboxOf([first!]), patiently).toEqual([]);
    const [second] = await save(1);
    await expect.poll(() => outboxOf([second!]), patiently).toEqual([]);
    const gathered = [...(await save(1)), ...(await save(1)), ...(await save(1))];
    // Bulk work has a place of its own: once it has been claimed, so would these have been.
    const bulk = await save(1, 'bulk');
    await expect.poll(() => outboxOf(bulk), patiently).toEqual([]);
    expect((await outboxOf(gathered)).map((row) => row.workflowId)).toEqual([null, null, null]);

    await temporal.client.workflow.getHandle(singleId(first!)).terminate();
    await expect.poll(() => outboxOf(gathered), patiently).toEqual([]);
    expect(await workflowIdsOf(gathered)).toEqual([expect.stringContaining('process-workout-batch-')]);
    for (const open of [singleId(second!), ...(await workflowIdsOf([...gathered, ...bulk]))])
      await temporal.client.workflow.getHandle(open).terminate();
  });
});

describe('executions that do not end', () => {
  it('keep what is saved after them waiting for a while, and no longer', async () => {
    dispatchMeanwhile({ usualMs: 300 });
    const workouts: WorkoutRef[] = [];
    for (let count = 0; count < 5; count += 1) {
      const [workout] = await save(1);
      await expect.poll(() => outboxOf([workout!]), patiently).toEqual([]);
      workouts.push(workout!);
    }
    const statuses = workouts.map(
      async (workout) => (await describeExecution(singleId(workout))).status.name,
    );
    expect(await Promise.all(statuses)).toEqual(workouts.map(() => 'RUNNING'));
    for (const workout of workouts) await temporal.client.workflow.getHandle(singleId(workout)).terminate();
  });
});

describe('an import', () => {
  it('never keeps a saved run waiting: bulk work has one open batch, and leaves one for the rest', async () => {
    const bulk = await save(1200, 'bulk');
    dispatchMeanwhile();
    await expect.poll(() => outboxOf(bulk), patiently).toHaveLength(200);

    const run = await save(1);
    await expect.poll(() => outboxOf(run), patiently).toEqual([]);
    expect(await workflowIdsOf(run)).toEqual([singleId(run[0]!)]);
    const many = await save(50);
    await expect.poll(() => outboxOf(many), patiently).toEqual([]);
    expect(await workflowIdsOf(many)).toEqual([expect.stringContaining('process-workout-batch-')]);

    const first = (await workflowIdsOf(bulk)).find((workflowId) => workflowId.includes('-batch-'));
    expect(await outboxOf(bulk)).toHaveLength(200);
    // When the import's batch ends, however it ends, its next one follows.
    await temporal.client.workflow.getHandle(first!).terminate();
    await expect.poll(() => outboxOf(bulk), patiently).toEqual([]);
  });
});

describe('an import that does not end', () => {
  it('keeps the next one waiting for a while, and no longer', async () => {
    dispatchMeanwhile({ usualMs: 300 });
    for (let count = 0; count < 2; count += 1) {
      const imported = await save(2, 'bulk');
      await expect.poll(() => outboxOf(imported), patiently).toEqual([]);
    }
  });
});

describe('what this build cannot start', () => {
  it('keeps nothing else from being started', async () => {
    const [unknown] = await save(1);
    const log = createLog();
    const moody = withStart(temporal, (start, _, { workflowId }) =>
      workflowId.includes(unknown!.workoutId) ? Promise.reject(new TypeError('of a newer one')) : start(),
    );
    dispatchMeanwhile({ temporal: moody, log });
    await expect.poll(() => log.warnings.length, patiently).toBeGreaterThanOrEqual(1);
    const others = [...(await save(2)), ...(await save(2, 'bulk'))];
    await expect.poll(() => outboxOf(others), patiently).toEqual([]);
    expect(await outboxOf([unknown!])).toHaveLength(1);
  });
});

describe('while Temporal is away', () => {
  it('one batch is claimed and no more, so that few are open when it is back', async () => {
    const bulk = await save(2400, 'bulk');
    const away = new AbortController();
    const log = createLog();
    const waiting = runDispatcher(
      { pool: database.pool, temporal: await connectToNobody(temporal.namespace), log },
      away.signal,
    );
    await expect.poll(() => log.warnings.length, patiently).toBeGreaterThanOrEqual(2);
    away.abort();
    await waiting;
    const claimed = (await outboxOf(bulk)).filter((row) => row.workflowId !== null);
    expect(new Set(claimed.map((row) => row.workflowId)).size).toBe(1);
    expect(claimed).toHaveLength(1000);
  });

  it('what another process has started in the end keeps this one from nothing', async () => {
    const [run] = await save(1);
    const log = createLog();
    let isAway = true;
    const moody = withStart(temporal, (start) =>
      isAway ? Promise.reject(new ServiceError('away')) : start(),
    );
    dispatchMeanwhile({ temporal: moody, log });
    await expect.poll(() => log.warnings.length, patiently).toBeGreaterThanOrEqual(1);
    await database.pool.query(`delete from outbox where subject_id = $1::uuid`, [run!.workoutId]);
    isAway = false;
    const next = await save(1);
    await expect.poll(() => outboxOf(next), patiently).toEqual([]);
  });
});

describe('the dispatcher', () => {
  it('goes on after a round that failed, and ends when it is asked to', async () => {
    const [workout] = await save(1);
    const log = createLog();
    let rounds = 0;
    const pool = new Proxy(database.pool, {
      get(target, key) {
        if (key === 'connect' && ++rounds === 1) throw new Error('The database is away');
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const stopping = new AbortController();
    const running = runDispatcher({ pool, temporal, log }, stopping.signal);
    await expect.poll(() => outboxOf([workout!]), patiently).toEqual([]);
    expect(log.warnings).toHaveLength(1);
    stopping.abort();
    await expect(running).resolves.toBeUndefined();
  });
});
