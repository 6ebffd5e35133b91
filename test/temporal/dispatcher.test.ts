import { ServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { afterAll, afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { v4 as uuidV4 } from 'uuid';
import { replaceAthlete } from '../../src/api/save/profile-change.ts';
import { listWorkouts } from '../../src/db/dispatch/executions.ts';
import { withTransaction } from '../../src/db/pool.ts';
import type { Priority } from '../../src/db/dispatch/work-kinds.ts';
import type { WorkoutBatch, WorkoutRef } from '../../src/domain/workout.ts';
import { createDispatcher, dispatchOnce, type Dispatcher } from '../../src/temporal/dispatcher.ts';
import { createTestDatabase } from '../support/database.ts';
import { edit, saveWorkouts } from '../support/saving.ts';
import { connectToNobody, withStart } from '../support/temporal-faults.ts';
import { createTestNamespace } from '../support/temporal.ts';
import { endAll, waitingOf, workflowIdsOf, forgetExecution } from '../support/waiting-work.ts';
import { aRun, unknownProfile } from '../support/workouts.ts';

const patiently = { timeout: 40_000 };

const database = await createTestDatabase();
// Nobody works here: what is started stays open, so that it can be looked at.
const temporal = await createTestNamespace();
afterEach(() => endAll(database.pool));
afterAll(async () => {
  await temporal.close();
  await database.drop();
});

function createLog() {
  const warnings: unknown[] = [];
  return { warnings, warn: (fields: object) => void warnings.push(fields) };
}

const dispatch = (other: Partial<Parameters<typeof createDispatcher>[0]> = {}) =>
  dispatchOnce({ pool: database.pool, temporal, log: createLog(), ...other });

/** Dispatches until the test is over. */
function dispatchMeanwhile(other: Partial<Parameters<typeof createDispatcher>[0]> = {}): Dispatcher {
  const stopping = new AbortController();
  const dispatcher = createDispatcher({ pool: database.pool, temporal, log: createLog(), ...other });
  const running = dispatcher.run(stopping.signal);
  onTestFinished(async () => {
    stopping.abort();
    await running;
  });
  return dispatcher;
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

const waiting = (workouts: WorkoutRef[]) => waitingOf(database.pool, workouts);
const workflowIds = (workouts: WorkoutRef[]) => workflowIdsOf(database.pool, workouts);
const describeExecution = (workflowId: string) => temporal.client.workflow.getHandle(workflowId).describe();
const singleId = ({ workoutId, revision }: WorkoutRef) => `process-workout-${workoutId}-r${revision}`;

/** The executions that are claimed and not known to be started. */
const unstarted = async () => {
  const { rows } = await database.pool.query<{ workflowId: string }>(
    `select workflow_id as "workflowId" from executions where start_due_at is not null`,
  );
  return rows.map((row) => row.workflowId);
};
/** As if the time for which a start is left to its process had passed. */
const makeStartsDue = () =>
  database.pool.query(`update executions set start_due_at = now() where start_due_at is not null`);
/** As if the executions had been claimed so long ago. */
const age = (seconds: number) =>
  database.pool.query(`update executions set claimed_at = now() - make_interval(secs => $1::int)`, [seconds]);

describe('a round', () => {
  it('gives one workout an execution of its own', async () => {
    const [workout] = await save(1);
    await dispatch();
    expect(await unstarted()).toEqual([]);
    const { type, taskQueue, status } = await describeExecution(singleId(workout!));
    expect({ type, taskQueue, status: status.name }).toEqual({
      type: 'ProcessWorkout',
      taskQueue: 'workouts',
      status: 'RUNNING',
    });
  });

  it('gives many one batch, on a queue of its own', async () => {
    const workouts = await save(4);
    await dispatch();
    const [workflowId, ...others] = await workflowIds(workouts);
    expect(others).toEqual([]);
    expect(workflowId).toMatch(/^process-workout-batch-[0-9a-f-]{36}$/);
    const { type, taskQueue } = await describeExecution(workflowId!);
    expect({ type, taskQueue }).toEqual({ type: 'ProcessWorkoutBatch', taskQueue: 'workouts-batch' });
  });

  it('recomputes what two changes of a profile concern in one execution, however few', async () => {
    const startedAt = (day: number) => new Date(Date.UTC(2001, 0, day)).toISOString();
    const runs = [1, 2, 3].map((day) => aRun({ athleteId: 'changed', startedAt: startedAt(day) }));
    const workouts = await saveWorkouts(database, runs);
    await endAll(database.pool);
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
    expect(await waiting(workouts)).toHaveLength(3);
    await dispatch();
    expect(await workflowIds(workouts)).toEqual([expect.stringMatching(/^process-workout-batch-/)]);
  });

  it('has nothing to do when nothing waits', async () => {
    expect(await dispatch()).toBe('nothing');
  });

  it('starts each revision that waits; the older one finds that it is superseded', async () => {
    const [first] = await save(1);
    await dispatch();
    const second = await edit(database, first!.workoutId, { distanceMeters: 9000 });
    await dispatch();
    expect((await describeExecution(singleId(first!))).status.name).toBe('RUNNING');
    expect((await describeExecution(singleId(second))).status.name).toBe('RUNNING');
    expect(await workflowIds([first!])).toEqual([singleId(second)]);
  });
});

describe.each([
  { kind: 'a single workout', count: 1 },
  { kind: 'a batch', count: 30 },
])('the start of $kind', ({ count }) => {
  it('is made under an id that was committed before', async () => {
    const workouts = await save(count);
    const seen: { asked: string; unstarted: string[]; workouts: string[] }[] = [];
    const watched = withStart(temporal, async (start, _type, { workflowId }) => {
      // The pool's other connections see what is committed, and nothing else.
      seen.push({ asked: workflowId, unstarted: await unstarted(), workouts: await workflowIds(workouts) });
      return start();
    });
    await dispatch({ temporal: watched });
    expect(seen).toHaveLength(1);
    const { asked, ...committed } = seen[0]!;
    expect(committed).toEqual({ unstarted: [asked], workouts: [asked] });
  });

  it('is the same one after a crash before it was recorded, and there is one execution', async () => {
    const workouts = await save(count);
    const log = createLog();
    const crashing = withStart(temporal, async (start) => {
      await start();
      throw new Error('Killed between the start and its record');
    });
    await dispatch({ temporal: crashing, log });
    expect(log.warnings).toHaveLength(1);
    const [workflowId] = await workflowIds(workouts);
    expect(await unstarted()).toEqual([workflowId]);
    const before = await describeExecution(workflowId!);

    await makeStartsDue();
    const started: string[] = [];
    const watched = withStart(temporal, (start, _type, options) => {
      started.push(options.workflowId);
      return start();
    });
    await dispatch({ temporal: watched, log });
    expect(started).toEqual([workflowId]);
    expect(await unstarted()).toEqual([]);
    expect((await describeExecution(workflowId!)).runId).toBe(before.runId);
  });

  it('waits while Temporal is away, and is made when it is back', async () => {
    const workouts = await save(count);
    const log = createLog();
    await dispatch({ temporal: await connectToNobody(temporal.namespace), log });
    expect(log.warnings).toHaveLength(1);
    const [workflowId] = await workflowIds(workouts);
    expect(await unstarted()).toEqual([workflowId]);
    await expect(describeExecution(workflowId!)).rejects.toBeInstanceOf(WorkflowNotFoundError);
    await expect
      .poll(async () => {
        await dispatch({ log });
        return unstarted();
      }, patiently)
      .toEqual([]);
    expect((await describeExecution(workflowId!)).status.name).toBe('RUNNING');
  });
});

describe('several dispatchers at once', () => {
  it('put each workout into exactly one execution, and never wait for each other', async () => {
    const started = new Map<string, string[]>();
    const log = createLog();
    const dispatchWatched = () => {
      const watched = withStart(temporal, async (start, _type, { workflowId, args }) => {
        const [input] = args as [WorkoutRef | WorkoutBatch];
        const refs = 'batchId' in input ? await listWorkouts(database.pool, input) : [input];
        started.set(
          workflowId,
          refs.map((ref) => ref.workoutId),
        );
        await start();
        await forgetExecution(database.pool, workflowId);
      });
      return dispatch({ temporal: watched, log });
    };
    const workouts: WorkoutRef[] = [];
    for (let round = 0; round < 15; round += 1) {
      workouts.push(...(await save(round % 3 === 0 ? 8 : 120)));
      while ((await waiting(workouts)).length > 0)
        await Promise.all([dispatchWatched(), dispatchWatched(), dispatchWatched()]);
    }
    expect(log.warnings).toEqual([]);
    expect([...started.values()].flat().sort()).toEqual(workouts.map((workout) => workout.workoutId).sort());
  });
});

describe('saves that come one by one', () => {
  it('gather while two executions are open, over all processes, and go on when one of them ends', async () => {
    const [first] = await save(1);
    await dispatch();
    const [second] = await save(1);
    await dispatch();
    const gathered = [...(await save(1)), ...(await save(1)), ...(await save(1))];
    const dispatcher = dispatchMeanwhile();
    // Bulk work has a place of its own: once it has been claimed, so would these have been.
    const bulk = await save(1, 'bulk');
    await expect.poll(() => waiting(bulk), patiently).toEqual([]);
    expect(await waiting(gathered)).toHaveLength(3);

    await forgetExecution(database.pool, singleId(first!));
    dispatcher.wakeForFreeSlot();
    await expect.poll(() => waiting(gathered), patiently).toEqual([]);
    expect(await workflowIds(gathered)).toEqual([expect.stringContaining('process-workout-batch-')]);
    expect(await workflowIds([second!])).toEqual([singleId(second!)]);
  });

  it('are started at once while no worker is there, up to that limit', async () => {
    for (const open of [1, 2, 3, 4]) {
      await save(1);
      await dispatch();
      const { rows } = await database.pool.query('select from executions');
      expect(rows).toHaveLength(Math.min(open, 2));
    }
    // Without a worker nothing becomes usual: the two stay all that is open.
    await age(3600);
    expect(await dispatch()).toBe('full');
  });
});

describe('executions that take longer than usual', () => {
  it('keep nothing waiting, as long as a worker is there', async () => {
    const worker = await connectAsWorker();
    for (let count = 0; count < 5; count += 1) {
      const [workout] = await save(1);
      await dispatch();
      expect(await waiting([workout!])).toEqual([]);
      await age(11);
    }
    await worker.end();
  });
});

describe('two workers', () => {
  it('have twice as much open as one', async () => {
    const workers = [await connectAsWorker(), await connectAsWorker()];
    for (const open of [1, 2, 3, 4, 5]) {
      await save(1);
      await dispatch();
      const { rows } = await database.pool.query('select from executions');
      expect(rows).toHaveLength(Math.min(open, 4));
    }
    for (const worker of workers) await worker.end();
  });
});

describe('an import', () => {
  it('never keeps a saved run waiting: bulk work has one open batch, and leaves one for the rest', async () => {
    const bulk = await save(1200, 'bulk');
    await dispatch();
    expect(await waiting(bulk)).toHaveLength(200);
    const run = await save(1);
    await dispatch();
    expect(await workflowIds(run)).toEqual([singleId(run[0]!)]);
    const many = await save(50);
    await dispatch();
    expect(await workflowIds(many)).toEqual([expect.stringContaining('process-workout-batch-')]);
    expect(await waiting(bulk)).toHaveLength(200);
    const [batch] = await workflowIds(bulk);
    await forgetExecution(database.pool, batch);
    await dispatch();
    expect(await waiting(bulk)).toEqual([]);
  });
});

describe('what Temporal refuses', () => {
  it('keeps nothing else from being started', async () => {
    const refused = [...(await save(1))];
    const log = createLog();
    const moody = withStart(temporal, (start, _, { workflowId }) =>
      workflowId.includes(refused[0]!.workoutId) ? Promise.reject(new TypeError('not like this')) : start(),
    );
    await dispatch({ temporal: moody, log });
    expect(log.warnings).toHaveLength(1);
    for (const priority of ['interactive', 'bulk'] as const) {
      const others = await save(2, priority);
      await dispatch({ temporal: moody, log });
      expect(await waiting(others)).toEqual([]);
    }
    expect(await unstarted()).toEqual([singleId(refused[0]!)]);
  });
});

describe('while Temporal is away', () => {
  it('one batch is claimed and no more, so that few are open when it is back', async () => {
    const bulk = await save(2400, 'bulk');
    const log = createLog();
    let attempts = 0;
    const away = withStart(temporal, () => {
      attempts++;
      return Promise.reject(new ServiceError('away'));
    });
    dispatchMeanwhile({ temporal: away, log });
    await expect.poll(() => attempts, patiently).toBeGreaterThanOrEqual(2);
    expect(log.warnings).toHaveLength(1);
    expect(await workflowIds(bulk)).toHaveLength(1);
    expect(await waiting(bulk)).toHaveLength(1400);
  });

  it('what another process has started in the end keeps this one from nothing', async () => {
    const [run] = await save(1);
    const away = withStart(temporal, () => Promise.reject(new ServiceError('away')));
    await dispatch({ temporal: away });
    await forgetExecution(database.pool, singleId(run!));
    const next = [...(await save(1)), ...(await save(1))];
    await dispatch();
    expect(await waiting(next)).toEqual([]);
  });
});

describe('the dispatcher', () => {
  it('starts a save at once when it is woken', async () => {
    const dispatcher = dispatchMeanwhile();
    const [workout] = await save(1);
    dispatcher.wake();
    await expect.poll(() => unstartedOrNone(workout!), patiently).toBe('started');
  });

  it('pauses after each round that found no free slot, also when saves come during every round', async () => {
    for (let executions = 0; executions < 2; executions++) {
      await save(1);
      await dispatch();
    }
    await save(1);
    let rounds = 0;
    const pauses = vi.spyOn(globalThis, 'setTimeout');
    onTestFinished(() => pauses.mockRestore());
    const dispatcher = dispatchMeanwhile({
      pool: Object.assign(Object.create(database.pool) as typeof database.pool, {
        connect: () => {
          rounds += 1;
          dispatcher.wake();
          return database.pool.connect();
        },
      }),
    });
    await expect.poll(() => rounds, patiently).toBeGreaterThanOrEqual(8);
    const began = rounds;
    expect(pauses.mock.calls.filter(([, ms]) => ms === 200).length).toBeGreaterThanOrEqual(began / 2);
  });

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
    const running = createDispatcher({ pool, temporal, log }).run(stopping.signal);
    await expect.poll(() => unstartedOrNone(workout!), patiently).toBe('started');
    // One line for the failure, and one for the end of it.
    await expect.poll(() => log.warnings, patiently).toHaveLength(2);
    stopping.abort();
    await expect(running).resolves.toBeUndefined();
  });
});

async function unstartedOrNone(workout: WorkoutRef): Promise<'waits' | 'unstarted' | 'started'> {
  if ((await waiting([workout])).length > 0) return 'waits';
  return (await unstarted()).length > 0 ? 'unstarted' : 'started';
}

/** A session that looks like a worker process of its own. */
async function connectAsWorker(): Promise<{ end(): Promise<void> }> {
  const { Client } = (await import('pg')).default;
  const client = new Client({
    connectionString: database.databaseUrl,
    application_name: `afterburn-worker:${uuidV4().slice(0, 8)}@test`,
  });
  await client.connect();
  return client;
}
