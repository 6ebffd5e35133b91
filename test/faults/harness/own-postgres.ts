import { chownSync, mkdirSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { migrate } from '../../../src/db/migrate.ts';
import { findFreePort } from '../../../src/embedded/ports.ts';
import { findKnownFolder, findPostgresHome } from '../../../src/embedded/postgres/home.ts';
import { startPostgres, type RunningPostgres } from '../../../src/embedded/postgres/postgres.ts';
import { runCommand } from './commands.ts';
import { manageServer, type ManagedServer } from './managed-server.ts';
import { createDatabase, type Servers } from './servers.ts';

/** A PostgreSQL of a scenario's own, which can be copied while it runs and be replicated. */
export interface OwnPostgres {
  dataDir: string;
  port: number;
  server: ManagedServer<RunningPostgres>;
}

const SETTINGS = { wal_level: 'replica', max_wal_senders: '4', wal_keep_size: '1GB' };

interface StartOptions {
  port?: number;
  settings?: Readonly<Record<string, string>>;
}

export async function startOwnPostgres(
  dataDir: string,
  { port, settings = {} }: StartOptions = {},
): Promise<OwnPostgres> {
  const own = port ?? (await findFreePort());
  const start = () => startPostgres({ dataDir, port: own, settings: { ...SETTINGS, ...settings } });
  return { dataDir, port: own, server: await manageServer('PostgreSQL', start) };
}

/** Returns a run's servers with this PostgreSQL, which systems reach at `port`. */
export const withOwnPostgres = (servers: Servers, { server }: OwnPostgres, port: number): Servers => ({
  ...servers,
  postgres: server,
  async createDatabase(name) {
    const databaseUrl = await createDatabase(server, name, 'template1');
    await migrate(databaseUrl);
    return Object.assign(new URL(databaseUrl), { port: String(port) }).toString();
  },
});

/** Commits that were answered before `completeUntil` are in a copy; those of requests sent after `emptyFrom` are not. */
export interface CopyPoint {
  completeUntil: number;
  emptyFrom: number;
}

/**
 * Copies a running cluster by the low-level backup API
 * (https://www.postgresql.org/docs/17/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP): the embedded distribution has
 * no pg_basebackup. The log is copied with it, so the copy starts without the original.
 */
export async function copyPostgres({ dataDir, server }: OwnPostgres, toDataDir: string): Promise<CopyPoint> {
  mkdirSync(toDataDir, { recursive: true });
  const source = findKnownFolder(dataDir)!;
  const target = findPostgresHome(realpathSync(toDataDir)).folder;
  const client = new pg.Client({ connectionString: server.current().databaseUrl });
  await client.connect();
  try {
    await client.query(`select pg_backup_start('copy', fast => true)`);
    await copyFolder(source, target);
    const completeUntil = Date.now();
    const { rows } = await client.query<{ label: string }>(
      `select labelfile as label from pg_backup_stop(wait_for_archive => false)`,
    );
    const data = path.join(target, 'data');
    for (const name of ['postmaster.pid', 'postmaster.opts', 'pg_wal'])
      rmSync(path.join(data, name), { recursive: true, force: true });
    await copyFolder(path.join(source, 'data', 'pg_wal'), path.join(data, 'pg_wal'));
    writeAsOwner(data, 'backup_label', rows[0]!.label);
    return { completeUntil, emptyFrom: Date.now() };
  } finally {
    await client.end();
  }
}

/** Starts a copy of a primary that follows it through `replicationPort`. */
export async function startStandby(
  primary: OwnPostgres,
  { dataDir, replicationPort }: { dataDir: string; replicationPort: number },
): Promise<OwnPostgres> {
  await copyPostgres(primary, dataDir);
  writeAsOwner(path.join(findKnownFolder(dataDir)!, 'data'), 'standby.signal', '');
  const { username, password } = new URL(primary.server.current().databaseUrl);
  const connection = `host=127.0.0.1 port=${replicationPort} user=${username} password=${password}`;
  const settings = {
    primary_conninfo: `${connection} application_name=standby`,
    wal_retrieve_retry_interval: '200ms',
  };
  return startOwnPostgres(dataDir, { settings });
}

/** Files vanish while they are copied; the log makes up for it. */
async function copyFolder(from: string, to: string): Promise<void> {
  const { stderr } = await runCommand('cp', ['-a', from, to], { ...process.env, LC_ALL: 'C' });
  const wrong = stderr.split('\n').filter((line) => line && !/No such file or directory/.test(line));
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
}

function writeAsOwner(folder: string, name: string, content: string): void {
  const file = path.join(folder, name);
  const { uid, gid } = statSync(folder);
  writeFileSync(file, content, { mode: 0o600 });
  if (process.getuid?.() === 0) chownSync(file, uid, gid);
}
