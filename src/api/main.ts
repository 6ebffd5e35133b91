import { pino, stdSerializers } from 'pino';
import { loadConfig } from '../config.ts';
import { EVENTS_CHANNEL } from '../db/events/events.ts';
import { listen } from '../db/events/listening.ts';
import { createPool } from '../db/pool.ts';
import { loggableFailure } from '../db/failure.ts';
import { checkSessionsOnceReachable } from '../db/session-check.ts';
import { exitWhenOrphaned, reportReady } from '../process/orphan.ts';
import { onShutdownSignal } from '../process/stop-signals.ts';
import { connectTemporal } from '../temporal/client.ts';
import { createDispatcher } from '../temporal/dispatcher.ts';
import { createInspection } from '../temporal/inspection.ts';
import { createWebRoutes } from '../web/web-routes.tsx';
import { createApp } from './app.ts';
import { createEventHub } from './stream/event-hub.ts';
import { createRenderer } from './pictures/renderer.ts';
import { IMPORTS_PATH } from './routes/imports.ts';
import { startServer } from './http/server.ts';

const config = loadConfig();
const log = pino({
  level: config.logLevel,
  base: { process: 'api' },
  serializers: { error: (error: Error) => stdSerializers.err(loggableFailure(error) as Error) },
});
const stopping = new AbortController();

const pool = createPool({
  databaseUrl: config.databaseUrl,
  applicationName: 'afterburn-api',
  max: 20,
  // The time for which requests are held: the caller then gets a 503.
  queryTimeoutMs: 5000,
  onError: (error) => log.warn({ error }, 'A database connection was lost'),
});
const temporal = connectTemporal();
const events = createEventHub({
  pool,
  log,
  listen: (handlers) => listen(pool, { channel: EVENTS_CHANNEL, ...handlers }),
});
const dispatcher = createDispatcher({ pool, temporal, log });
const executionsUrl =
  config.temporalUiUrl &&
  `${config.temporalUiUrl}/namespaces/${encodeURIComponent(temporal.namespace)}/workflows/`;
const app = createApp({
  pool,
  events,
  log,
  dispatcher,
  inspection: createInspection(temporal),
  executionsUrl,
  renderer: createRenderer(),
  webhooksAllowLoopback: config.webhooksAllowLoopback,
  isDraining: () => stopping.signal.aborted,
  web: createWebRoutes({ executionsUrl, inboxDir: config.inboxDir }),
});
const server = await startServer({
  app,
  host: config.host,
  port: config.port,
  takesLong: (target) => target.startsWith(IMPORTS_PATH),
});
const dispatching = dispatcher.run(stopping.signal);
log.info({ url: server.url }, 'Listening');

void checkSessionsOnceReachable(config.databaseUrl).catch(refuseDatabase);
onShutdownSignal((signal) => void stop(signal));
exitWhenOrphaned();
reportReady();

/** Shuts down: readiness fails first, then streams end, requests complete, and connections close. */
async function stop(signal: string): Promise<void> {
  log.info({ signal }, 'Stopping');
  stopping.abort();
  await Promise.all([events.close(), server.close(), dispatching]);
  await pool.end().catch(() => {});
  // Closed last: a start that the client would retry on a closed connection ends the process with an error.
  await temporal.close().catch(() => {});
  process.exit(0);
}

function refuseDatabase(error: unknown): void {
  log.fatal({ error }, 'This database cannot be used');
  process.exit(1);
}
