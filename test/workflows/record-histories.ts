import { randomUUID } from 'node:crypto';
import { WorkflowContinuedAsNewError, type WorkflowHandle } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { inject, vi } from 'vitest';
import type { WebhookSettings } from '../../src/activities/dependencies.ts';
import { createDeliverEvents } from '../../src/activities/deliver-events.ts';
import { createBuildMonthlyReports } from '../../src/activities/build-monthly-reports.ts';
import { acceptWorkouts, ensureAthletes } from '../../src/db/accept/acceptance.ts';
import { endOfLog } from '../../src/db/events/app-log.ts';
import { appendEvents } from '../../src/db/events/events.ts';
import { insertEndpoint, newEndpointId } from '../../src/db/webhooks/endpoints.ts';
import { newWebhookKeyPair, newWebhookSecret } from '../../src/delivery/webhooks/signature.ts';
import { wakeOnce } from '../../src/temporal/webhook-waker.ts';
import { requestErasure } from '../../src/db/athletes/erasure.ts';
import { endPage, endReceiving, ensureImport } from '../../src/db/imports/imports.ts';
import { enqueueReport } from '../../src/db/dispatch/enqueue.ts';
import { enqueueReportEmails } from '../../src/db/notifications/emails.ts';
import { putNotifications } from '../../src/db/notifications/notifications.ts';
import { withTransaction } from '../../src/db/pool.ts';
import { acceptUpload } from '../../src/db/imports/uploads.ts';
import type { WorkoutRef } from '../../src/domain/workout.ts';
import { dispatchOnce } from '../../src/temporal/dispatcher.ts';
import { deliverWebhooksId, TASK_QUEUES } from '../../src/domain/workflow-ids.ts';
import { bundleWorkflows } from '../../src/worker/workers.ts';
import { gpxFile } from '../activities/recording/make-xml.ts';
import { createTestDatabase } from '../support/database.ts';
import { failWrites, holdWrites } from '../support/injected-failures.ts';
import { createTestActivities } from '../support/running-steps.ts';
import { remove, saveWorkouts } from '../support/saving.ts';
import { createTestNamespace } from '../support/temporal.ts';
import { aRun, dailyRuns } from '../support/workouts.ts';
import { storeHistory } from './stored-histories.ts';

type Recorder = Awaited<ReturnType<typeof createRecorder>>;

