import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { isDatabaseDown } from './failure.ts';
import { createPool, SESSION_SETTINGS, type Queryable } from './pool.ts';

/** The server, or a pooler in front of it, cannot keep the guarantees. The message says what to do. */
class UnsuitableServer extends Error {}

const TRANSACTION_POOLING =
  'PostgreSQL is reached through a pooler in transaction mode, which hands a session to others between transactions: ' +
  'settings, LISTEN and locks get lost. Set its pool_mode to session, or let DATABASE_URL name PostgreSQL itself.';

/** Number of checks of two sessions: a pooler with a free connection gives it to the second one at the first check. */
const LOOKS = 5;
const RETRY_MS = 1000;

/**
 * Checks that a session keeps its connection and that its settings are in force.
 * @throws UnsuitableServer
 */
export async function checkSessions(databaseUrl: string | undefined): Promise<void> {
  const pool = createPool({ databaseUrl, applicationName: 'afterburn-check', max: 2, onError: () => {} });
  const sessions: pg.PoolClient[] = [];
  try {
    for (let count = 0; count < 2; count += 1) sessions.push(await pool.connect());
    const [one, other] = sessions as [pg.PoolClient, pg.PoolClient];
    for (let look = 0; look < LOOKS; look += 1) await requireOwnSession(one, other);
    await requireSettings(one);
  } catch (error) {
    if (error instanceof Error && /statement pooling/.test(error.message))
      throw new UnsuitableServer(TRANSACTION_POOLING, { cause: error });
    throw error;
  } finally {
    for (const session of sessions) session.release(true);
    await pool.end();
  }
}

/** Waits for PostgreSQL without limit, then checks its sessions. @throws UnsuitableServer */
export async function checkSessionsOnceReachable(databaseUrl: string | undefined): Promise<void> {
  for (;;) {
    try {
      return await checkSessions(databaseUrl);
    } catch (error) {
      if (!isDatabaseDown(error)) throw error;
      await delay(RETRY_MS, undefined, { ref: false });
    }
  }
}

/** Checks that a session keeps its connection while another one is in a transaction, and does not share it. */
async function requireOwnSession(one: Queryable, other: Queryable): Promise<void> {
  const before = await backendOf(one);
  await other.query('begin');
  const others = await backendOf(other);
  const after = others === before ? before : await backendOf(one);
  await other.query('rollback');
  if (others === before || after !== before) throw new UnsuitableServer(TRANSACTION_POOLING);
}

async function backendOf(session: Queryable): Promise<number> {
  const { rows } = await session.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0]!.pid;
}

async function requireSettings(session: Queryable): Promise<void> {
  const { rows } = await session.query<{ name: string; setting: string }>(
    `select name, setting
     from pg_settings
     where lower(name) = any($1::text[])`,
    [Object.keys(SESSION_SETTINGS)],
  );
  const settings = new Map(rows.map(({ name, setting }) => [name.toLowerCase(), setting]));
  for (const [name, value] of Object.entries(SESSION_SETTINGS)) {
    const setting = settings.get(name);
    const isStronger = name === 'synchronous_commit' && setting === 'remote_apply';
    if (setting === value || isStronger) continue;
    throw new UnsuitableServer(
      `A session of PostgreSQL does not keep ${name} = ${value} (it has ${setting ?? 'no such setting'}): ` +
        'use PostgreSQL 17 or newer, without a pooler that drops SET.',
    );
  }
}
