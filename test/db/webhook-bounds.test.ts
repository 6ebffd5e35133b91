import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { positionAt } from '../../src/db/events/position-at.ts';
import type { Transaction } from '../../src/db/pool.ts';
import { listAttempts, pruneAttempts } from '../../src/db/webhooks/attempts.ts';
import { enqueueResends } from '../../src/db/webhooks/resend-requests.ts';
import {
  listUnhealthyEndpoints,
  MOST_COUNTED,
  MOST_PENDING,
  readStatistics,
} from '../../src/db/webhooks/statistics.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const ROWS = 100_000;
/** Of the first event; the others follow one a second. */
const START = Date.parse('2026-01-01T00:00:00Z');
const BEHIND = '01980000-0000-7000-8000-000000000001';
const DONE = '01980000-0000-7000-8000-000000000002';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  const { pool, appId } = database;
  await pool.query(
    `insert into webhook_endpoints (
       endpoint_id, app_id, url, status, secret, private_key, public_key, cursor_position, cursor_source, cursor_event_id
     )
     values
       ($1, $3, 'https://example.com/', 'failing', '', '', '', -1, $3, 0),
       ($2, $3, 'https://example.com/', 'enabled', '', '', '', 9000000000000, $3, 0)`,
    [BEHIND, DONE, appId],
  );
  await pool.query(
    `with athlete as (
       insert into athletes (athlete_uuid, app_id, athlete_id)
       select gen_random_uuid(), $1, 'ath-' || i
       from generate_series(0, 99) as i
       returning athlete_uuid, athlete_id
     )
     insert into events (app_id, athlete_uuid, event_id, position, type, data, created_at)
     select $1, athlete_uuid, i, 3 * i, 'report.ready', '{}', to_timestamp($2::float8 + i)
     from generate_series(0, $3::int - 1) as i
     join athlete on athlete_id = 'ath-' || i % 100
     order by i`,
    [appId, START / 1000, ROWS],
  );
  // The only failure is the oldest attempt.
  await pool.query(
    `insert into webhook_attempts (endpoint_id, source, event_id, attempt, started_at, duration_ms, status_code, delivery_ms)
     select $1, $2, i, 1, now(), 5, case when i = 0 then 500 else 204 end, case when i > 0 then i end
     from generate_series(0, $3::int - 1) as i`,
    [BEHIND, appId, ROWS],
  );
  await pool.query('analyze');
});
afterAll(() => database.drop());

interface Node {
  'Relation Name'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  Plans?: Node[];
}

const scanned = (node: Node): number => {
  const rows = (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0);
  const own = node['Relation Name'] ? rows * (node['Actual Loops'] ?? 0) : 0;
  return (node.Plans ?? []).reduce((sum, inner) => sum + scanned(inner), own);
};

/** Runs a read, and returns its result and how many rows its statements looked at. */
async function explain<T>(read: (db: Transaction) => Promise<T>): Promise<{ result: T; rows: number }> {
  let rows = 0;
  const query = async (text: string, values: unknown[]) => {
    const explained = await database.pool.query(`explain (analyze, format json) ${text}`, values);
    rows += scanned(explained.rows[0]['QUERY PLAN'][0].Plan as Node);
    return database.pool.query(text, values);
  };
  const result = await read({ query } as unknown as Transaction);
  return { result, rows };
}

describe('of 100,000 rows, few are looked at by', () => {
  it.each([
    [false, 1],
    [true, 51],
    [undefined, 51],
  ])('a list of attempts that succeeded: %s', async (succeeded, count) => {
    const of = { endpointId: BEHIND, event: undefined, before: undefined, limit: 51 };
    const { result, rows } = await explain((db) => listAttempts(db, { ...of, succeeded }));
    expect(result).toHaveLength(count);
    expect(result.map(({ attemptId }) => Number(attemptId))).toEqual(
      result.map(({ attemptId }) => Number(attemptId)).toSorted((a, b) => b - a),
    );
    expect(rows).toBeLessThan(1000);
  });

  it('a list of the attempts of an event', async () => {
    const event = { source: database.appId, eventId: 7 };
    const of = { endpointId: BEHIND, event, succeeded: undefined, before: undefined, limit: 51 };
    const { result, rows } = await explain((db) => listAttempts(db, of));
    expect(result).toMatchObject([{ eventId: 7, succeeded: true }]);
    expect(rows).toBeLessThan(1000);
  });

  it('the statistics', async () => {
    const { result, rows } = await explain((db) => readStatistics(db, BEHIND));
    expect(result).toMatchObject({ pending: MOST_COUNTED, oldestPendingAt: new Date(START) });
    expect(result.p95DeliveryMs).toBe(ROWS - 51);
    expect(rows).toBeLessThan(ROWS / 2);
  });

  it('the list of unhealthy endpoints', async () => {
    const { result, rows } = await explain((db) => listUnhealthyEndpoints(db, { limit: 50 }));
    expect(result).toMatchObject([
      { endpointId: BEHIND, status: 'failing', lastError: 'HTTP status 500', pending: MOST_PENDING },
    ]);
    expect(rows).toBeLessThan(ROWS / 20);
  });

  it('a resend of a short time', async () => {
    const { appId } = database;
    const at = (second: number) => new Date(START + second * 1000);
    for (const [since, until, count] of [
      [50_000, 50_010, 11],
      [-10, 10, 11],
      [ROWS - 10, ROWS + 10, 10],
    ] as const) {
      const selection = { since: at(since), until: at(until) };
      const { result, rows } = await explain((tx) =>
        enqueueResends(tx, { appId, endpointId: DONE, selection }),
      );
      expect(result).toBe(count);
      expect(rows).toBeLessThan(2000);
    }
  });
});

it('a position is found by its time, also before and after all', async () => {
  const { pool, appId } = database;
  const find = (second: number) => positionAt(pool, { appId, instant: START + second * 1000 });
  for (const second of [0, 1, 777, ROWS - 1]) expect(await find(second)).toBeGreaterThan(3 * second - 3);
  for (const second of [0, 1, 777, ROWS - 1]) expect(await find(second)).toBeLessThanOrEqual(3 * second);
  expect(await find(-1)).toBe(0);
  expect(await find(ROWS)).toBe(3 * (ROWS - 1) + 1);
  const other = '01980000-0000-7000-8000-00000000000f';
  expect(await positionAt(pool, { appId: other, instant: START })).toBe(1);
});

it('attempts are deleted page by page: successes after a day, failures after a week', async () => {
  const { pool, appId } = database;
  const other = '01980000-0000-7000-8000-000000000003';
  await pool.query(
    `insert into webhook_attempts (endpoint_id, source, event_id, attempt, started_at, duration_ms, status_code)
     select $1, $2, 1, attempt, now() - make_interval(hours => hours), 5, status_code
     from (values (1, 23, 204), (2, 25, 204), (3, 25, 500), (4, 169, 500)) as a (attempt, hours, status_code)`,
    [other, appId],
  );
  expect(await pruneAttempts(pool, 1)).toBe(1);
  expect(await pruneAttempts(pool, 9)).toBe(1);
  expect(await pruneAttempts(pool, 9)).toBe(0);
  const { rows } = await pool.query<{ attempt: number }>(
    `select attempt from webhook_attempts where endpoint_id = $1 order by attempt`,
    [other],
  );
  expect(rows).toEqual([{ attempt: 1 }, { attempt: 3 }]);
});