/** Every way that an execution may take, by the name of its history. */
export const PATHS: Record<string, (recorder: Recorder) => Promise<void>> = {
  'process-workout': async ({ save, keep }) => {
    const [workout] = await save('single', 1);
    await keep('process-workout', `process-workout-${workout!.workoutId}-r1`);
  },

  'process-workout-failed-step': async ({ database, save, keep }) => {
    const failing = await failWrites(database.pool, 'workout_energy', { sqlState: '22003' });
    const [workout] = await save('failed', 1);
    await keep('process-workout-failed-step', `process-workout-${workout!.workoutId}-r1`);
    await failing.heal();
  },

  'process-workout-retried-step': async ({ database, save, keep }) => {
    const failing = await failWrites(database.pool, 'best_efforts', { sqlState: '40001', times: 2 });
    const [workout] = await save('retried', 1);
    await keep('process-workout-retried-step', `process-workout-${workout!.workoutId}-r1`);
    await failing.heal();
  },

  'process-workout-deleted': async ({ database, save, dispatch, keep, handleOf }) => {
    const [workout] = await save('deleted', 1);
    await handleOf(`process-workout-${workout!.workoutId}-r1`).result();
    await remove(database, workout!.workoutId);
    await dispatch();
    await keep('process-workout-deleted', `process-workout-${workout!.workoutId}-r2`);
  },

  'process-workout-cancelled': async ({ database, save, keep, handleOf }) => {
    const held = await holdWrites(database.pool, 'best_efforts');
    const [workout] = await save('cancelled', 1);
    const workflowId = `process-workout-${workout!.workoutId}-r1`;
    await vi.waitUntil(held.reached, { timeout: 20_000 });
    await handleOf(workflowId).cancel();
    await held.letGo();
    await keep('process-workout-cancelled', workflowId);
  },

  'process-workout-batch': (recorder) => recordBatch(recorder, 'process-workout-batch'),
  'process-workout-batch-partial-failures': (recorder) =>
    recordPartialFailures(recorder, 'process-workout-batch-partial-failures'),

  'process-upload-processed': async ({ upload, keep }) => {
    const points = Array.from({ length: 20 }, (_, index) => ({
      time: new Date(Date.UTC(2026, 4, 1, 6, 0, index * 10)).toISOString(),
      latitude: 48 + index * 0.0003,
      longitude: 11,
    }));
    const content = gpxFile([{ name: 'A run', type: 'running', segments: [points] }]);
    await keep('process-upload-processed', await upload(content));
  },

  'process-upload-failed': async ({ upload, keep }) => {
    await keep('process-upload-failed', await upload(Buffer.from('<gpx>')));
  },

  'process-import': async ({ database, dispatch, keep, handleOf }) => {
    const importId = randomUUID();
    await withTransaction(database.pool, async (tx) => {
      const { appId } = database;
      await ensureImport(tx, { importId, appId, format: 'ndjson', athleteUuid: null });
      const saves = Array.from({ length: 20 }, (_, day) => ({
        submission: aRun({
          athleteId: 'imported',
          startedAt: new Date(Date.UTC(2019, 0, 1 + day)).toISOString(),
        }),
        idempotencyKey: null,
        importId,
      }));
      await acceptWorkouts(tx, { appId, saves, priority: 'bulk' });
      await endPage(tx, importId, {
        total: 20,
        accepted: 20,
        duplicates: 0,
        refused: 0,
        lastEntry: 20,
        problems: [],
      });
      await endReceiving(tx, { importId });
    });
    // The import's own execution first: it then looks once in vain, and sleeps.
    const give = (workflowId: string | null) =>
      database.pool.query(`update workouts set workflow_id = $2::text where import_id = $1::uuid`, [
        importId,
        workflowId,
      ]);
    await give('held back');
    await dispatch();
    const isAsleep = async () => {
      const { events } = await handleOf(`process-import-${importId}`).fetchHistory();
      return events!.some((event) => event.timerStartedEventAttributes);
    };
    await vi.waitUntil(isAsleep, { timeout: 20_000, interval: 100 });
    await give(null);
    await dispatch();
    await keep('process-import', `process-import-${importId}`);
  },

  'monthly-report': async ({ database, settle, dispatch, keep }) => {
    const [athleteUuid] = await settle('Europe/Rome', 1, '2026-06-15T08:00:00Z');
    await withTransaction(database.pool, (tx) =>
      enqueueReport(tx, { athleteUuid: athleteUuid!, month: '2026-06' }),
    );
    await dispatch();
    await keep('monthly-report', `monthly-report-${athleteUuid}-2026-06-n1`);
  },

  'monthly-reports': async ({ temporal, settle, keep }) => {
    await settle('Europe/Oslo', 2, '2026-06-15T08:00:00Z');
    const workflowId = 'monthly-reports-Europe/Oslo-2026-07-01T02:10:00Z';
    await temporal.client.workflow.start('MonthlyReports', {
      workflowId,
      taskQueue: TASK_QUEUES.reports,
      args: [{ timeZone: 'Europe/Oslo' }],
    });
    await keep('monthly-reports', workflowId);
  },

  'monthly-reports-continued': async ({ temporal, settle, keep }) => {
    await settle('America/Lima', 22, '2026-05-15T08:00:00Z');
    const workflowId = 'monthly-reports-America/Lima-2026-06-01T09:10:00Z';
    const { firstExecutionRunId } = await temporal.client.workflow.start('MonthlyReports', {
      workflowId,
      taskQueue: TASK_QUEUES.reports,
      args: [{ timeZone: 'America/Lima', month: '2026-05' }],
    });
    await temporal.client.workflow.getHandle(workflowId).result();
    await keep('monthly-reports-continued', workflowId, firstExecutionRunId);
    await keep('monthly-reports-last-run', workflowId);
  },

  'deliver-webhooks': (recorder) => recordDelivery(recorder, 'deliver-webhooks'),

  'erase-athlete': async ({ database, save, dispatch, keep }) => {
    await save('leaving', 1);
    const athleteUuid = await withTransaction(database.pool, async (tx) => {
      const athletes = await ensureAthletes(tx, database.appId, ['leaving-0']);
      await requestErasure(tx, { appId: database.appId, athleteId: 'leaving-0' });
      return athletes.get('leaving-0')!;
    });
    await dispatch();
    await keep('erase-athlete', `erase-athlete-${athleteUuid}`);
  },

  'send-email': async ({ database, dispatch, keep }) => {
    const emailId = await withTransaction(database.pool, async (tx) => {
      const athletes = await ensureAthletes(tx, database.appId, ['mailed']);
      const athleteUuid = athletes.get('mailed')!;
      await putNotifications(tx, athleteUuid, {
        email: 'ada@example.com',
        reportByEmail: true,
        badgesByEmail: false,
        quietHours: null,
      });
      await enqueueReportEmails(tx, [{ athleteUuid, month: '2026-10', revision: 1 }]);
      const { rows } = await tx.query<{ email_id: string }>('select email_id from emails');
      return rows[0]!.email_id;
    });
    await dispatch();
    await keep('send-email', `send-email-${emailId}`);
  },
};

/** An event that is delivered by its second attempt, after a pause. */
async function recordDelivery({ database, temporal, keep, handleOf }: Recorder, name: string): Promise<void> {
  const { pool, appId } = database;
  const endpointId = newEndpointId();
  const workflowId = deliverWebhooksId(endpointId);
  await withTransaction(pool, async (tx) => {
    await insertEndpoint(tx, {
      appId,
      endpointId,
      settings: { url: 'https://example.com', description: null, eventTypes: null, athleteId: null },
      keys: { secret: newWebhookSecret(), ...newWebhookKeyPair() },
      place: await endOfLog(tx),
    });
    const athleteUuid = (await ensureAthletes(tx, appId, ['delivered'])).get('delivered')!;
    await appendEvents(tx, [{ athleteUuid, type: 'report.ready', data: { month: '2026-01', revision: 1 } }]);
  });
  const isStarted = async () => {
    await wakeOnce({ pool, temporal, log: { warn: console.error } });
    return handleOf(workflowId)
      .describe()
      .then(
        () => true,
        () => false,
      );
  };
  await vi.waitUntil(isStarted, { timeout: 20_000, interval: 100 });
  await keep(name, workflowId);
}

