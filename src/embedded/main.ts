/** `npm start`: runs PostgreSQL, Temporal, migrations, the API and the worker in one folder. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { loadConfig, type Config } from '../config.ts';
import { ensureApiKey } from '../db/athletes/api-keys.ts';
import { migrate } from '../db/migrate.ts';
import { ensureApiKeyFile, type ApiKeyFile } from './api-key-file.ts';
import { demoAthletePage } from './demo-athlete.ts';
import { watchDisk } from './disk-watch.ts';
import { describeReady, describeRun } from './greeting.ts';
import { lockDataDir } from './launcher-lock.ts';
import { stopLeftovers } from './leftovers.ts';
import { choosePort } from './ports.ts';
import { withPool } from './postgres/probe.ts';
import { startPrograms } from './programs.ts';
import { provideServers, type Servers } from './servers.ts';
import { createShutdown, type Shutdown } from './shutdown.ts';
import { listenForShutdownSignals } from './shutdown-signals.ts';
import { untilWorkerReady } from './worker-ready.ts';

const log = (line: string): void => console.log(line);

/** Time limit of an orderly stop; then everything is killed. */
const STOP_DEADLINE_MS = 9_500;
/** Started programs become ready within a second, unless Temporal is down. */
const READY_PATIENCE_MS = 10_000;

async function start(config: Config, shutdown: Shutdown): Promise<void> {
  const startedAt = performance.now();
  const { dataDir } = config;
  const lock = await lockDataDir(dataDir, log);
  shutdown.add('lock', { stop: async () => lock.release(), kill: () => lock.release() });
  shutdown.signal.addEventListener('abort', () => lock.announceEnd(), { once: true });
  watchDisk(dataDir, log, shutdown.signal);
  await stopLeftovers(dataDir, log);
  const port = await choosePort(
    { variable: 'PORT', port: config.port, isExplicit: config.explicitPorts.has('PORT') },
    config.host,
    log,
  );
  const servers = await provideServers({ ...config, shutdown, log });
  const { apiKey, file: apiKeyFile } = await prepareDatabase(servers.databaseUrl, config);
  const inboxDir = catchesMail(config) ? join(dataDir, 'inbox') : undefined;
  const env = environmentFor(servers, { ...config, port, inboxDir });
  const { api, worker } = await startPrograms({ dataDir, env, shutdown, log });
  const apiUrl = `http://${reachable(config.host)}:${port}`;
  const secondsSoFar = (): number => (performance.now() - startedAt) / 1000;
  const ready = untilWorkerReady(apiUrl, shutdown.signal);
  const isReady = await Promise.race([
    ready.then(() => true),
    delay(READY_PATIENCE_MS, false, { ref: false }),
  ]);
  log(
    describeRun({
      apiUrl,
      livePageUrl: await demoAthletePage({ apiUrl, apiKey, getsMail: inboxDir !== undefined }),
      temporalUiUrl: servers.temporalUiUrl,
      inboxUrl: inboxDir && `${apiUrl}/inbox`,
      apiKeyFile,
      apiPid: api.current().pid,
      workerPid: worker.current().pid,
      isReady,
      seconds: secondsSoFar(),
    }),
  );
  if (isReady) return;
  await ready;
  log(describeReady(secondsSoFar()));
}

/** Migrates the database and ensures the API key. */
async function prepareDatabase(databaseUrl: string, { dataDir, apiKey }: Config): Promise<ApiKeyFile> {
  await migrate(databaseUrl);
  const key = ensureApiKeyFile(dataDir, apiKey);
  await withPool(databaseUrl, (pool) =>
    ensureApiKey(pool, { key: key.apiKey, appName: 'embedded', role: 'operator' }),
  );
  return key;
}

function environmentFor(
  servers: Servers,
  {
    environment,
    host,
    port,
    inboxDir,
  }: Pick<Config, 'environment' | 'host' | 'port'> & { inboxDir: string | undefined },
): NodeJS.ProcessEnv {
  return {
    ...environment,
    DATABASE_URL: servers.databaseUrl,
    TEMPORAL_ADDRESS: servers.temporalAddress,
    ...(servers.temporalUiUrl && { TEMPORAL_UI_URL: servers.temporalUiUrl }),
    PORT: String(port),
    HOST: host,
    PUBLIC_URL: environment['PUBLIC_URL'] || `http://${reachable(host)}:${port}`,
    ...(inboxDir && { AFTERBURN_INBOX_DIR: inboxDir }),
  };
}

/** The inbox shows addresses without a key, so it is served on this machine only. */
const catchesMail = ({ smtpUrl, host }: Config): boolean =>
  smtpUrl === undefined && ['127.0.0.1', '::1', 'localhost'].includes(host);

/** Returns an address to open. A server on all interfaces is reachable on this one. */
const reachable = (host: string): string => (host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host);

const shutdown = createShutdown({ log, deadlineMs: STOP_DEADLINE_MS });
let shutdownRequest: ReturnType<typeof listenForShutdownSignals> | undefined;
try {
  const config = loadConfig();
  // npm exits without stopping its child processes.
  shutdownRequest = listenForShutdownSignals({ shutdown, log, withParent: config.startedByNpm });
  await start(config, shutdown);
} catch (error) {
  // After Ctrl-C, the shutdown caused the failure, and the process ends by itself.
  if (!shutdownRequest?.isRequested()) {
    // A message for people, without a stack.
    console.error(error instanceof Error ? error.message : error);
    await shutdown.run();
    process.exit(1);
  }
}
