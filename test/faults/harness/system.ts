import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { WorkflowNotFoundError } from '@temporalio/client';
import { ensureApiKey } from '../../../src/db/athletes/api-keys.ts';
import { findFreePort } from '../../../src/embedded/ports.ts';
import { connectTemporal, type Temporal } from '../../../src/temporal/client.ts';
import { ensureNamespace } from '../../../src/temporal/namespace.ts';
import { openDatabase, type Database } from './database.ts';
import { followEvents, type EventReader } from './event-reader.ts';
import type { Findings } from './findings.ts';
import { openHistory, type History } from './history.ts';
import { createHttpClient, type HttpClient } from './http-client.ts';
import { openLine, type Line } from './line.ts';
import { startProgram, type Program } from './program.ts';
import type { Servers } from './servers.ts';
import { need } from './waiting.ts';

/** Where a proxy stands in between. */
export const LINKS = ['api-postgres', 'api-temporal', 'worker-postgres', 'worker-temporal'] as const;
export type Link = (typeof LINKS)[number];

export interface SystemOptions {
  servers: Servers;
  findings: Findings;
  /** Names the database, the namespace and the folder. */
  name: string;
  workflowBundlePath: string;
  apis?: number;
  workers?: number;
  /** False: the scenario starts it later. */
  startWorkers?: boolean;
  lines?: readonly Link[];
  /** The namespace that the dev server has from the start, in place of one of its own. */
  defaultNamespace?: boolean;
  /** Another Temporal than the run's. */
  temporalPort?: number;
  env?: NodeJS.ProcessEnv;
  /** What one worker has for itself, by its number. */
  workerEnv?: (number: number) => NodeJS.ProcessEnv;
}

/** What the checker reads. */
export interface CheckedSystem {
  findings: Findings;
  database: Database;
  temporal: Temporal;
  clients: HttpClient[];
  history: History;
  /** Processes of the harness's own. */
  apis: Program[];
  workers: Program[];
  /** How many of each run. */
  processes: { api: number; worker: number };
  /** Streams that are followed through all of it. */
  readers: readonly EventReader[];
}

/** Afterburn, as it is run: processes of its own, that can be killed one by one. */
export interface System extends CheckedSystem {
  servers: Servers;
  folder: string;
  line(link: Link): Line;
  apiKey: string;
  ports: number[];
  /** Follows some of the athletes of a load. */
  follow(load: string): void;
  /** Stops it; repeats are no-ops. A scenario with its own servers calls it before it stops them. */
  stop(): Promise<void>;
}

export async function startSystem(options: SystemOptions): Promise<System> {
  const { servers, findings, name, apis = 1, workers = 1, startWorkers = true, lines = [] } = options;
  const { temporalPort = servers.temporalPort } = options;
  const folder = path.join(servers.folder, name);
  mkdirSync(folder, { recursive: true });
  const database = openDatabase(await servers.createDatabase(name));
  const apiKey = randomBytes(32).toString('base64url');
  await ensureApiKey(database.pool, { key: apiKey, appName: name, role: 'operator' });
  const namespace = options.defaultNamespace ? 'default' : name.replaceAll('_', '-');
  const temporal = connectTemporal({ address: `127.0.0.1:${temporalPort}`, namespace });
  await prepareNamespace(temporal);
  const opened = new Map<Link, Line>();
  for (const link of lines)
    opened.set(link, await openLine(targetOf(link, servers.postgres.current().port, temporalPort)));
  const ports = await freePorts(apis);
  const environment = (program: 'api' | 'worker', port = 0): NodeJS.ProcessEnv => ({
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    TZ: 'UTC',
    LOG_LEVEL: 'warn',
    DATABASE_URL: withPort(database.url, opened.get(`${program}-postgres`)?.port),
    TEMPORAL_ADDRESS: `127.0.0.1:${opened.get(`${program}-temporal`)?.port ?? temporalPort}`,
    TEMPORAL_NAMESPACE: namespace,
    AFTERBURN_WORKFLOW_BUNDLE: options.workflowBundlePath,
    PORT: String(port),
    ...options.env,
  });
  const start = (program: 'api' | 'worker', number: number): Promise<Program> =>
    startProgram({
      name: `${program}-${number}`,
      main: new URL(`../../../src/${program}/main.ts`, import.meta.url),
      env: {
        ...environment(program, ports[number - 1]),
        ...(program === 'worker' ? options.workerEnv?.(number) : {}),
      },
      logFile: path.join(folder, `${program}-${number}.log`),
      isStarted: program === 'api' || startWorkers,
      findings,
    });
  const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
  const [apiPrograms, workerPrograms] = await Promise.all([
    Promise.all(numbers(apis).map((number) => start('api', number))),
    Promise.all(numbers(workers).map((number) => start('worker', number))),
  ]);
  const clients = ports.map((port) => createHttpClient(port, { apiKey }));
  const history = openHistory(path.join(folder, 'history.jsonl'));
  const readers: EventReader[] = [];
  const stop = async (): Promise<void> => {
    for (const reader of readers) reader.stop();
    for (const client of clients) client.close();
    const running = [...apiPrograms, ...workerPrograms].filter((program) => program.isUp());
    await Promise.all(running.map((program) => program.terminate()));
    for (const line of opened.values()) await line.close();
    await history.close();
    await temporal.close();
    await database.close();
  };
  let stopped: Promise<void> | undefined;
  return {
    servers,
    findings,
    folder,
    database,
    temporal,
    apis: apiPrograms,
    workers: workerPrograms,
    processes: { api: apis, worker: workers },
    clients,
    history,
    line: (link) => opened.get(link)!,
    apiKey,
    ports,
    readers,
    follow(load) {
      for (const number of FOLLOWED) {
        readers.push(followEvents({ athleteId: `${load}-${number}`, apiKey, ports }));
      }
    },
    stop: () => (stopped ??= stop()),
  };
}

/** A load numbers its athletes. */
const FOLLOWED = [0, 1, 2];

/** A namespace that was made just now is known to all of Temporal only after a few seconds. */
async function prepareNamespace(temporal: Temporal): Promise<void> {
  let lastError: unknown;
  const isKnown = async (): Promise<boolean> => {
    try {
      await ensureNamespace(temporal);
      await temporal.client.workflow.getHandle('nobody').describe();
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return true;
      lastError = error;
    }
    return false;
  };
  const limitMs = 60_000;
  await need(`namespace (${String(lastError)})`, isKnown, { limitMs, everyMs: 200 });
}

const targetOf = (link: Link, postgresPort: number, temporalPort: number): number =>
  link.endsWith('postgres') ? postgresPort : temporalPort;

function withPort(databaseUrl: string, port: number | undefined): string {
  if (port === undefined) return databaseUrl;
  return Object.assign(new URL(databaseUrl), { port: String(port) }).toString();
}

async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await findFreePort());
  return [...ports];
}
