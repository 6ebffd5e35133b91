import { ScheduleOverlapPolicy, WorkflowContinuedAsNewError } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createBuildMonthlyReports } from '../../src/activities/build-monthly-reports.ts';
import { enqueueReport } from '../../src/db/dispatch/enqueue.ts';
import { withTransaction } from '../../src/db/pool.ts';
import { lastClosedMonth } from '../../src/domain/report-month.ts';
import type { Temporal } from '../../src/temporal/client.ts';
import { dispatchOnce } from '../../src/temporal/dispatcher.ts';
import { TASK_QUEUES } from '../../src/domain/workflow-ids.ts';
import { ensureSchedules } from '../../src/temporal/schedules.ts';
import { bundleWorkflows } from '../../src/worker/workers.ts';
import { calmTimeZone } from '../support/calm-time-zone.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createTestActivities } from '../support/running-steps.ts';
import { saveWorkouts } from '../support/saving.ts';
import { createTestNamespace } from '../support/temporal.ts';
import { aRun } from '../support/workouts.ts';

let database: TestDatabase;
let temporal: Temporal;
let connection: NativeConnection;
let worker: Worker;
let running: Promise<void>;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
  database = await createTestDatabase();
  temporal = await createTestNamespace();
  connection = await NativeConnection.connect({ address: inject('temporalAddress') });
  worker = await Worker.create({
    connection,
    namespace: temporal.namespace,
    taskQueue: TASK_QUEUES.reports,
    workflowBundle: await bundleWorkflows(),
    activities: {
      ...createTestActivities(database.pool),
      // One athlete a page, so that a handful of athletes is a long way to go.
      buildMonthlyReports: createBuildMonthlyReports({ pool: database.pool, athletesPerPage: 1 }),
    },
  });
  running = worker.run();
});
afterAll(async () => {
  worker.shutdown();
  await running;
  await connection.close();
  await temporal.close();
  await database.drop();
});

/** Athletes of a zone with a run each; returns their uuids in order. */
const settle = async (timeZone: string, count: number, startedAt: string): Promise<string[]> => {
  const athleteIds = Array.from({ length: count }, (_, index) => `${timeZone.replace('/', '-')}-${index}`);
  await saveWorkouts(
    database,
    athleteIds.map((athleteId) => aRun({ athleteId, startedAt, timeZone: null })),
  );
  const { rows } = await database.pool.query<{ athlete_uuid: string }>(
    `update athletes set time_zone = $2::text where athlete_id = any($1::text[]) returning athlete_uuid`,
    [athleteIds, timeZone],
  );
  return rows.map((row) => row.athlete_uuid).sort();
};

/** How many revisions each of these athletes has of each month. */
const revisionsOf = async (athletes: string[]) => {
  const { rows } = await database.pool.query<{ month: string; athletes: number; revisions: number }>(
    `select month, count(*)::int as athletes, sum(revision)::int as revisions
     from report_months
     where athlete_uuid = any($1::uuid[])
     group by month
     order by month`,
    [athletes],
  );
  return rows;
};

const executionsOf = async (timeZone: string) => {
  const executions = [];
  for await (const execution of temporal.client.workflow.list({
    query: `WorkflowType = 'MonthlyReports' and WorkflowId starts_with 'monthly-reports-${timeZone}'`,
  })) {
    executions.push(execution);
  }
  return executions;
};

const completed = (timeZone: string, count: number) =>
  expect
    .poll(
      async () => (await executionsOf(timeZone)).filter(({ status }) => status.name === 'COMPLETED').length,
      {
        timeout: 30_000,
      },
    )
    .toBe(count);

