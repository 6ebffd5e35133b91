import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from '../../src/api/http/server.ts';
import { createAfterburnClient, MemoryStore, type ClientOptions } from '../../packages/client/src/index.ts';
import { ensureApiKey } from '../../src/db/athletes/api-keys.ts';
import { migrate } from '../../src/db/migrate.ts';
import { createPool, type Pool } from '../../src/db/pool.ts';
import { findFreePort } from '../../src/embedded/ports.ts';
import { removePostgresHome } from '../../src/embedded/postgres/home.ts';
import { startPostgres, type RunningPostgres } from '../../src/embedded/postgres/postgres.ts';
import { createTestApi, minutesAgo, type Api } from '../api/api-harness.ts';
import { aRun } from '../support/workouts.ts';
import { startFaultyProxy, type Fault } from './faulty-proxy.ts';
import { createQuickClock } from './quick-clock.ts';

let minutes = 0;
const aNewRun = (athleteId: string) => aRun({ athleteId, startedAt: minutesAgo(100 + ++minutes) });

async function countWorkouts(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ count: number }>('select count(*)::int as count from workouts');
  return rows[0]!.count;
}

describe('over a network that fails', () => {
  let api: Api;
  let server: RunningServer;
  let proxy: Awaited<ReturnType<typeof startFaultyProxy>>;
  let faultOf: (request: number) => Fault = () => 'none';
  beforeAll(async () => {
    api = await createTestApi();
    server = await startServer({ app: api.app, host: '127.0.0.1', port: 0 });
    let requests = 0;
    proxy = await startFaultyProxy(server.url, () => faultOf(++requests));
  });
  afterEach(() => {
    faultOf = () => 'none';
  });
  afterAll(async () => {
    await proxy.stop();
    await api.events.close();
    await server.close({ drainMs: 0, graceMs: 0 });
    await api.stop();
  });
  const createClient = (options: Partial<ClientOptions> = {}) =>
    createAfterburnClient({
      baseUrl: proxy.url,
      apiKey: api.apiKey,
      clock: createQuickClock(10),
      // Two tries of three fail.
      retry: { giveUpAfterMs: 1_200_000 },
      ...options,
    } as ClientOptions);

  it('each save, read, edit and deletion comes to its end, and is done once', async () => {
    const faults: Fault[] = [
      'cut after',
      { status: 503, headers: { 'Retry-After': '1' } },
      'none',
      'cut before',
      { delayMs: 300 },
      'none',
      { cutAfterBytes: 20 },
      { status: 429, headers: { 'Retry-After': '1' } },
      { status: 502, body: '<h1>Bad gateway</h1>', headers: { 'Content-Type': 'text/html' } },
      { status: 200, body: '<h1>Welcome</h1>', headers: { 'Content-Type': 'text/html' } },
    ];
    faultOf = (request) => faults[request % faults.length]!;
    const client = createClient();
    const before = await countWorkouts(api.pool);
    const runs = Array.from({ length: 20 }, () => aNewRun('faulty'));
    const saved = await Promise.all(runs.map((run) => client.workouts.save(run)));
    expect(await countWorkouts(api.pool)).toBe(before + runs.length);
    expect(await client.pending()).toEqual([]);

    const edited = await Promise.all(
      saved.map((workout) => client.workouts.edit(workout, { title: 'Once' })),
    );
    expect(edited.map(({ revision }) => revision)).toEqual(edited.map(() => 2));
    const deleted = await Promise.all(edited.map((workout) => client.workouts.delete(workout)));
    expect(deleted.map(({ revision }) => revision)).toEqual(deleted.map(() => 3));
    for await (const _ of client.workouts.list({ athleteId: 'faulty' })) throw new Error('One is left');
  });

  it('a save that an app was closed over is one workout once another one resumes', async () => {
    const store = new MemoryStore();
    const closing = new AbortController();
    const before = await countWorkouts(api.pool);
    faultOf = () => 'cut after';
    const saving = createClient({ store }).workouts.save(aNewRun('closed'), { signal: closing.signal });
    while ((await countWorkouts(api.pool)) === before) await delay(5);
    closing.abort();
    await expect(saving).rejects.toThrow('abort');
    faultOf = () => 'none';
    expect(await createClient({ store }).resume()).toMatchObject([{ outcome: 'accepted' }]);
    expect(await countWorkouts(api.pool)).toBe(before + 1);
    expect(store.list()).toEqual([]);
  });
});

describe('while PostgreSQL is away for 30 s', () => {
  let dataDir: string;
  let port: number;
  let postgres: RunningPostgres;
  let pool: Pool;
  let server: RunningServer;
  let api: Api;
  const apiKey = 'a-key-of-this-test';

  beforeAll(async () => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'afterburn-outage-'));
    port = await findFreePort();
    postgres = await startPostgres({ dataDir, port, durable: false });
    await migrate(postgres.databaseUrl);
    pool = createPool({ databaseUrl: postgres.databaseUrl, applicationName: 'outage', onError: () => {} });
    await ensureApiKey(pool, { key: apiKey, appName: 'outage', role: 'app' });
    // On a clock that runs ten times as fast, a save is held for 5 s, and a read for 1 s.
    const patience = { pool, writePatienceMs: 500, readPatienceMs: 100 };
    api = await createTestApi(patience);
    server = await startServer({ app: api.app, host: '127.0.0.1', port: 0 });
  });
  afterAll(async () => {
    await server?.close({ drainMs: 0, graceMs: 0 });
    await api?.stop();
    await pool?.end();
    await postgres?.stop();
    removePostgresHome(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('no caller of the client sees an error, and each save is one workout', async () => {
    let unanswered = 0;
    const client = createAfterburnClient({
      baseUrl: server.url,
      apiKey,
      clock: createQuickClock(10),
      async fetch(url, init) {
        const response = await fetch(url, init);
        if (response.status === 503) unanswered += 1;
        return response;
      },
    });
    await client.workouts.save(aNewRun('patient'));

    await postgres.stop();
    const ended = new AbortController();
    const saves: Promise<unknown>[] = [];
    const saving = (async () => {
      while (!ended.signal.aborted) {
        saves.push(client.workouts.save(aNewRun('patient')), client.leaderboards.board('distance'));
        await delay(150);
      }
    })();
    await delay(3000);
    expect(await client.pending()).toHaveLength(saves.length / 2);
    postgres = await startPostgres({ dataDir, port, durable: false });
    ended.abort();
    await saving;

    await Promise.all(saves);
    expect(unanswered).toBeGreaterThan(saves.length);
    expect(await client.pending()).toEqual([]);
    expect(await countWorkouts(pool)).toBe(1 + saves.length / 2);
  });
});
