import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import path from 'node:path';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { embeddedDatabaseUrl } from '../../src/embedded/database-url.ts';
import { findFreePort } from '../../src/embedded/ports.ts';
import {
  startPostgres,
  type PostgresOptions,
  type RunningPostgres,
} from '../../src/embedded/postgres/postgres.ts';
import { findKnownFolder } from '../../src/embedded/postgres/home.ts';
import { findStartTime } from '../../src/embedded/process-identity.ts';
import { environmentWithoutSetpriv, launch } from './launch.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

const isRoot = process.getuid?.() === 0;

async function start(dataDir: string, options: Partial<PostgresOptions> = {}): Promise<RunningPostgres> {
  const postgres = await startPostgres({ dataDir, port: await findFreePort(), durable: false, ...options });
  onTestFinished(() => postgres.stop());
  return postgres;
}

async function query(databaseUrl: string, sql: string): Promise<unknown[][]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<unknown[]>({ text: sql, rowMode: 'array' })).rows;
  } finally {
    await client.end();
  }
}

describe('startPostgres', () => {
  it('serves its own database on the loopback address, in UTC, to those who know the password', async () => {
    const dataDir = makeTemporaryFolder();
    const { databaseUrl } = await start(dataDir, { durable: true });
    const settings = [
      'listen_addresses',
      'unix_socket_directories',
      'timezone',
      'synchronous_commit',
      'fsync',
    ];
    const values = await query(
      databaseUrl,
      `select ${settings.map((s) => `current_setting('${s}')`).join()}`,
    );
    expect(values).toEqual([['127.0.0.1', '', 'UTC', 'on', 'on']]);
    expect(await query(databaseUrl, 'select current_database()')).toEqual([['afterburn']]);
    const wrong = new URL(databaseUrl);
    wrong.password = 'guessed';
    await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    const rules = 'select distinct auth_method from pg_hba_file_rules';
    expect(await query(databaseUrl, rules)).toEqual([['scram-sha-256']]);
    expect(statSync(path.join(dataDir, 'postgres', 'password')).mode & 0o777).toBe(0o600);
  });

  it('keeps data and password over a restart', async () => {
    const dataDir = makeTemporaryFolder();
    const port = await findFreePort();
    const first = await start(dataDir, { port });
    await query(first.databaseUrl, 'create table kept as select 42 as answer');
    await first.stop();
    const second = await start(dataDir, { port });
    expect(second.databaseUrl).toBe(first.databaseUrl);
    expect(await query(second.databaseUrl, 'select answer from kept')).toEqual([[42]]);
  });

  it('can be found by the commands beside it, while it runs', async () => {
    const dataDir = makeTemporaryFolder();
    expect(() => embeddedDatabaseUrl(dataDir)).toThrow(`No PostgreSQL runs on ${dataDir}: start Afterburn`);
    const postgres = await start(dataDir);
    expect(embeddedDatabaseUrl(dataDir)).toBe(postgres.databaseUrl);
    await postgres.stop();
    expect(() => embeddedDatabaseUrl(dataDir)).toThrow('No PostgreSQL runs');
  });

  it('stops, and stops again, when it already died', async () => {
    const postgres = await start(makeTemporaryFolder());
    process.kill(postgres.pid, 'SIGKILL');
    expect(await postgres.exited).toEqual({ code: null, signal: 'SIGKILL' });
    await postgres.stop();
    await postgres.stop();
  });

  it('starts from nothing when its first start was killed half-way', async () => {
    const dataDir = makeTemporaryFolder();
    mkdirSync(path.join(dataDir, 'postgres.initialising', 'data', 'base'), { recursive: true });
    const { databaseUrl } = await start(dataDir);
    expect(await query(databaseUrl, 'select 1')).toEqual([[1]]);
  });

  it('names the port when another program holds it', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    onTestFinished(() => void holder.close());
    const { port } = holder.address() as { port: number };
    await expect(start(makeTemporaryFolder(), { port })).rejects.toThrow(`port ${port} is in use`);
  });

  it('says what to do about data of another major version', async () => {
    const dataDir = makeTemporaryFolder();
    await (await start(dataDir)).stop();
    writeFileSync(path.join(dataDir, 'postgres', 'data', 'PG_VERSION'), '17\n');
    await expect(start(dataDir)).rejects.toThrow('was created by PostgreSQL 17, and this is PostgreSQL 18');
  });
});

describe('startPostgres after a launcher that was killed by force', () => {
  it('stops the orphan, loses nothing, and serves', async () => {
    const dataDir = makeTemporaryFolder();
    const launcher = await launch(
      'postgres-launcher.ts',
      [dataDir, String(await findFreePort())],
      environmentWithoutSetpriv(dataDir),
    );
    const orphan = JSON.parse(launcher.line) as { pid: number; databaseUrl: string };
    await query(orphan.databaseUrl, 'create table kept as select 42 as answer');
    await launcher.killByForce();
    expect(await query(orphan.databaseUrl, 'select answer from kept')).toEqual([[42]]);
    const { databaseUrl, pid } = await start(dataDir);
    expect(pid).not.toBe(orphan.pid);
    expect(findStartTime(orphan.pid)).toBeUndefined();
    expect(await query(databaseUrl, 'select answer from kept')).toEqual([[42]]);
  });

  it('starts although the pid in the lock file is somebody else by now, and leaves that one alone', async () => {
    const dataDir = makeTemporaryFolder();
    await (await start(dataDir)).stop();
    const data = path.join(dataDir, 'postgres', 'data');
    writeFileSync(path.join(data, 'postmaster.pid'), `${process.ppid}\n${data}\n1000000000\n5432\n`);
    const { databaseUrl } = await start(dataDir);
    expect(await query(databaseUrl, 'select 1')).toEqual([[1]]);
    expect(findStartTime(process.ppid)).toBeDefined();
  });
});

describe.runIf(isRoot)('startPostgres as root', () => {
  it('works under umask 077 inside a folder that only root can enter', async () => {
    const umask = process.umask(0o077);
    onTestFinished(() => void process.umask(umask));
    const dataDir = path.join(makeTemporaryFolder(), 'deep', '.data');
    const { databaseUrl } = await start(dataDir);
    expect(await query(databaseUrl, 'select 1')).toEqual([[1]]);
    expect(statSync(path.join(dataDir, 'postgres', 'data')).uid).toBe(0);
  });

  it('runs as an unprivileged user where namespaces are forbidden, and finds its data again', async () => {
    const umask = process.umask(0o077);
    onTestFinished(() => void process.umask(umask));
    const dataDir = makeTemporaryFolder();
    const first = await start(dataDir, { account: 'uid' });
    await query(first.databaseUrl, 'create table kept as select 42 as answer');
    await first.stop();
    const folder = findKnownFolder(dataDir) as string;
    expect(folder).not.toContain(dataDir);
    expect(statSync(path.join(folder, 'data')).uid).not.toBe(0);
    expect(readFileSync(path.join(dataDir, 'postgres-folder'), 'utf8').trim()).toBe(folder);
    const second = await start(dataDir);
    expect(await query(second.databaseUrl, 'select answer from kept')).toEqual([[42]]);
  });

  it('keeps the data in the data folder where that user can enter it', async () => {
    const dataDir = makeTemporaryFolder();
    chmodSync(dataDir, 0o755);
    const { databaseUrl } = await start(dataDir, { account: 'uid' });
    expect(await query(databaseUrl, 'select 1')).toEqual([[1]]);
    expect(findKnownFolder(dataDir)).toBe(path.join(dataDir, 'postgres'));
  });
});
