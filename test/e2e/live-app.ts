import { randomBytes } from 'node:crypto';
import { createApp } from '../../src/api/app.ts';
import { createRenderer } from '../../src/api/pictures/renderer.ts';
import { createEventHub } from '../../src/api/stream/event-hub.ts';
import { startServer } from '../../src/api/http/server.ts';
import { ensureApiKey } from '../../src/db/athletes/api-keys.ts';
import { EVENTS_CHANNEL } from '../../src/db/events/events.ts';
import { listen } from '../../src/db/events/listening.ts';
import { findFreePort } from '../../src/embedded/ports.ts';
import { createDispatcher } from '../../src/temporal/dispatcher.ts';
import { createInspection } from '../../src/temporal/inspection.ts';
import { createWebRoutes } from '../../src/web/web-routes.tsx';
import { calmTimeZone } from '../support/calm-time-zone.ts';
import { createTestDatabase } from '../support/database.ts';
import { createTestNamespace } from '../support/temporal.ts';
import { startTestWorker } from '../support/worker.ts';

export type LiveApp = Awaited<ReturnType<typeof startLiveApp>>;

const log = { debug() {}, info() {}, warn() {}, error: (fields: object) => console.error(fields) };

/** All of Afterburn as one process, on a real port: API, live page, worker, over this file's database and namespace. */
export async function startLiveApp({ withWorker = true } = {}) {
  const database = await createTestDatabase();
  const temporal = await createTestNamespace();
  let worker = withWorker ? await startTestWorker({ pool: database.pool, temporal }) : undefined;
  const apiKey = randomBytes(32).toString('base64url');
  await ensureApiKey(database.pool, { key: apiKey, appName: 'live', role: 'app' });
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  let api = await startApi();

  async function startApi() {
    const events = createEventHub({
      pool: database.pool,
      log,
      listen: (handlers) => listen(database.pool, { channel: EVENTS_CHANNEL, ...handlers }),
    });
    const stopping = new AbortController();
    const dispatcher = createDispatcher({ pool: database.pool, temporal, log });
    const dispatching = dispatcher.run(stopping.signal);
    const executionsUrl = `http://127.0.0.1:8233/namespaces/${temporal.namespace}/workflows/`;
    const app = createApp({
      pool: database.pool,
      dispatcher,
      inspection: createInspection(temporal),
      events,
      executionsUrl,
      webhooksAllowLoopback: true,
      log,
      renderer: createRenderer(),
      isDraining: () => false,
      web: createWebRoutes({ executionsUrl }),
    });
    const server = await startServer({ app, host: '127.0.0.1', port });
    return {
      async stop() {
        stopping.abort();
        await dispatching;
        await events.close();
        await server.close({ drainMs: 0, graceMs: 500 });
      },
    };
  }

  /** A request of the app's back end. */
  async function call(method: string, path: string, json?: unknown) {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    // oxlint-disable-next-line typescript/no-explicit-any -- a test reads bodies of every shape
    return (await response.json()) as any;
  }

  return {
    url,
    apiKey,
    temporalNamespace: temporal.namespace,
    call,
    /** The page's address for an athlete that is made known with it. What they save now is of this month there. */
    async pageOf(athleteId: string, profile: object = {}): Promise<string> {
      const known = { timeZone: calmTimeZone(), weightKg: 64, displayName: `Athlete ${athleteId}` };
      await call('PUT', `/v1/athletes/${athleteId}`, { ...known, ...profile });
      const { token } = await call('POST', `/v1/athletes/${athleteId}/tokens`, {});
      return `${url}/?athlete=${athleteId}#token=${token}`;
    },
    pool: database.pool,
    stopApi: () => api.stop(),
    async startApiAgain() {
      api = await startApi();
    },
    stopWorker: async () => worker?.stop(),
    async startWorkerAgain() {
      worker = await startTestWorker({ pool: database.pool, temporal });
    },
    async stop() {
      await api.stop();
      await worker?.stop();
      await temporal.close();
      await database.drop();
    },
  };
}
