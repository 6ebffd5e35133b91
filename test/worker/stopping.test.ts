import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { createTestDatabase } from '../support/database.ts';
import { holdWrites } from '../support/injected-failures.ts';
import { freePort, startProgramUnderTest } from '../support/programs.ts';
import { saveWorkouts } from '../support/saving.ts';
import { createTestNamespace } from '../support/temporal.ts';
import { aRun } from '../support/workouts.ts';

const database = await createTestDatabase();
const temporal = await createTestNamespace();
afterAll(async () => {
  await temporal.close();
  await database.drop();
});

const startWorker = (temporalAddress: string) =>
  startProgramUnderTest('worker', {
    DATABASE_URL: database.databaseUrl,
    TEMPORAL_ADDRESS: temporalAddress,
    TEMPORAL_NAMESPACE: temporal.namespace,
  });

describe('the worker during a graceful shutdown', () => {
  it('lets the running step end, and is not hurried by a second signal', async () => {
    const worker = await startWorker(inject('temporalAddress'));
    await worker.ready;
    const held = await holdWrites(database.pool, 'best_efforts');
    const [workout] = await saveWorkouts(database, [aRun()]);
    await expect.poll(held.reached, { timeout: 30_000 }).toBe(true);
    process.kill(worker.pid, 'SIGTERM');
    process.kill(worker.pid, 'SIGTERM');
    await delay(500);
    process.kill(worker.pid, 'SIGINT');
    await held.letGo();
    expect(await worker.exited).toEqual({ code: 0, signal: null });
    const { rows } = await database.pool.query(
      `select state, attempts from workout_steps where workout_id = $1::uuid and name = 'findBestEfforts'`,
      [workout!.workoutId],
    );
    expect(rows).toEqual([{ state: 'succeeded', attempts: 1 }]);
  });

  it('ends while it still waits for Temporal', async () => {
    const worker = await startWorker(`127.0.0.1:${await freePort()}`);
    await expect.poll(worker.output, { timeout: 30_000 }).toContain('Cannot connect to Temporal');
    process.kill(worker.pid, 'SIGTERM');
    process.kill(worker.pid, 'SIGTERM');
    expect(await worker.exited).toEqual({ code: 0, signal: null });
  });
});
