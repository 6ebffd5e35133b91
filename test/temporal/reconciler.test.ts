import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { ensureAthletes } from '../../src/db/accept/acceptance.ts';
import { requestErasure } from '../../src/db/athletes/erasure.ts';
import { enqueueReport } from '../../src/db/dispatch/enqueue.ts';
import { listStarted } from '../../src/db/dispatch/executions.ts';
import { createPool, withTransaction } from '../../src/db/pool.ts';
import { ensureImport, newImportId } from '../../src/db/imports/imports.ts';
import { acceptUpload } from '../../src/db/imports/uploads.ts';
import { lastClosedMonth, oldestRecentMonth } from '../../src/domain/report-month.ts';
import type { WorkoutRef } from '../../src/domain/workout.ts';
import { connectTemporal, type Temporal } from '../../src/temporal/client.ts';
import { dispatchOnce } from '../../src/temporal/dispatcher.ts';
import { reconcileOnce, runReconciler, type Look } from '../../src/temporal/reconciler.ts';
import { calmTimeZone } from '../support/calm-time-zone.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createStepRunner } from '../support/running-steps.ts';
import { saveWorkouts } from '../support/saving.ts';
import { withoutAnswers, withoutSchedules, withStatuses } from '../support/temporal-faults.ts';
import { createTestNamespace } from '../support/temporal.ts';
import { verified } from '../support/verifying.ts';
import { listWaiting } from '../support/waiting-work.ts';
import { startTestWorker } from '../support/worker.ts';
import { aRun, dailyRuns } from '../support/workouts.ts';

const patiently = { timeout: 40_000 };

let database: TestDatabase;
// Nobody works in this namespace: what is started stays open.
const temporal = await createTestNamespace();
beforeEach(async () => {
  database = await createTestDatabase();
  onTestFinished(() => database.drop());
});
afterAll(() => temporal.close());

const log = { info() {}, warn() {} };
const reconcile = (of: Temporal = temporal) =>
  reconcileOnce({ pool: database.pool, temporal: of, log, graceSeconds: 0 }, { updateSchedules: false });
const dispatch = (to: Temporal = temporal) => dispatchOnce({ pool: database.pool, temporal: to, log });

const save = (count: number): Promise<WorkoutRef[]> =>
  saveWorkouts(database, dailyRuns(count, { from: '2002-01-01', athletes: 5 }));

/** An upload, a report and an erasure, each on its way. */
const askForTheRest = () =>
  withTransaction(database.pool, async (tx) => {
    const { appId } = database;
    const athletes = await ensureAthletes(tx, appId, ['uploads', 'leaves']);
    const athleteUuid = athletes.get('uploads')!;
    const { uploadId } = await acceptUpload(tx, { appId, athleteUuid, content: Buffer.from('<gpx/>') });
    await enqueueReport(tx, { athleteUuid, month: '2026-10' });
    await requestErasure(tx, { appId, athleteId: 'leaves' });
    return { athleteUuid, uploadId, leaving: athletes.get('leaves')! };
  });

const waiting = () => listWaiting(database.pool);

const executionNumbersOf = async (workouts: WorkoutRef[]) => {
  const { rows } = await database.pool.query<{ execution_number: number }>(
    `select execution_number from workouts where workout_id = any($1::uuid[])`,
    [workouts.map((workout) => workout.workoutId)],
  );
  return [...new Set(rows.map((row) => row.execution_number))];
};

const openWorkflowIds = async () => {
  const { rows } = await database.pool.query<{ workflowId: string }>(
    `select distinct workflow_id as "workflowId" from workouts where workflow_id is not null`,
  );
  return rows.map((row) => row.workflowId);
};

/** Takes one workflow task and lets it fail, or never completes it. */
async function endWorkflowTask(taskQueue: string, reason: string): Promise<void> {
  const { namespace, connection } = temporal;
  const poll = { namespace, taskQueue: { name: taskQueue }, identity: 'test' };
  const { taskToken } = await connection.withDeadline(Date.now() + 30_000, () =>
    connection.workflowService.pollWorkflowTaskQueue(poll),
  );
  if (reason === 'fails' && taskToken?.length)
    await connection.workflowService.respondWorkflowTaskFailed({
      namespace,
      taskToken,
      // The enum's package is internal to the client.
      // oxlint-disable-next-line typescript/no-unsafe-enum-assignment
      cause: NON_DETERMINISTIC,
    });
}

/** Of Temporal's `WorkflowTaskFailedCause`. */
const NON_DETERMINISTIC = 24;

