import { MockActivityEnvironment } from '@temporalio/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  progressOf,
  withDone,
  withFailure,
  withSecondPass,
  type Progress,
} from '../../src/activities/bisection.ts';
import type { StepResult } from '../../src/activities/step-contract.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { failWrites } from '../support/injected-failures.ts';
import { claim, createAttempts, createTestActivities } from '../support/running-steps.ts';
import { saveWorkouts } from '../support/saving.ts';
import { aRun } from '../support/workouts.ts';

describe('bisection', () => {
  const bisect = (length: number, fails: (position: number, progress: Progress) => boolean): Progress => {
    let progress = progressOf([Array.from({ length }, (_, position) => position)]);
    for (;;) {
      progress = withSecondPass(progress);
      const [part] = progress.parts;
      if (!part) return progress;
      progress = part.some((position) => fails(position, progress))
        ? withFailure(progress)
        : withDone(progress);
    }
  };

  it('finds each culprit and nobody else', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 200 }), (bad) => {
        const { failed } = bisect(bad.length, (position) => bad[position]!);
        expect(failed).toEqual(bad.flatMap((isBad, position) => (isBad ? [position] : [])));
      }),
    );
  });

  it('clears those that failed only because of another one', () => {
    const { failed } = bisect(8, (position, { isSecondPass }) =>
      isSecondPass ? position === 3 : position === 3 || position === 6,
    );
    expect(failed).toEqual([3]);
  });
});

describe('a step whose list is bisected', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('goes on where the attempt before stopped, and leaves alone what is done', async () => {
    const workouts = await saveWorkouts(
      database,
      Array.from({ length: 8 }, (_, day) => aRun({ startedAt: `2026-09-0${day + 1}T07:00:00Z` })),
    );
    await claim(database.pool, workouts);
    const progress: Progress = {
      ...progressOf([[6, 7]]),
      failed: [5],
      isSecondPass: true,
      hasSucceeded: true,
    };
    const environment = new MockActivityEnvironment();
    const { calculateCalories } = createTestActivities(database.pool);
    const result: StepResult = await environment.run(calculateCalories, { workouts, progress });
    expect(result).toEqual({ succeeded: 2, superseded: 0, failed: [workouts[5]!.workoutId] });
    const { rows } = await database.pool.query(`select workout_id from workout_steps order by workout_id`);
    expect(rows.map((row) => row.workout_id)).toEqual(workouts.slice(6).map(({ workoutId }) => workoutId));
  });

  it('gives a workout that hangs so much time as a transaction has, and the rest to the next attempt', async () => {
    const workouts = await saveWorkouts(
      database,
      Array.from({ length: 4 }, (_, day) => aRun({ startedAt: `2026-10-0${day + 1}T07:00:00Z` })),
    );
    await claim(database.pool, workouts);
    const hanging = workouts[2]!.workoutId;
    await database.pool.query(
      `create function hang() returns trigger language plpgsql as $$
       begin
         if new.workout_id = '${hanging}' then perform pg_sleep(60); end if;
         return new;
       end $$;
       create trigger hang before insert on workout_energy for each row execute function hang()`,
    );
    const { calculateCalories } = createTestActivities(database.pool);
    const attempt = createAttempts();
    const movedOut: string[] = [];
    let progress: Progress | undefined;
    let calls = 0;
    do {
      const startedAt = performance.now();
      const result = await attempt(calculateCalories, { workouts, ...(progress ? { progress } : {}) });
      expect(performance.now() - startedAt).toBeLessThan(10_000);
      movedOut.push(...(result.movedOut ?? []));
      progress = result.next;
      calls += 1;
    } while (progress && calls < 10);
    expect(movedOut).toEqual([hanging]);
    const { rows } = await database.pool.query(
      `select workout_id, workflow_id
       from workouts w
       join executions e using (workflow_id)
       where w.workout_id = any($1::uuid[])`,
      [workouts.map(({ workoutId }) => workoutId)],
    );
    expect(rows).toEqual([{ workout_id: hanging, workflow_id: `process-workout-${hanging}-r1-n1` }]);
  });

  it('is retried as a whole where nothing in it succeeds in time, and each of it succeeds afterwards', async () => {
    const workouts = await saveWorkouts(
      database,
      Array.from({ length: 24 }, (_, day) =>
        aRun({ startedAt: new Date(Date.UTC(2026, 3, 1 + day)).toISOString() }),
      ),
    );
    await claim(database.pool, workouts);
    const slow = await failWrites(database.pool, 'best_efforts', { sqlState: '25P04' });
    const { findBestEfforts } = createTestActivities(database.pool);
    const attempt = createAttempts();
    let progress: Progress | undefined;
    let failures = 0;
    for (let calls = 0; calls < 60; calls += 1) {
      const result = await attempt(findBestEfforts, { workouts, ...(progress ? { progress } : {}) }).catch(
        (error: { type: string; nonRetryable: boolean }) => {
          expect(error).toMatchObject({ type: 'timeout', nonRetryable: false });
          failures += 1;
        },
      );
      if (result) {
        expect(result).toMatchObject({ succeeded: 0, failed: [] });
        expect(result.movedOut).toBeUndefined();
        expect(result.next).toBeDefined();
        progress = result.next;
      }
    }
    expect(failures).toBeGreaterThan(40);
    const { rows } = await database.pool.query(
      `select distinct state, last_error
       from workout_steps
       where name = 'findBestEfforts' and workout_id = any($1::uuid[])`,
      [workouts.map(({ workoutId }) => workoutId)],
    );
    expect(rows).toEqual([{ state: 'running', last_error: 'DatabaseError 25P04' }]);
    await slow.heal();
    let succeeded = 0;
    do {
      const result = await attempt(findBestEfforts, { workouts, ...(progress ? { progress } : {}) });
      expect(result).toMatchObject({ failed: [] });
      succeeded += result.succeeded;
      progress = result.next;
    } while (progress);
    expect(succeeded).toBe(24);
  });
});
