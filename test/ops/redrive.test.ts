import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { ensureApiKey, findApiKey, hashSecret, makeApiKey } from '../../src/db/athletes/api-keys.ts';
import type { RedrivenWorkout } from '../../src/db/dispatch/redrive.ts';
import { redrive } from '../../src/ops/redrive.ts';
import { createTestDatabase } from '../support/database.ts';
import { saveWorkouts } from '../support/saving.ts';
import { listWaiting } from '../support/waiting-work.ts';
import { dailyRuns } from '../support/workouts.ts';

const database = await createTestDatabase();
afterEach(() => database.pool.query('truncate workouts cascade'));
afterAll(() => database.drop());

/** Ended with errors, so many minutes ago for each; no step of them has run. */
async function saveFailed(count: number): Promise<string[]> {
  const workouts = await saveWorkouts(database, dailyRuns(count, { from: '2020-01-01', athletes: 9 }));
  const ids = workouts.map(({ workoutId }) => workoutId);
  await database.pool.query(
    `update workouts
     set status = 'processed_with_errors', workflow_id = 'ended', finished_at = now() - interval '1 hour'`,
  );
  return ids;
}

const waiting = async () => (await listWaiting(database.pool)).length;

/** The program as a person calls it. */
const ops = (args: string[], input = '') =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const main = fileURLToPath(new URL('../../src/ops/main.ts', import.meta.url));
    const env = { ...process.env, DATABASE_URL: database.databaseUrl };
    const child = execFile(
      process.execPath,
      ['--import', 'tsx', main, ...args],
      { env },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
    child.stdin!.end(input);
  });

describe('ops redrive', () => {
  it('goes through everything page by page, each workout once', async () => {
    const ids = await saveFailed(250);
    const redriven: RedrivenWorkout[] = [];
    const total = await redrive(database.pool, {
      dryRun: false,
      pageSize: 100,
      onWorkout: (workout) => redriven.push(workout),
    });
    expect(total).toEqual({ queued: 250, leftAlone: 0, stuck: 0 });
    expect(redriven.map(({ workoutId }) => workoutId).toSorted()).toEqual(ids.toSorted());
    expect(await waiting()).toBe(250);
    expect(await redrive(database.pool, { dryRun: false })).toEqual({
      queued: 0,
      leftAlone: 0,
      stuck: 0,
    });
  });

  it('prints one line per workout, and only prints in a dry run', async () => {
    const [workoutId] = await saveFailed(1);
    const line = { workoutId, revision: 1, steps: expect.any(Array) as unknown, outcome: 'queued' };
    const tried = await ops(['redrive', '--dry-run', '--step', 'calculateCalories']);
    expect(tried).toMatchObject({ code: 0, stderr: '1 workouts and 0 stuck items would be queued\n' });
    expect(JSON.parse(tried.stdout)).toEqual(line);
    expect(await waiting()).toBe(0);

    const later = await ops(['redrive', '--since', new Date().toISOString()]);
    expect(later).toMatchObject({ code: 0, stdout: '', stderr: '0 workouts and 0 stuck items queued\n' });
    const done = await ops(['redrive', '--since', '2020-01-01T00:00:00+01:00']);
    expect(done).toMatchObject({ code: 0, stderr: '1 workouts and 0 stuck items queued\n' });
    expect(JSON.parse(done.stdout)).toEqual(line);
    expect(await waiting()).toBe(1);
  });

  it.each([
    [['redrive', '--step', 'makeCoffee'], /Name a step: calculateCalories/],
    [['redrive', '--since', 'yesterday'], /--since needs an instant/],
    [['redrive', '--since', '2026-11-20'], /--since needs an instant/],
    [['revoke'], /on stdin/],
  ])('says what it needs: %j', async (args, message) => {
    const { code, stderr } = await ops(args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('    at ');
  });
});

describe('ops revoke', () => {
  const found = (key: string) => findApiKey(database.pool, hashSecret(key));

  it('ends the use of one key, and of no other, for good', async () => {
    const [old, other] = [makeApiKey(), makeApiKey()];
    const ensure = (key: string) => ensureApiKey(database.pool, { key, appName: 'rotating', role: 'app' });
    await Promise.all([old, other].map(ensure));
    expect(await ops(['revoke'], `${old}\n`)).toMatchObject({ code: 0 });
    expect(await found(old)).toBeUndefined();
    expect(await found(other)).toBeDefined();
    expect(await ops(['revoke'], old)).toMatchObject({ code: 1 });
    expect(await ops(['revoke'], 'never-made')).toMatchObject({ code: 1 });
    await ensure(old);
    expect(await found(old)).toBeUndefined();
  });
});