async function recordBatch({ save, keep, workflowIdOf }: Recorder, name: string): Promise<void> {
  const [workout] = await save(name, 20);
  await keep(name, await workflowIdOf(workout!));
}

async function recordPartialFailures(
  { database, saveWithout, dispatch, keep, workflowIdOf }: Recorder,
  name: string,
): Promise<void> {
  const workouts = await saveWithout(name, 20);
  const failing = await failWrites(database.pool, 'workout_energy', {
    sqlState: '22003',
    workoutIds: [workouts[3]!.workoutId, workouts[11]!.workoutId],
  });
  await dispatch();
  await keep(name, await workflowIdOf(workouts[0]!));
  await failing.heal();
}

/** Webhooks of which the first attempt fails. The pause is longer than a delivery waits for more events. */
function failingOnce(): WebhookSettings {
  let sent = 0;
  return {
    pausesMs: [3000],
    send: async () => ({ statusCode: sent++ === 0 ? 500 : 204, responseText: '', durationMs: 1 }),
  };
}

/** A real Temporal with real workers, but that a page of reports is one athlete. */
export async function createRecorder() {
  const database = await createTestDatabase();
  const temporal = await createTestNamespace();
  const connection = await NativeConnection.connect({ address: inject('temporalAddress') });
  const workflowBundle = await bundleWorkflows();
  const workers = await Promise.all(
    Object.values(TASK_QUEUES).map((taskQueue) =>
      Worker.create({
        connection,
        namespace: temporal.namespace,
        taskQueue,
        workflowBundle,
        activities: {
          ...createTestActivities(database.pool),
          deliverEvents: createDeliverEvents({ pool: database.pool, webhooks: failingOnce() }),
          buildMonthlyReports: createBuildMonthlyReports({ pool: database.pool, athletesPerPage: 1 }),
        },
      }),
    ),
  );
  const running = workers.map((worker) => worker.run());

  const dispatch = () => dispatchOnce({ pool: database.pool, temporal, log: { warn: console.error } });
  const handleOf = (workflowId: string, runId?: string): WorkflowHandle =>
    temporal.client.workflow.getHandle(workflowId, runId, { followRuns: false });
  const saveWithout = (name: string, count: number) =>
    saveWorkouts(database, dailyRuns(count, { from: '2026-01-01', athletes: 5, name }));

  return {
    database,
    temporal,
    dispatch,
    handleOf,
    async workflowIdOf({ workoutId }: WorkoutRef): Promise<string> {
      const { rows } = await database.pool.query<{ workflow_id: string }>(
        `select workflow_id from workouts where workout_id = $1::uuid`,
        [workoutId],
      );
      return rows[0]!.workflow_id;
    },
    /** Saves and leaves the start to the caller. */
    saveWithout,
    async save(name: string, count: number) {
      const workouts = await saveWithout(name, count);
      await dispatch();
      return workouts;
    },
    async upload(content: Buffer): Promise<string> {
      const { uploadId } = await withTransaction(database.pool, async (tx) => {
        const { appId } = database;
        const athleteUuid = (await ensureAthletes(tx, appId, ['uploads'])).get('uploads')!;
        return acceptUpload(tx, { appId, athleteUuid, content });
      });
      await dispatch();
      return `process-upload-${uploadId}`;
    },
    /** Athletes of a zone, with a processed run each. */
    async settle(timeZone: string, count: number, startedAt: string): Promise<string[]> {
      const athleteIds = Array.from(
        { length: count },
        (_, index) => `${timeZone.replace('/', '-')}-${index}`,
      );
      await saveWorkouts(
        database,
        athleteIds.map((athleteId) => aRun({ athleteId, startedAt, timeZone: null })),
      );
      const { rows } = await database.pool.query<{ athlete_uuid: string }>(
        `update athletes set time_zone = $2::text where athlete_id = any($1::text[]) returning athlete_uuid`,
        [athleteIds, timeZone],
      );
      return rows.map((row) => row.athlete_uuid);
    },
    /** Waits for the end of a run, whatever it is, and keeps its history. */
    async keep(name: string, workflowId: string, runId?: string): Promise<void> {
      const handle = handleOf(workflowId, runId);
      await handle.result().catch((error: unknown) => {
        if (!(error instanceof WorkflowContinuedAsNewError || error instanceof Error)) throw error;
      });
      storeHistory(name, workflowId, await handle.fetchHistory());
    },
    async stop() {
      for (const worker of workers) worker.shutdown();
      await Promise.all(running);
      await connection.close();
      await temporal.close();
      await database.drop();
    },
  };
}
