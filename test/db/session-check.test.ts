import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { listen } from '../../src/db/events/listening.ts';
import { createPool, SESSION_SETTINGS, withTransaction, type Pool } from '../../src/db/pool.ts';
import { checkSessions } from '../../src/db/session-check.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startPgBouncer, whyNoPgBouncer } from '../support/pgbouncer.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const connect = (databaseUrl: string): Pool => {
  const pool = createPool({ databaseUrl, applicationName: 'afterburn-test', onError: () => {} });
  onTestFinished(() => pool.end());
  return pool;
};

async function settingsOf(pool: Pool): Promise<Record<string, string>> {
  const { rows } = await pool.query<{ name: string; setting: string }>(
    `select lower(name) as name, setting from pg_settings where lower(name) = any($1::text[])`,
    [Object.keys(SESSION_SETTINGS)],
  );
  return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
}

describe('a session', () => {
  it('has the settings that the promises rest on, whatever those of the server and the database are', async () => {
    const name = new URL(database.databaseUrl).pathname.slice(1);
    await database.pool.query(`alter database ${name} set synchronous_commit = off`);
    await database.pool.query(`alter database ${name} set default_transaction_isolation = 'repeatable read'`);
    await database.pool.query(`alter database ${name} set timezone = 'Asia/Tokyo'`);
    expect(await settingsOf(connect(database.databaseUrl))).toEqual(SESSION_SETTINGS);
    await checkSessions(database.databaseUrl);
  });
});

describe('the check', () => {
  it('ends and leaves no session if the second connection is refused', async () => {
    const name = new URL(database.databaseUrl).pathname.slice(1);
    const role = `one_session_${name}`;
    await database.pool.query(`create role ${role} login connection limit 1 password 'test'`);
    onTestFinished(async () => {
      await database.pool.query(`drop role ${role}`);
    });
    const url = Object.assign(new URL(database.databaseUrl), { username: role, password: 'test' }).href;
    await expect(checkSessions(url)).rejects.toThrow('too many connections');
    await expect
      .poll(async () => {
        const { rows } = await database.pool.query(`select from pg_stat_activity where usename = $1`, [role]);
        return rows.length;
      })
      .toBe(0);
  });
});

async function behindPgBouncer(mode: Parameters<typeof startPgBouncer>[1]): Promise<string> {
  const pooler = await startPgBouncer(database.databaseUrl, mode);
  onTestFinished(() => pooler.stop());
  return pooler.databaseUrl;
}

describe.skipIf(whyNoPgBouncer())('behind PgBouncer (skipped where it is not installed)', () => {
  it('in session mode everything that a session needs works', async () => {
    const databaseUrl = await behindPgBouncer('session');
    await checkSessions(databaseUrl);
    const pool = connect(databaseUrl);
    expect(await settingsOf(pool)).toEqual(SESSION_SETTINGS);
    const received: string[] = [];
    await new Promise<void>((resolve) => {
      const listening = listen(pool, {
        channel: 'tested',
        onNotification: (payload) => received.push(payload),
        onListening: resolve,
        onLost: () => {},
      });
      onTestFinished(() => listening.close());
    });
    await withTransaction(pool, (tx) => tx.query(`select pg_notify('tested', 'x')`));
    await expect.poll(() => received).toEqual(['x']);
  });

  it.each(['transaction', 'statement'] as const)(
    'in %s mode it is refused with a sentence that says what to do',
    async (mode) => {
      const databaseUrl = await behindPgBouncer(mode);
      await expect(checkSessions(databaseUrl)).rejects.toThrow(/pool_mode to session/);
    },
  );
});
