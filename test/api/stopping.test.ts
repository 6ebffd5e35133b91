import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { ensureApiKey } from '../../src/db/athletes/api-keys.ts';
import { createTestDatabase } from '../support/database.ts';
import { freePort, startProgramUnderTest } from '../support/programs.ts';
import { countWaiting } from '../support/waiting.ts';
import { aRun } from '../support/workouts.ts';

const apiKey = randomBytes(32).toString('base64url');
const database = await createTestDatabase();
await ensureApiKey(database.pool, { key: apiKey, appName: 'stopped', role: 'app' });
afterAll(() => database.drop());

async function startApi(temporalAddress: string) {
  const port = await freePort();
  const api = await startProgramUnderTest('api', {
    DATABASE_URL: database.databaseUrl,
    TEMPORAL_ADDRESS: temporalAddress,
    PORT: port,
  });
  await api.ready;
  const save = (minute: number) =>
    fetch(`http://127.0.0.1:${port}/v1/workouts`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(aRun({ startedAt: new Date(Date.UTC(2026, 5, 1, 6, minute)).toISOString() })),
    });
  return { api, save };
}

const signal = (pid: number, ...signals: NodeJS.Signals[]): void => {
  for (const each of signals) process.kill(pid, each);
};

describe('the API during a graceful shutdown', () => {
  it('answers what runs, and is not hurried by a second signal', async () => {
    const { api, save } = await startApi(inject('temporalAddress'));
    const holder = await database.pool.connect();
    await holder.query('begin; lock table workouts in access exclusive mode');
    const answer = save(1);
    await expect.poll(() => countWaiting(database.pool)).toBeGreaterThan(0);
    signal(api.pid, 'SIGTERM', 'SIGTERM', 'SIGINT');
    await delay(500);
    signal(api.pid, 'SIGTERM', 'SIGHUP');
    await holder.query('rollback');
    holder.release();
    expect((await answer).status).toBe(202);
    expect(await api.exited).toEqual({ code: 0, signal: null });
    expect(api.output().match(/Stopping/g)).toHaveLength(1);
  });

  it('ends well while Temporal is away and starts are tried in vain', async () => {
    const { api, save } = await startApi(`127.0.0.1:${await freePort()}`);
    const saves = Array.from({ length: 20 }, (_, minute) => save(10 + minute));
    expect((await Promise.all(saves)).map(({ status }) => status)).toEqual(saves.map(() => 202));
    signal(api.pid, 'SIGTERM', 'SIGTERM');
    expect(await api.exited).toEqual({ code: 0, signal: null });
  });
});
