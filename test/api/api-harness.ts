import { randomBytes } from 'node:crypto';
import { createApp } from '../../src/api/app.ts';
import type { ApiDependencies } from '../../src/api/dependencies.ts';
import { createRenderer } from '../../src/api/pictures/renderer.ts';
import { createEventHub } from '../../src/api/stream/event-hub.ts';
import { ensureApiKey, type KeyRole } from '../../src/db/athletes/api-keys.ts';
import { EVENTS_CHANNEL } from '../../src/db/events/events.ts';
import { listen } from '../../src/db/events/listening.ts';
import type { WorkoutSubmission } from '../../src/domain/workout.ts';
import type { Inspection } from '../../src/temporal/inspection.ts';
import { createTestDatabase } from '../support/database.ts';
import { aRun } from '../support/workouts.ts';
import { createConformance } from './conformance.ts';

/** A Temporal with nothing open, and one worker. */
export const fakeInspection: Inspection = {
  countOpenWorkflows: async () => ({ ProcessWorkout: 0 }),
  countPollers: async () => ({ workouts: 1 }),
  isReachable: async () => true,
  hasCurrentWorker: async (workers) => workers.length > 0,
};

export type Api = Awaited<ReturnType<typeof createTestApi>>;

interface Call {
  method?: string;
  path: string;
  json?: unknown;
  body?: string | Uint8Array | FormData | ReadableStream;
  headers?: Record<string, string>;
  /** Another key than the app's; null for none. */
  key?: string | null;
}

/** The app over a database of its own, called without a socket. Each answer is held against the OpenAPI document. */
export async function createTestApi(overrides: Partial<ApiDependencies> = {}) {
  const database = await createTestDatabase();
  let wakes = 0;
  const log = { debug() {}, info() {}, warn() {}, error: (fields: object) => console.error(fields) };
  const events = createEventHub({
    pool: database.pool,
    log,
    listen: (handlers) => listen(database.pool, { channel: EVENTS_CHANNEL, ...handlers }),
  });
  const app = createApp({
    pool: database.pool,
    dispatcher: { wake: () => void (wakes += 1) },
    events,
    inspection: fakeInspection,
    executionsUrl: 'http://temporal.test/namespaces/default/workflows/',
    webhooksAllowLoopback: true,
    log,
    renderer: createRenderer({ timeoutMs: 120_000 }),
    isDraining: () => false,
    ...overrides,
  });
  const conformance = await createConformance(app);
  const addApp = async (appName: string, role: KeyRole = 'app') => {
    const key = randomBytes(32).toString('base64url');
    const { appId } = await ensureApiKey(database.pool, { key, appName, role });
    return { key, appId };
  };
  const { key: apiKey, appId } = await addApp('tested');

  async function call({ method, path, json, body, headers = {}, key = apiKey }: Call): Promise<Response> {
    const sent = json === undefined ? body : JSON.stringify(json);
    const response = await app.request(path, {
      method: method ?? (sent === undefined ? 'GET' : 'POST'),
      headers: {
        ...(key === null ? {} : { Authorization: `Bearer ${key}` }),
        ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(sent === undefined ? {} : { body: sent, duplex: 'half' }),
    });
    await conformance.check(method ?? (sent === undefined ? 'GET' : 'POST'), path, response);
    return response;
  }

  return {
    ...database,
    app,
    appId,
    apiKey,
    addApp,
    /** How often the dispatcher was woken; nothing runs. */
    wakes: () => wakes,
    events,
    call,
    get: (path: string, options: Partial<Call> = {}) => call({ path, ...options }),
    /** Reads a list to its end. The path has a query. */
    async pages(path: string, options: Partial<Call> = {}) {
      const pages = [];
      let cursor = '';
      do {
        const page = await bodyOf(call({ path: path + cursor, ...options }));
        pages.push(page);
        cursor = page.nextCursor ? `&cursor=${page.nextCursor}` : '';
      } while (cursor);
      return pages;
    },
    post: (path: string, json: unknown, options: Partial<Call> = {}) => call({ path, json, ...options }),
    put: (path: string, json: unknown, options: Partial<Call> = {}) =>
      call({ method: 'PUT', path, json, ...options }),
    /** Saves a run; any field can be another. */
    save: (over: Partial<WorkoutSubmission> = {}, options: Partial<Call> = {}) =>
      call({ path: '/v1/workouts', json: aRun(over), ...options }),
    async stop() {
      await events.close();
      await database.drop();
    },
  };
}

/** The body of an answer, as what the test knows it to be. */
// oxlint-disable-next-line typescript/no-explicit-any -- a test reads bodies of every shape
export const bodyOf = async (response: Response | Promise<Response>): Promise<any> => (await response).json();

/** A moment so many minutes before now, since what is accepted depends on the clock. */
export const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
