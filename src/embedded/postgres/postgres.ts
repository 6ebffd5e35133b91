import { mkdirSync, realpathSync } from 'node:fs';
import { totalmem } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { databaseUrlOf } from '../database-url.ts';
import type { PostgresAccount } from './account.ts';
import { ensureCluster, type PostgresCluster } from './cluster.ts';
import { findPostgresHome, type PostgresHome } from './home.ts';
import { POSTGRES_STOP_SIGNALS, stopOrphanedPostgres } from './orphan.ts';
import { requireFreePort } from '../ports.ts';
import { askDataFolder, ensureDatabase } from './probe.ts';
import { readLogTail, startServerProcess, untilReady, type RunningProcess } from '../server-process.ts';

export interface PostgresOptions {
  dataDir: string;
  port: number;
  log?: (line: string) => void;
  signal?: AbortSignal;
  /** False trades safety on a power cut for speed; for tests only. */
  durable?: boolean;
  /** Settings that replace those below; for tests. */
  settings?: Readonly<Record<string, string>>;
  /** Forces an account kind that is otherwise detected; for tests. */
  account?: PostgresAccount['kind'];
}

export interface RunningPostgres extends RunningProcess {
  databaseUrl: string;
  port: number;
}

/** Recovery after a power cut may read a gigabyte of log first. */
const READY_TIMEOUT_MS = 120_000;

/** Starts the embedded PostgreSQL on its data folder, which is created on the first start. */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const { port, log = () => {}, durable = true, settings = {}, signal } = options;
  const dataDir = path.resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true });
  if (await stopOrphanedPostgres(dataDir)) log('Stopped the PostgreSQL of an earlier start.');
  await requireFreePort(port, 'PostgreSQL');
  const home = findPostgresHome(realpathSync(dataDir), options.account);
  const cluster = ensureCluster(home, { durable });
  const logFile = path.join(dataDir, 'logs', 'postgres.log');
  const running = await startServerProcess(commandFor(home, cluster, { port, durable, settings, logFile }));
  await untilReady(running, signal, async () => {
    await untilServing(running, { port, cluster, logFile });
    await ensureDatabase({ port, password: cluster.password });
  });
  return { ...running, databaseUrl: databaseUrlOf({ port, password: cluster.password }), port };
}

interface Launch {
  port: number;
  durable: boolean;
  settings: Readonly<Record<string, string>>;
  logFile: string;
}

/**
 * A quarter of the memory, as PostgreSQL's documentation recommends, up to the size of the indexes of a leaderboard of
 * a million athletes. With 192 MB, changing 500 of its scores took 1.8 times as long. Unused buffers take no memory.
 */
const SHARED_BUFFERS_MB = Math.min(
  1024,
  Math.floor(Math.min(totalmem(), process.constrainedMemory() || Infinity) / 4 / 2 ** 20),
);

function commandFor({ account, binaries }: PostgresHome, { data }: PostgresCluster, launch: Launch) {
  const onDisk = launch.durable ? 'on' : 'off';
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: `${SHARED_BUFFERS_MB}MB`,
    fsync: onDisk,
    synchronous_commit: onDisk,
    full_page_writes: onDisk,
    // Fewer, larger checkpoints: an import of a year's workouts would otherwise cause one every few seconds.
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    // The tables of a new installation grow from nothing. Until they are analyzed, by default for a minute, the
    // foreign key check of each save scans all workouts (446 of 670 µs a save among 10,000). Each second instead, analyzing
    // took a tenth of the CPU time of a drain.
    autovacuum_naptime: '5s',
    // Nothing is replicated.
    wal_level: 'minimal',
    max_wal_senders: 0,
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] ',
    ...launch.settings,
  };
  return {
    command: `${binaries.folder}/bin/postgres`,
    args: [
      '-D',
      data,
      '-p',
      String(launch.port),
      ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`]),
    ],
    logFile: launch.logFile,
    stopSignals: POSTGRES_STOP_SIGNALS,
    // SIGKILL would leave its backends and its shared memory behind; SIGQUIT is as fast and costs a recovery.
    killSignal: 'SIGQUIT' as const,
    cwd: data,
    ...(account.kind === 'namespace' && { wrapper: account.wrapper }),
    ...(account.kind === 'uid' && { uid: account.uid, gid: account.gid }),
  };
}

async function untilServing(
  running: RunningProcess,
  { port, cluster, logFile }: { port: number; cluster: PostgresCluster; logFile: string },
): Promise<void> {
  let exited = false;
  void running.exited.then(() => (exited = true));
  const deadline = performance.now() + READY_TIMEOUT_MS;
  let lastError: unknown;
  while (!exited && performance.now() < deadline) {
    try {
      const folder = await askDataFolder({ port, password: cluster.password });
      // Another server may hold the port while ours is still failing to get it.
      if (folder === cluster.data) return;
    } catch (error) {
      lastError = error;
    }
    await Promise.race([delay(25), running.exited]);
  }
  const reason = exited ? readLogTail(logFile) : String(lastError);
  throw new Error(`PostgreSQL did not start on port ${port} (its log is ${logFile}): ${reason}`);
}