describe('MonthlyReports', () => {
  it('is started by the schedule of a zone, and makes the reports of the month before', async () => {
    const timeZone = calmTimeZone();
    const { month } = lastClosedMonth(timeZone, new Date().toISOString());
    const athletes = await settle(timeZone, 3, `${month}-10T08:00:00Z`);
    await ensureSchedules(temporal.client, [timeZone], { updateExisting: false });
    await temporal.client.schedule.getHandle(`monthly-reports-${timeZone}`).trigger();
    await completed(timeZone, 1);

    expect(await revisionsOf(athletes)).toEqual([{ month, athletes: 3, revisions: 3 }]);
    const [execution] = await executionsOf(timeZone);
    expect(execution!.taskQueue).toBe('reports');
    const handle = temporal.client.workflow.getHandle(execution!.workflowId, execution!.runId);
    expect(await handle.result()).toEqual({
      timeZone,
      month,
      reports: 3,
      unchanged: 0,
      failed: 0,
    });
    const described = await handle.describe();
    expect(await described.staticSummary()).toBe(
      `Build last month's reports for all athletes in ${timeZone}`,
    );
  });

  it('gives one report for a tick that is backfilled twice, of the month before the tick', async () => {
    const athletes = await settle('Asia/Tokyo', 2, '2026-03-15T08:00:00Z');
    await ensureSchedules(temporal.client, ['Asia/Tokyo'], { updateExisting: false });
    const schedule = temporal.client.schedule.getHandle('monthly-reports-Asia/Tokyo');
    // 04:10 on the 1st of April in Tokyo is still the 31st of March in UTC.
    const tick = {
      start: new Date('2026-03-31T19:00:00Z'),
      end: new Date('2026-03-31T20:00:00Z'),
      overlap: ScheduleOverlapPolicy.BUFFER_ALL,
    };
    await schedule.backfill(tick);
    await completed('Asia/Tokyo', 1);
    await schedule.backfill(tick);
    await completed('Asia/Tokyo', 2);
    expect(await revisionsOf(athletes)).toEqual([{ month: '2026-03', athletes: 2, revisions: 2 }]);
  });

  it('goes on as a new execution after twenty pages, with the month as it was', async () => {
    const athletes = await settle('America/Lima', 22, '2026-05-15T08:00:00Z');
    const handle = await temporal.client.workflow.start('MonthlyReports', {
      workflowId: 'monthly-reports-America/Lima-by-hand',
      taskQueue: TASK_QUEUES.reports,
      args: [{ timeZone: 'America/Lima', month: '2026-05' }],
    });
    const first = temporal.client.workflow.getHandle(handle.workflowId, handle.firstExecutionRunId, {
      followRuns: false,
    });
    await expect(first.result()).rejects.toBeInstanceOf(WorkflowContinuedAsNewError);
    expect(await handle.result()).toEqual({
      timeZone: 'America/Lima',
      month: '2026-05',
      reports: 22,
      unchanged: 0,
      failed: 0,
    });
    expect(await revisionsOf(athletes)).toEqual([{ month: '2026-05', athletes: 22, revisions: 22 }]);

    const [continued] = (await temporal.client.workflow.getHandle(handle.workflowId).fetchHistory()).events!;
    const { payloads } = continued!.workflowExecutionStartedEventAttributes!.input!;
    const input = JSON.parse(Buffer.from(payloads![0]!.data!).toString());
    expect(input).toEqual({
      timeZone: 'America/Lima',
      month: '2026-05',
      cursor: athletes[19],
      counts: { reports: 20, unchanged: 0, failed: 0 },
    });
  });
});

describe('MonthlyReport', () => {
  it('makes the report that was asked for', async () => {
    const [athleteUuid] = await settle('Europe/Rome', 1, '2026-06-15T08:00:00Z');
    await withTransaction(database.pool, (tx) =>
      enqueueReport(tx, { athleteUuid: athleteUuid!, month: '2026-06' }),
    );
    await dispatchOnce({ pool: database.pool, temporal, log: { warn: () => {} } });
    const handle = temporal.client.workflow.getHandle(`monthly-report-${athleteUuid}-2026-06-n1`);
    expect(await handle.result()).toEqual({
      athleteUuid,
      month: '2026-06',
      outcome: 'made',
      revision: 1,
    });
    const { rows } = await database.pool.query(
      `select state, revision from report_months where athlete_uuid = $1::uuid`,
      [athleteUuid],
    );
    expect(rows).toEqual([{ state: 'ready', revision: 1 }]);
  });
});
