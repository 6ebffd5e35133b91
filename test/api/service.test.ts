import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WORKER_APPLICATION } from '../../src/db/dispatch/dispatch-state.ts';
import { createPool } from '../../src/db/pool.ts';
import { bodyOf, createTestApi, fakeInspection, minutesAgo, type Api } from './api-harness.ts';

let api: Api;
let draining = false;
let temporalReachable = true;
let currentWorker = '2@here';
const lines: string[] = [];

beforeAll(async () => {
  const note = (fields: object, message: string) => void lines.push(JSON.stringify({ message, ...fields }));
  api = await createTestApi({
    isDraining: () => draining,
    inspection: {
      ...fakeInspection,
      isReachable: async () => temporalReachable,
      hasCurrentWorker: async (workers) => workers.includes(currentWorker),
    },
    log: { debug: note, info: note, warn: note, error: note },
  });
});
afterAll(() => api.stop());

describe('GET /readyz', () => {
  it('is ready without Temporal, and says so', async () => {
    expect(await bodyOf(api.get('/readyz', { key: null }))).toEqual({
      status: 'ready',
      postgres: true,
      temporal: true,
      worker: 'starting',
      draining: false,
    });
    temporalReachable = false;
    const response = await api.get('/readyz', { key: null });
    expect(response.status).toBe(200);
    expect(await bodyOf(response)).toMatchObject({ temporal: false });
    temporalReachable = true;
  });

  it('is ready without a worker, and says whether one of the current build is there', async () => {
    const readWorker = async () => (await bodyOf(api.get('/readyz', { key: null }))).worker;
    const worker = createPool({
      databaseUrl: api.databaseUrl,
      applicationName: `${WORKER_APPLICATION}:1@here`,
      max: 1,
      onError: () => {},
    });
    await worker.query('select 1');
    // Connected, but of another build.
    expect(await readWorker()).toBe('starting');
    currentWorker = '1@here';
    expect(await readWorker()).toBe('ready');
    temporalReachable = false;
    expect(await readWorker()).toBe('starting');
    temporalReachable = true;
    // Temporal still shows its last poll for a while.
    await worker.end();
    await expect.poll(readWorker).toBe('starting');
  });

  it('is a 503 during a shutdown, which still accepts saves', async () => {
    draining = true;
    const response = await api.get('/readyz', { key: null });
    expect(response.status).toBe(503);
    expect(await bodyOf(response)).toMatchObject({
      type: '/problems/not-ready',
      draining: true,
      postgres: true,
    });
    expect((await api.get('/healthz', { key: null })).status).toBe(200);
    expect((await api.save({ startedAt: minutesAgo(1) })).status).toBe(202);
    draining = false;
  });
});

describe('the log', () => {
  it('has one line a request, with its id and route, and nothing that was sent', async () => {
    lines.length = 0;
    const headers = { 'X-Request-Id': 'to-be-found' };
    await api.save({ athleteId: 'ath-secret', title: 'secret title', startedAt: minutesAgo(2) }, { headers });
    await api.get('/v1/athletes/ath-secret?access_token=secret-token', { headers });
    await api.post('/v1/workouts', { secret: 'secret' }, { headers });
    await api.get('/v1/secret/path', { headers });
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        requestId: 'to-be-found',
        method: 'POST',
        route: '/v1/workouts',
        status: 202,
      }),
      expect.objectContaining({ method: 'GET', route: '/v1/athletes/:athleteId', status: 200 }),
      expect.objectContaining({ status: 422 }),
      expect.objectContaining({ status: 404 }),
    ]);
    expect(lines.join('\n')).not.toMatch(/secret/);
    expect(lines.join('\n')).not.toContain(api.apiKey);
  });

  it('logs an unhandled error in full, and hides it from the caller', async () => {
    lines.length = 0;
    await api.pool.query('alter table best_efforts rename to misplaced');
    const { id } = await bodyOf(api.save({ startedAt: minutesAgo(3) }));
    const response = await api.get(`/v1/workouts/${id}`);
    await api.pool.query('alter table misplaced rename to best_efforts');
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(text).not.toMatch(/best_efforts|relation|sql/i);
    const { requestId } = JSON.parse(text);
    const logged = lines.map((line) => JSON.parse(line)).find(({ error }) => error);
    expect(logged).toMatchObject({
      requestId,
      error: { code: '42P01', stack: expect.stringContaining('at ') },
    });
  });
});
