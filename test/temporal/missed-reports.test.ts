import { WorkflowNotFoundError } from '@temporalio/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { finishMonth } from '../../src/db/finished-months.ts';
import type { Temporal } from '../../src/temporal/client.ts';
import { startMissedReports } from '../../src/temporal/missed-reports.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createTestNamespace } from '../support/temporal.ts';

let database: TestDatabase;
let temporal: Temporal;
beforeAll(async () => {
  database = await createTestDatabase();
  // Nobody works here: what is started stays open.
  temporal = await createTestNamespace();
});
afterAll(async () => {
  await temporal.close();
  await database.drop();
});

const log = { info() {} };
const start = (now: string) => startMissedReports({ pool: database.pool, temporal, log }, now);

const liveIn = (timeZone: string, createdAt: string) =>
  database.pool.query(
    `insert into athletes (athlete_uuid, app_id, athlete_id, time_zone, created_at)
     values (gen_random_uuid(), $1::uuid, $2::text, $2::text, $3::timestamptz)`,
    [database.appId, timeZone, createdAt],
  );

/** The run of a zone's reports of a month; undefined when there is none. */
const runOf = async (timeZone: string, month: string): Promise<string | undefined> => {
  const handle = temporal.client.workflow.getHandle(`monthly-reports-${timeZone}-${month}`);
  try {
    return (await handle.describe()).runId;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
};

it('starts what no tick has made, once, and leaves to the tick what is its own', async () => {
  await liveIn('Europe/Paris', '2026-01-05T00:00:00Z');
  // 05:00 in Paris, on the first.
  await start('2026-10-01T03:00:00Z');
  expect(await runOf('Europe/Paris', '2026-09')).toBeUndefined();
  await start('2026-10-01T04:30:00Z');
  const runId = await runOf('Europe/Paris', '2026-09');
  expect(runId).toBeDefined();
  await start('2026-10-01T05:30:00Z');
  expect(await runOf('Europe/Paris', '2026-09')).toBe(runId);

  const [input] = (await temporal.client.workflow
    .getHandle('monthly-reports-Europe/Paris-2026-09')
    .fetchHistory()
    .then(({ events }) => events![0]!.workflowExecutionStartedEventAttributes!.input!.payloads!)) as [
    { data: Uint8Array },
  ];
  expect(JSON.parse(Buffer.from(input.data).toString())).toEqual({
    timeZone: 'Europe/Paris',
    month: '2026-09',
  });
});

it('starts anew what ended without finishing, and never what is finished', async () => {
  await liveIn('Asia/Tokyo', '2026-01-05T00:00:00Z');
  await start('2026-08-20T00:00:00Z');
  const runId = await runOf('Asia/Tokyo', '2026-07');
  await temporal.client.workflow.getHandle('monthly-reports-Asia/Tokyo-2026-07').terminate();
  await start('2026-08-20T00:01:00Z');
  const next = await runOf('Asia/Tokyo', '2026-07');
  expect(next).not.toBe(runId);
  await finishMonth(database.pool, { timeZone: 'Asia/Tokyo', month: '2026-07' });
  await temporal.client.workflow.getHandle('monthly-reports-Asia/Tokyo-2026-07').terminate();
  await start('2026-08-20T00:02:00Z');
  expect(await runOf('Asia/Tokyo', '2026-07')).toBe(next);
});

it('asks for no month before there was an athlete, and for none of a zone that is none', async () => {
  await liveIn('America/Lima', '2026-05-02T00:00:00Z');
  await liveIn('Nowhere/Land', '2026-01-05T00:00:00Z');
  await start('2026-05-20T00:00:00Z');
  expect(await runOf('America/Lima', '2026-04')).toBeUndefined();
  await start('2026-06-20T00:00:00Z');
  expect(await runOf('America/Lima', '2026-05')).toBeDefined();
});
