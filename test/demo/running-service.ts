import { randomBytes } from 'node:crypto';
import { createApp } from '../../src/api/app.ts';
import { createRenderer } from '../../src/api/pictures/renderer.ts';
import { createEventHub } from '../../src/api/stream/event-hub.ts';
import { startServer } from '../../src/api/http/server.ts';
import { ensureApiKey } from '../../src/db/athletes/api-keys.ts';
import { EVENTS_CHANNEL } from '../../src/db/events/events.ts';
import { listen } from '../../src/db/events/listening.ts';
import { createDispatcher } from '../../src/temporal/dispatcher.ts';
import { createInspection } from '../../src/temporal/inspection.ts';
import { createTestDatabase } from '../support/database.ts';
import { createTestNamespace } from '../support/temporal.ts';
import { startTestWorker } from '../support/worker.ts';

export type RunningService = Awaited<ReturnType<typeof startService>>;

/** The API on a socket and the worker, as they are deployed, over a database and a namespace of their own. */
export async function startService({ withWorker = true } = {}) {
  const database = await createTestDatabase();
  const { pool } = database;
  const temporal = await createTestNamespace();
  const apiKey = randomBytes(32).toString('base64url');
  await ensureApiKey(pool, { key: apiKey, appName: 'demonstrated', role: 'app' });
  const log = { debug() {}, info() {}, warn() {}, error: (fields: object) => console.error(fields) };
  const events = createEventHub({
    pool,
    log,
    listen: (handlers) => listen(pool, { channel: EVENTS_CHANNEL, ...handlers }),
  });
  const stopping = new AbortController();
  const dispatcher = createDispatcher({ pool, temporal, log });
  const dispatching = dispatcher.run(stopping.signal);
  const app = createApp({
    pool,
    events,
    log,
    dispatcher,
    inspection: createInspection(temporal),
    temporalUiUrl: 'http://temporal.test',
    temporalNamespace: temporal.namespace,
    renderer: createRenderer(),
    webhooksAllowLoopback: true,
    isDraining: () => false,
  });
  const server = await startServer({ app, host: '127.0.0.1', port: 0 });
  const worker = withWorker ? await startTestWorker({ pool, temporal }) : undefined;
  return {
    url: server.url,
    apiKey,
    async stop() {
      await worker?.stop();
      stopping.abort();
      await dispatching;
      await events.close();
      await server.close({ drainMs: 0 });
      await temporal.close();
      await database.drop();
    },
  };
}