describe('a round', () => {
  it('makes a Temporal ready that knows nothing: retention, search attributes, schedules', async () => {
    const fresh = connectTemporal({
      address: inject('temporalAddress'),
      namespace: `fresh-${randomUUID().slice(0, 8)}`,
    });
    onTestFinished(() => fresh.close());
    await save(1);
    await reconcile(fresh);
    const { config } = await fresh.connection.workflowService.describeNamespace({
      namespace: fresh.namespace,
    });
    expect(config!.workflowExecutionRetentionTtl!.seconds!.toNumber()).toBe(30 * 24 * 3600);
    const { customAttributes } = await fresh.connection.operatorService.listSearchAttributes({
      namespace: fresh.namespace,
    });
    expect(Object.keys(customAttributes)).toEqual(
      expect.arrayContaining(['AthleteUuid', 'Sport', 'WorkoutStatus']),
    );
    expect(await fresh.client.schedule.getHandle('monthly-reports-UTC').describe()).toBeTruthy();
    await expect(reconcile(fresh)).resolves.toBeUndefined();
  });

  it('leaves alone what runs, and what waits for its start', async () => {
    const running = await save(3);
    await dispatch();
    const [before] = await saveWorkouts(database, [aRun({ athleteId: 'waits' })]);
    const rows = await waiting();
    await reconcile();
    expect(await waiting()).toEqual(rows);
    expect(await executionNumbersOf([...running, before!])).toEqual([0]);
  });

  it('replaces terminated executions of workouts, uploads, reports and erasures', async () => {
    const workouts = await save(30);
    const { athleteUuid, uploadId, leaving } = await askForTheRest();
    await dispatch();
    expect(await waiting()).toEqual([]);
    const [batch] = await openWorkflowIds();
    const terminate = (workflowId: string) => temporal.client.workflow.getHandle(workflowId).terminate();
    await terminate(batch!);
    await terminate(`process-upload-${uploadId}`);
    await terminate(`monthly-report-${athleteUuid}-2026-10-n1`);
    await terminate(`erase-athlete-${leaving}`);

    await reconcile();
    expect(await executionNumbersOf(workouts)).toEqual([1]);
    expect(await waiting()).toEqual(
      [
        `erasure ${leaving}`,
        `report ${athleteUuid}`,
        `upload ${uploadId}`,
        ...workouts.map(({ workoutId }) => `workout ${workoutId}`),
      ].toSorted(),
    );
    await dispatch();
    expect(await waiting()).toEqual([]);
    const [next] = await openWorkflowIds();
    expect(next).not.toBe(batch);
    const nextOnes = [
      next!,
      `process-upload-${uploadId}-n1`,
      `monthly-report-${athleteUuid}-2026-10-n2`,
      `erase-athlete-${leaving}-n1`,
    ];
    for (const workflowId of nextOnes)
      expect((await temporal.client.workflow.getHandle(workflowId).describe()).status.name).toBe('RUNNING');
  });

  it('replaces an erasure whose execution has completed: a restored backup knows nothing of its end', async () => {
    const { leaving } = await askForTheRest();
    await dispatch();
    const completed = withStatuses(temporal, (workflowId) =>
      workflowId.startsWith('erase-athlete-') ? 'COMPLETED' : 'RUNNING',
    );
    await reconcile(completed);
    await dispatch();
    const { rows } = await database.pool.query<{ id: string }>(
      `select erasing_workflow_id as id from athletes where athlete_uuid = $1::uuid`,
      [leaving],
    );
    expect(rows).toEqual([{ id: `erase-athlete-${leaving}-n1` }]);
  });

  it('forgets an execution that has ended and left nothing unfinished', async () => {
    const workouts = await save(2);
    await dispatch();
    await database.pool.query(`update workouts set status = 'processed'`);
    await reconcile(withStatuses(temporal, () => 'COMPLETED'));
    expect(await executionNumbersOf(workouts)).toEqual([0]);
    expect((await database.pool.query('select from executions')).rowCount).toBe(0);
  });

  it('enqueues reports that no tick has made, and stale ones, and ends imports that nobody sends any more', async () => {
    const now = new Date().toISOString();
    // The last month ended more than six hours ago there: by then its report is missing.
    const { timeZone, month, startedAt } = lastClosedMonth(calmTimeZone(), now);
    // Also if a month ends before the round.
    const recent = oldestRecentMonth(new Date(Date.now() + 3_600_000).toISOString());
    const workouts = await saveWorkouts(database, [aRun({ athleteId: 'missing', startedAt })]);
    await createStepRunner(database.pool).process(workouts);
    await database.pool.query(`update athletes set time_zone = $1::text`, [timeZone]);
    const importId = newImportId();
    await withTransaction(database.pool, async (tx) => {
      const athletes = await ensureAthletes(tx, database.appId, ['stale']);
      await tx.query(
        `insert into report_months (athlete_uuid, month, state, stale_since)
         values ($1::uuid, $2::text, 'ready', now() - interval '1 hour')`,
        [athletes.get('stale'), recent],
      );
      await ensureImport(tx, { importId, appId: database.appId, format: 'ndjson', athleteUuid: null });
      await tx.query(`update imports set last_page_at = now() - interval '1 hour'`);
    });
    await reconcile();
    const { rows } = await database.pool.query<{ name: string; month: string; state: string }>(
      `select a.athlete_id as name, m.month, m.state
       from report_months m
       join athletes a on a.athlete_uuid = m.athlete_uuid
       order by a.athlete_id`,
    );
    expect(rows).toEqual([
      { name: 'missing', month, state: 'building' },
      { name: 'stale', month: recent, state: 'building' },
    ]);
    expect(await waiting()).toContain(`import ${importId}`);
  });

  it('replaces an execution once, however many processes reconcile at the same time', async () => {
    const workouts = await save(2);
    await dispatch();
    for (const workflowId of await openWorkflowIds()) {
      await temporal.client.workflow.getHandle(workflowId).terminate();
    }
    await Promise.all([reconcile(), reconcile(), reconcile()]);
    expect(await executionNumbersOf(workouts)).toEqual([1]);
    expect(await waiting()).toHaveLength(2);
  });

  it('replaces lost executions also when another part of the round fails, which is retried', async () => {
    const workouts = await save(2);
    await dispatch();
    for (const workflowId of await openWorkflowIds()) {
      await temporal.client.workflow.getHandle(workflowId).terminate();
    }
    await expect(reconcile(withoutSchedules(temporal))).rejects.toThrow('No schedules here');
    expect(await executionNumbersOf(workouts)).toEqual([1]);
  });

  it('terminates and replaces an execution whose workflow task keeps failing: its history does not match the code', async () => {
    const workouts = await save(2);
    await dispatch();
    const terminated: string[] = [];
    const failing = (attempts: number) =>
      withStatuses(temporal, () => 'RUNNING', { attempts, onTerminate: (id) => terminated.push(id) });
    await reconcile(failing(4));
    expect([terminated, await executionNumbersOf(workouts)]).toEqual([[], [0]]);
    const { rows } = await database.pool.query<{ id: string }>(
      'select distinct workflow_id as id from workouts where workout_id = any($1::uuid[])',
      [workouts.map((workout) => workout.workoutId)],
    );
    await reconcile(failing(5));
    expect(terminated.toSorted()).toEqual(rows.map(({ id }) => id).toSorted());
    expect(await executionNumbersOf(workouts)).toEqual([1]);
  });

  it('leaves an execution with number 5 open when its workflow task keeps failing', async () => {
    const workouts = await save(2);
    await database.pool.query('update workouts set execution_number = 5 where workout_id = any($1::uuid[])', [
      workouts.map((workout) => workout.workoutId),
    ]);
    await dispatch();
    const terminated: string[] = [];
    const outcomes: string[] = [];
    await reconcileOnce(
      {
        pool: database.pool,
        temporal: withStatuses(temporal, () => 'RUNNING', {
          attempts: 99,
          onTerminate: (id) => terminated.push(id),
        }),
        log: { info() {}, warn() {} },
        graceSeconds: 0,
        onTaskFailing: (outcome) => outcomes.push(outcome),
      },
      { updateSchedules: false },
    );
    expect(terminated).toEqual([]);
    expect(new Set(outcomes)).toEqual(new Set(['left']));
    expect(await executionNumbersOf(workouts)).toEqual([5]);
  });

  it.each([
    ['times out', [0]],
    ['fails', [1]],
  ])('looks at why a workflow task is repeated: %s', async (reason, expected) => {
    const workouts = await save(1);
    await dispatch();
    const [workflowId] = await openWorkflowIds();
    await temporal.client.workflow.getHandle(workflowId!).terminate();
    const taskQueue = `${reason}-${workflowId}`;
    const handle = await temporal.client.workflow.start('ProcessWorkout', {
      workflowId: workflowId!,
      taskQueue,
      workflowTaskTimeout: '1 s',
      args: [workouts[0]!],
    });
    const attempts = async () => (await handle.describe()).raw.pendingWorkflowTask?.attempt ?? 0;
    while ((await attempts()) < 5) await endWorkflowTask(taskQueue, reason);
    await reconcile();
    expect(await executionNumbersOf(workouts)).toEqual(expected);
  });

  it('takes nothing for lost while Temporal is away', async () => {
    const workouts = await save(2);
    await dispatch();
    await expect(reconcile(withoutAnswers(temporal))).rejects.toThrow('Temporal is away');
    expect(await executionNumbersOf(workouts)).toEqual([0]);
    expect(await waiting()).toEqual([]);
  });

  it('looks at all that is unfinished over the rounds, however much of it runs', async () => {
    const workouts = await save(1101);
    // All as old as each other, and each an execution of its own; the last one looked at is lost.
    await database.pool.query(`update workouts set workflow_id = 'process-workout-' || workout_id`);
    await database.pool.query(
      `insert into executions (workflow_id, kind, subject_id, workout_ids, revisions, claimed_at)
       select workflow_id, 'workout', workout_id, array[workout_id], array[1], timestamptz '2026-01-01'
       from workouts`,
    );
    const lost = workouts
      .map(({ workoutId }) => workoutId)
      .sort()
      .at(-1)!;
    const temporalOf = withStatuses(temporal, (workflowId) =>
      workflowId.endsWith(lost) ? 'TERMINATED' : 'RUNNING',
    );
    const look: Look = {};
    const rounds = [];
    do {
      await reconcileOnce(
        { pool: database.pool, temporal: temporalOf, log, graceSeconds: 0, lookMs: 0 },
        { updateSchedules: false, look },
      );
      rounds.push(await waiting());
    } while (look.after);
    expect(rounds).toEqual([[], [], [`workout ${lost}`]]);
  });

  it('looks at the oldest first, so that a backlog hides nothing', async () => {
    const claimed: string[] = [];
    // Two executions may be open without a worker.
    for (const age of [3, 2]) {
      await saveWorkouts(database, [aRun({ startedAt: new Date(Date.UTC(2001, 0, age)).toISOString() })]);
      await dispatch();
      const { rows } = await database.pool.query<{ id: string }>(
        `update executions
         set claimed_at = now() - make_interval(hours => $1::int)
         where claimed_at > now() - interval '1 hour'
         returning workflow_id as id`,
        [age],
      );
      claimed.push(rows[0]!.id);
    }
    const found = await listStarted(database.pool, { graceSeconds: 0, limit: 5 });
    expect(found.map(({ workflowId }) => workflowId)).toEqual(claimed);
  });
});

