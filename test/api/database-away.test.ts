import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createDatabaseAccess } from '../../src/api/database-access.ts';
import { createPool, limitTransaction, type Pool } from '../../src/db/pool.ts';
import { DatabaseUnavailable } from '../../src/domain/errors.ts';
import { aRun } from '../support/workouts.ts';
import { bodyOf, createTestApi, minutesAgo, type Api } from './api-harness.ts';

/** A way to PostgreSQL that can be cut: what is open ends, and nothing new is let in. */
async function createLine(target: URL) {
  const sockets = new Set<Socket>();
  let server: Server;
  let port = 0;
  const open = () =>
    new Promise<void>((resolve) => {
      server = createServer((near) => {
        const far = connect(Number(target.port), target.hostname);
        for (const [from, to] of [
          [near, far],
          [far, near],
        ] as const) {
          sockets.add(from);
          from.on('error', () => to.destroy());
          from.on('close', () => to.destroy());
          from.pipe(to);
        }
      }).listen(port, '127.0.0.1', () => {
        port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  await open();
  return {
    url: Object.assign(new URL(target), { hostname: '127.0.0.1', port: String(port) }).toString(),
    restore: open,
    async cut() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      sockets.clear();
      await closed;
    },
  };
}

let direct: Api;
let line: Awaited<ReturnType<typeof createLine>>;
let pool: Pool;
let api: Api;
let isCut = false;

beforeAll(async () => {
  direct = await createTestApi();
  line = await createLine(new URL(direct.databaseUrl));
  pool = createPool({ databaseUrl: line.url, applicationName: 'cut', onError: () => {} });
  // The same database and key, by way of the line.
  api = await createTestApi({ pool });
});
afterEach(async () => {
  if (isCut) await restore();
});
afterAll(async () => {
  await pool.end();
  await api.stop();
  await direct.stop();
});

const cut = async () => {
  isCut = true;
  await line.cut();
};
const restore = async () => {
  isCut = false;
  await line.restore();
};

let counter = 0;
const save = (headers: Record<string, string> = {}) =>
  api.save({ startedAt: minutesAgo(1000 + ++counter) }, { headers, key: direct.apiKey });

describe('while PostgreSQL is away', () => {
  it('holds a save until it is back, and accepts it then', async () => {
    expect((await save()).status).toBe(202);
    await cut();
    const held = save();
    // A read times out first: by then the save is neither answered nor lost.
    expect((await api.get('/v1/leaderboards/distance', { key: direct.apiKey })).status).toBe(503);
    await restore();
    const response = await held;
    expect(response.status).toBe(202);
    expect((await api.get(response.headers.get('Location')!, { key: direct.apiKey })).status).toBe(200);
  });

  it('gives a held save up after its time: 503 with Retry-After, and the same key is safe to repeat', async () => {
    await save();
    await cut();
    const headers = { 'Idempotency-Key': 'held too long' };
    const startedAt = minutesAgo(500);
    const once = () => api.save({ startedAt }, { headers, key: direct.apiKey });
    const response = await once();
    expect(response.status).toBe(503);
    expect(response.headers.get('Retry-After')).toMatch(/^\d+$/);
    expect(await bodyOf(response)).toMatchObject({ type: '/problems/database-unavailable' });
    await restore();
    expect((await once()).status).toBe(202);
  });

  it('gives up a batch as a whole: 503, and the repeated request is safe', async () => {
    await save();
    await cut();
    const workouts = [2000, 2001].map((minutes) => aRun({ startedAt: minutesAgo(minutes) }));
    const once = () => api.post('/v1/workouts/batch', { workouts }, { key: direct.apiKey });
    expect((await once()).status).toBe(503);
    await restore();
    expect(await bodyOf(once())).toMatchObject({ results: [{ status: 202 }, { status: 202 }] });
  });

  it('is a 503 for reads, never a 500, and ready again by itself', async () => {
    await api.get('/v1/leaderboards/distance', { key: direct.apiKey });
    await cut();
    const response = await api.get('/v1/leaderboards/distance', { key: direct.apiKey });
    expect(response.status).toBe(503);
    expect(response.headers.get('Retry-After')).toBeTruthy();
    const ready = await api.get('/readyz');
    expect(ready.status).toBe(503);
    expect(await bodyOf(ready)).toMatchObject({
      type: '/problems/not-ready',
      postgres: false,
      draining: false,
    });
    expect((await api.get('/healthz')).status).toBe(200);
    await restore();
    expect((await api.get('/readyz')).status).toBe(200);
    expect((await api.get('/v1/leaderboards/distance', { key: direct.apiKey })).status).toBe(200);
  });
});

describe('the places for requests that wait', () => {
  const away = Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
  const never = { query: async () => Promise.reject(away), connect: async () => Promise.reject(away) };

  it('are limited, and a large body takes many', async () => {
    const access = createDatabaseAccess({
      pool: never as unknown as Pool,
      maxHeld: 10,
      writePatienceMs: 400,
    });
    const write = (bytes = 0) => access.write(async () => {}, { bytes }).catch((error: unknown) => error);
    const start = performance.now();
    const large = write(9 * 32 * 1024);
    const refused = write();
    expect(await refused).toBeInstanceOf(DatabaseUnavailable);
    expect(performance.now() - start).toBeLessThan(300);
    expect(await large).toBeInstanceOf(DatabaseUnavailable);
    // The places are free again.
    const later = performance.now();
    await write();
    expect(performance.now() - later).toBeGreaterThan(100);
  });

  it('are for what passes: an error of ours comes out at once', async () => {
    const access = createDatabaseAccess({ pool: direct.pool });
    let attempts = 0;
    const failing = access.write(async () => {
      attempts += 1;
      throw new RangeError('ours');
    });
    await expect(failing).rejects.toThrow('ours');
    expect(attempts).toBe(1);
  });

  it('are not for what has waited for the time limit of a transaction: that is a 503 at once', async () => {
    const access = createDatabaseAccess({ pool: direct.pool });
    let attempts = 0;
    const slow = access.write(async (tx) => {
      attempts += 1;
      await limitTransaction(tx, 100);
      await tx.query('select pg_sleep(5)');
    });
    await expect(slow).rejects.toBeInstanceOf(DatabaseUnavailable);
    expect(attempts).toBe(1);
  });

  it('are kept longer behind a lock than while PostgreSQL is away', async () => {
    const access = createDatabaseAccess({
      pool: direct.pool,
      writePatienceMs: 1,
      conflictPatienceMs: 60_000,
    });
    let attempts = 0;
    const behindLock = await access.write(async () => {
      attempts += 1;
      if (attempts < 4) throw Object.assign(new Error('locked'), { code: '55P03' });
      return 'done';
    });
    expect(behindLock).toBe('done');
    const outOfReach = access.write(async () => {
      throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
    });
    await expect(outOfReach).rejects.toBeInstanceOf(DatabaseUnavailable);
  });

  it('repeat a transaction that others were in the way of', async () => {
    const access = createDatabaseAccess({ pool: direct.pool });
    let attempts = 0;
    const result = await access.write(async () => {
      if (++attempts < 3) throw Object.assign(new Error('deadlock'), { code: '40P01' });
      return 'done';
    });
    expect(result).toBe('done');
  });
});
