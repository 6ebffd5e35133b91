import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { failureKind, isOutOfTime } from '../../src/db/failure.ts';
import { createPool, limitTransaction, withTransaction } from '../../src/db/pool.ts';
import { openLine } from '../faults/harness/line.ts';
import { createTestDatabase } from '../support/database.ts';

const database = await createTestDatabase();
const line = await openLine(Number(new URL(database.databaseUrl).port));
const databaseUrl = Object.assign(new URL(database.databaseUrl), { port: String(line.port) }).toString();
const pool = createPool({ databaseUrl, applicationName: 'lost', queryTimeoutMs: 300, onError: () => {} });
afterAll(async () => {
  await pool.end();
  await line.close();
  await database.drop();
});

it('a connection on which nothing arrives any more is lost: given up at once, and not used again', async () => {
  await pool.query('select 1');
  line.setBlackHole(true);
  const startedAt = performance.now();
  const error = await withTransaction(pool, (tx) => tx.query('select 1')).catch((caught: unknown) => caught);
  expect(failureKind(error)).toBe('transient');
  // One wait for an answer, and not a second one for the answer to a rollback.
  expect(performance.now() - startedAt).toBeLessThan(550);
  expect(pool.totalCount).toBe(0);
  line.setBlackHole(false);
  expect(await withTransaction(pool, async (tx) => (await tx.query('select 1')).rowCount)).toBe(1);
});

it('a transaction with a limit of its own ends by that one, and the next one on its connection is free of it', async () => {
  const { pool: direct } = database;
  const startedAt = performance.now();
  const error = await withTransaction(direct, async (tx) => {
    await limitTransaction(tx, 200);
    await tx.query('select pg_sleep(5)');
  }).catch((caught: unknown) => caught);
  expect(isOutOfTime(error)).toBe(true);
  expect(performance.now() - startedAt).toBeLessThan(1500);
  const whileComputing = await withTransaction(direct, async (tx) => {
    await limitTransaction(tx, 50);
    await delay(300);
    await tx.query('select 1');
  }).catch((caught: unknown) => caught);
  expect(isOutOfTime(whileComputing)).toBe(true);
  await withTransaction(direct, (tx) => limitTransaction(tx, 200));
  await withTransaction(direct, (tx) => tx.query('select pg_sleep(0.4)'));
});

it('a transaction prepares a statement with a short list once, and none with a long list', async () => {
  await withTransaction(database.pool, async (tx) => {
    const count = 'select cardinality($1::int[]) as count';
    const prepared = async () => {
      const { rows } = await tx.query<{ statement: string }>(
        `select statement from pg_prepared_statements where statement = $1::text`,
        [count],
      );
      return rows.length;
    };
    await tx.query(count, [Array.from({ length: 26 }, () => 1)]);
    expect(await prepared()).toBe(0);
    for (const list of [[1, 2], [3]])
      expect((await tx.query(count, [list])).rows).toEqual([{ count: list.length }]);
    expect(await prepared()).toBe(1);
  });
});