describe('when Temporal has lost its whole database', () => {
  it('everything unfinished is started again, and ends', async () => {
    // A namespace that is empty is what is left then: nothing in it is known.
    const workouts = [...(await save(40)), ...(await saveWorkouts(database, [aRun({ athleteId: 'alone' })]))];
    const { uploadId, athleteUuid, leaving } = await askForTheRest();
    await dispatch();
    expect(await waiting()).toEqual([]);

    const wiped = await createTestNamespace();
    const worker = await startTestWorker({ pool: database.pool, temporal: wiped });
    await reconcile(wiped);
    const unfinished = async () => {
      const { rows } = await database.pool.query<{ workouts: number; uploads: string; reports: string }>(
        `select
           (select count(*)::int from workouts where status <> 'processed') as workouts,
           (select status from uploads where upload_id = $1::uuid) as uploads,
           (select state from report_months where athlete_uuid = $2::uuid) as reports,
           (select count(*)::int from athletes where athlete_uuid = $3::uuid) as leaving`,
        [uploadId, athleteUuid, leaving],
      );
      return rows[0];
    };
    await expect
      .poll(unfinished, patiently)
      .toEqual({ workouts: 0, uploads: 'failed', reports: 'ready', leaving: 0 });
    expect(await executionNumbersOf(workouts)).toEqual([1]);
    expect(await verified(database.pool)).toMatchObject({ differences: [] });
    await worker.stop();
    await wiped.close();
  });
});

describe('the reconciler', () => {
  it('tries again after a round that failed, and ends when it is asked to', async () => {
    const warnings: unknown[] = [];
    const stopping = new AbortController();
    const pool = createPool({
      databaseUrl: 'postgres://nobody@127.0.0.1:1/nowhere',
      applicationName: 'afterburn-test',
      onError() {},
    });
    onTestFinished(() => pool.end());
    const connects = vi.spyOn(pool, 'connect');
    const running = runReconciler(
      { pool, temporal, log: { info() {}, warn: (fields) => void warnings.push(fields) } },
      stopping.signal,
    );
    await expect.poll(() => warnings.length, patiently).toBe(1);
    const first = connects.mock.calls.length;
    await expect.poll(() => connects.mock.calls.length, patiently).toBeGreaterThan(first);
    expect(warnings).toHaveLength(1);
    stopping.abort();
    await expect(running).resolves.toBeUndefined();
  });
});
