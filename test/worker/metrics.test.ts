import { createServer } from 'node:net';
import { afterAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { createTestDatabase } from '../support/database.ts';
import { failWrites } from '../support/injected-failures.ts';
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

const startWorker = (env: Record<string, string>) =>
  startProgramUnderTest('worker', {
    DATABASE_URL: database.databaseUrl,
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    TEMPORAL_NAMESPACE: temporal.namespace,
    ...env,
  });

/** The sum of a counter's samples that have these labels. */
function sumOf(text: string, name: string, labels: Record<string, string>): number {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) && wanted.every((label) => line.includes(label)))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

const ended = async (workoutId: string, status: string) =>
  expect
    .poll(
      async () => {
        const { rows } = await database.pool.query<{ status: string }>(
          `select status from workouts where workout_id = $1::uuid`,
          [workoutId],
        );
        return rows[0]?.status;
      },
      { timeout: 30_000 },
    )
    .toBe(status);

describe("a worker's metrics", () => {
  it('count steps and ends by outcome, beside those of the SDK, and name nobody', async () => {
    const port = await freePort();
    const worker = await startWorker({ METRICS_PORT: port });
    await worker.ready;
    const [good] = await saveWorkouts(database, [aRun()]);
    await ended(good!.workoutId, 'processed');
    const passing = await failWrites(database.pool, 'best_efforts', { sqlState: '40001', times: 1 });
    const lasting = await failWrites(database.pool, 'workout_energy', { sqlState: '22003' });
    const [bad] = await saveWorkouts(database, [aRun({ startedAt: '2026-11-21T07:30:00+01:00' })]);
    await ended(bad!.workoutId, 'processed_with_errors');
    await passing.heal();
    await lasting.heal();

    const response = await fetch(`http://127.0.0.1:${port}/metrics`);
    const text = await response.text();
    const steps = (step: string, outcome: string) => sumOf(text, 'afterburn_steps_total', { step, outcome });
    expect(steps('calculateCalories', 'succeeded')).toBe(1);
    expect(steps('calculateCalories', 'failed')).toBe(1);
    const failed = (step: string, kind: string) =>
      sumOf(text, 'afterburn_step_attempts_failed_total', { step, kind });
    expect(failed('findBestEfforts', 'transient')).toBe(1);
    expect(failed('calculateCalories', 'permanent')).toBe(1);
    expect(steps('findBestEfforts', 'succeeded')).toBe(2);
    const ends = (status: string) => sumOf(text, 'afterburn_workouts_finished_total', { status });
    expect([ends('processed'), ends('processed_with_errors')]).toEqual([1, 1]);
    // In seconds: all waits together were fewer than the milliseconds of one.
    expect(sumOf(text, 'temporal_activity_schedule_to_start_latency_count', {})).toBeGreaterThan(0);
    expect(sumOf(text, 'temporal_activity_schedule_to_start_latency_sum', {})).toBeLessThan(30);
    expect(text).not.toContain(good!.workoutId);
    const { rows } = await database.pool.query<{ uuid: string }>('select athlete_uuid as uuid from athletes');
    for (const { uuid } of rows) expect(text).not.toContain(uuid);
    await worker.stop();
  });

  it('say which setting it is when the port is taken', async () => {
    const taken = createServer();
    const port = await freePort();
    await new Promise<void>((resolve) => taken.listen(Number(port), '127.0.0.1', resolve));
    onTestFinished(() => void taken.close());
    const worker = await startWorker({ METRICS_PORT: port });
    expect(await worker.exited).toEqual({ code: 1, signal: null });
    expect(worker.output()).toContain(
      `METRICS_PORT: the worker cannot serve its metrics on 127.0.0.1:${port}`,
    );
  });
});
