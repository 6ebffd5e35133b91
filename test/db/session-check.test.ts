import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { listen } from '../../src/db/events/listening.ts';
import { createPool, SESSION_SETTINGS, withTransaction, type Pool } from '../../src/db/pool.ts';
import { checkSessions } from '../../src/db/session-check.ts';
import { findFreePort } from '../../src/embedded/ports.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

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

const pgbouncer = ['pgbouncer', '/usr/sbin/pgbouncer'].find(
  (command) => spawnSync(command, ['--version']).status === 0,
);

/** Starts a PgBouncer before the test's PostgreSQL. It refuses to be root. */
async function startPgBouncer(mode: 'session' | 'transaction' | 'statement'): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'afterburn-pgbouncer-'));
  const { hostname, port, username, password, pathname } = new URL(database.databaseUrl);
  const name = pathname.slice(1);
  const own = await findFreePort();
  const settings = path.join(folder, 'pgbouncer.ini');
  writeFileSync(
    settings,
    `[databases]
${name} = host=${hostname} port=${port} dbname=${name} user=${username} password=${password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${own}
unix_socket_dir =
auth_type = any
pool_mode = ${mode}
`,
  );
  chmodSync(folder, 0o755);
  const isRoot = process.getuid?.() === 0;
  const child = spawn(pgbouncer!, [settings], {
    stdio: 'ignore',
    ...(isRoot ? { uid: 65534, gid: 65534 } : {}),
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });
  const databaseUrl = `postgres://anybody@127.0.0.1:${own}/${name}`;
  const pool = connect(databaseUrl);
  await expect.poll(() => pool.query('select').then(() => true, String), { timeout: 10_000 }).toBe(true);
  return databaseUrl;
}

describe.skipIf(!pgbouncer)('behind PgBouncer (skipped where it is not installed)', () => {
  it('in session mode everything that a session needs works', async () => {
    const databaseUrl = await startPgBouncer('session');
    await checkSessions(databaseUrl);
    const pool = connect(databaseUrl);
    expect(await settingsOf(pool)).toEqual(SESSION_SETTINGS);
    const heard: string[] = [];
    await new Promise<void>((resolve) => {
      const listening = listen(pool, {
        channel: 'tested',
        onNotification: (payload) => heard.push(payload),
        onListening: resolve,
        onLost: () => {},
      });
      onTestFinished(() => listening.close());
    });
    await withTransaction(pool, (tx) => tx.query(`select pg_notify('tested', 'x')`));
    await expect.poll(() => heard).toEqual(['x']);
  });

  it.each(['transaction', 'statement'] as const)(
    'in %s mode it is refused with a sentence that says what to do',
    async (mode) => {
      const databaseUrl = await startPgBouncer(mode);
      await expect(checkSessions(databaseUrl)).rejects.toThrow(/pool_mode to session/);
    },
  );
});
