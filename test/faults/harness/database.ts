import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { failureKind } from '../../../src/db/failure.ts';
import { createPool, type Pool } from '../../../src/db/pool.ts';

/** The harness's direct connection to a scenario's database, without a proxy. */
export interface Database {
  url: string;
  pool: Pool;
  /** Asks, and again while PostgreSQL is away or others are in the way. */
  ask<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

const PATIENCE_MS = 60_000;

export function openDatabase(url: string): Database {
  const pool = createPool({ databaseUrl: url, applicationName: 'faults', max: 10, onError: () => {} });
  return {
    url,
    pool,
    async ask<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []) {
      const until = Date.now() + PATIENCE_MS;
      for (;;) {
        try {
          return (await pool.query<Row>(sql, values)).rows;
        } catch (error) {
          if (failureKind(error) !== 'transient' || Date.now() > until) throw error;
          await delay(100);
        }
      }
    },
    close: () => pool.end(),
  };
}

/** For what no pool can do: create databases, hold a session. */
export async function runStatements(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
