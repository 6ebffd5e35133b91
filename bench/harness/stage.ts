import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import type { Pool } from '../../src/db/pool.ts';
import { findFreePort } from '../../src/embedded/ports.ts';
import { removePostgresHome } from '../../src/embedded/postgres/home.ts';
import { startPostgres } from '../../src/embedded/postgres/postgres.ts';
import type { RunningProcess } from '../../src/embedded/server-process.ts';
import { findTemporal } from '../../src/embedded/temporal/finder.ts';
import { startTemporal } from '../../src/embedded/temporal/temporal.ts';
import { SEARCH_ATTRIBUTES } from '../../src/domain/workflow-ids.ts';
import { openPool, prepareDatabases } from './databases.ts';
import { openLine, type Line } from '../../test/faults/harness/line.ts';
import { startRabbitMq } from './rabbitmq.ts';
import { startRedis } from './redis.ts';
import { startRestate } from './restate.ts';

/** A server that a contender needs in addition to PostgreSQL. */
export type ServerName = 'temporal' | 'rabbitmq' | 'redis-always' | 'redis-everysec' | 'restate';

/** The settings of a contender's programs. */
export interface Connections {
  databaseUrl: string;
  appId: string;
  apiKey: string;
  /** URL of the server that the contender needs, if any. */
  serverUrl: string;
}

/** One contender's round: an empty database and a new server. */
export interface Turn {
  connections: Connections;
  pool: Pool;
  end(): Promise<void>;
}

/** The tables that a round starts with, and the name under which it stores them for others. */
export interface Tables {
  template?: string;
  keepAs?: string;
}

/** Network delay between PostgreSQL and the contender's programs. */
export interface Distance {
  /** Added to each round trip. */
  milliseconds: number;
}

export interface TurnOptions extends Tables {
  distance?: Distance;
}

export interface Stage {
  /** Folder of files and logs of servers and programs. */
  folder: string;
  postgresPid: number;
  open(server: ServerName | undefined, options?: TurnOptions): Promise<Turn>;
  /** Whether a round has stored its tables under this name. */
  has(name: string): boolean;
  close(): Promise<void>;
}

/** Starts PostgreSQL as `npm start` does, safe against a power cut, until the benchmark ends. */
export async function openStage(): Promise<Stage> {
  const folder = mkdtempSync(path.join(tmpdir(), 'afterburn-bench-'));
  const postgres = await startPostgres({ dataDir: folder, port: await findFreePort() });
  const databases = await prepareDatabases(postgres.databaseUrl);
  let turns = 0;
  const kept = new Set<string>();
  return {
    folder,
    postgresPid: postgres.pid,
    has: (name) => kept.has(name),
    async open(name, { template, keepAs, distance } = {}) {
      turns += 1;
      const database = `bench_${turns}`;
      const databaseUrl = await databases.create(database, template);
      const server = await startServer(name, path.join(folder, database));
      const pool = openPool(databaseUrl);
      const line = distance && (await openDelayedLine(postgres.port, distance));
      const { appId, apiKey } = databases;
      return {
        connections: {
          databaseUrl: line ? withPort(databaseUrl, line.port) : databaseUrl,
          appId,
          apiKey,
          serverUrl: server?.url ?? '',
        },
        pool,
        async end() {
          await line?.close();
          await pool.end();
          await server?.stop();
          if (keepAs === undefined) return databases.drop(database);
          await databases.keep(database, keepAs);
          kept.add(keepAs);
        },
      };
    },
    async close() {
      await databases.close();
      await postgres.stop();
      removePostgresHome(folder);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Adds the whole delay on the way back, because half a millisecond each way is too short for a timer. */
async function openDelayedLine(port: number, { milliseconds }: Distance): Promise<Line> {
  const line = await openLine(port);
  line.setLatency({ milliseconds, jitterMs: 0, isOneWay: true });
  return line;
}

const withPort = (url: string, port: number): string =>
  Object.assign(new URL(url), { port: String(port) }).href;

async function startServer(
  name: ServerName | undefined,
  folder: string,
): Promise<(RunningProcess & { url: string }) | undefined> {
  switch (name) {
    case 'rabbitmq':
      return startRabbitMq(folder);
    case 'redis-always':
      return startRedis(folder, 'always');
    case 'redis-everysec':
      return startRedis(folder, 'everysec');
    case 'restate':
      return startRestate(folder);
    case 'temporal':
      return startTemporalServer(folder);
    case undefined:
      return undefined;
  }
}

/** As `npm start` registers them, so that executions can be started before a worker has been there. */
const searchAttributes = Object.fromEntries(
  Object.values(SEARCH_ATTRIBUTES).map((name) => [name, 'Keyword']),
);

async function startTemporalServer(dataDir: string): Promise<RunningProcess & { url: string }> {
  const cacheDir = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'afterburn');
  const binary = await findTemporal({ cacheDir, log: (line) => console.error(line) });
  const [port, uiPort] = [await findFreePort(), await findFreePort()];
  const running = await startTemporal({ binary, dataDir, port, uiPort, searchAttributes });
  return { ...running, url: running.address };
}
