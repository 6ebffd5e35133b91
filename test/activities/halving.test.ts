import { MockActivityEnvironment } from '@temporalio/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  inParts,
  withDone,
  withPoison,
  withSecondChance,
  type Halving,
} from '../../src/activities/halving.ts';
import type { StepResult } from '../../src/activities/step-contract.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { claim, createAttempts, createTestActivities } from '../support/running-steps.ts';
import { saveWorkouts } from '../support/saving.ts';
import { aRun } from '../support/workouts.ts';

describe('halving', () => {
  const halve = (length: number, isPoisonous: (position: number, halving: Halving) => boolean): Halving => {
    let halving = inParts([Array.from({ length }, (_, position) => position)], 0);
    for (;;) {
      halving = withSecondChance(halving);
      const [part] = halving.parts;
      if (!part) return halving;
      halving = part.some((position) => isPoisonous(position, halving))
        ? withPoison(halving)
        : withDone(halving, { succeeded: part.length, superseded: 0, failed: [] });
    }
  };

  it('finds each culprit and nobody else', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 200 }), (poisonous) => {
        const { failed, succeeded } = halve(poisonous.length, (position) => poisonous[position]!);
        expect(failed).toEqual(poisonous.flatMap((isBad, position) => (isBad ? [position] : [])));
        expect(succeeded).toBe(poisonous.length - failed.length);
      }),
    );
  });

  it('clears those that failed only because of another one', () => {
    const { failed, succeeded } = halve(8, (position, { isSecondChance }) =>
      isSecondChance ? position === 3 : position === 3 || position === 6,
    );
    expect(failed).toEqual([3]);
    expect(succeeded).toBe(7);
  });
});

describe('a step whose list is halved', () => {
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
    const progress: Halving = { ...inParts([[6, 7]], 0), failed: [5], succeeded: 5 };
    const environment = new MockActivityEnvironment({ attempt: 3, heartbeatDetails: { progress } });
    const { calculateCalories } = createTestActivities(database.pool);
    const result: StepResult = await environment.run(calculateCalories, { workouts });
    expect(result).toEqual({ succeeded: 7, superseded: 0, failed: [workouts[5]!.workoutId] });
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
    const results: unknown[] = [];
    while (typeof results.at(-1) !== 'object' && results.length < 6) {
      const startedAt = performance.now();
      results.push(
        await attempt(calculateCalories, { workouts }).catch(
          (error: Error & { type?: string }) => error.type,
        ),
      );
      expect(performance.now() - startedAt).toBeLessThan(10_000);
    }
    expect(results.slice(0, 2)).toEqual(['unknown', 'unfinished']);
    expect(results.at(-1)).toEqual({ succeeded: 3, superseded: 0, failed: [hanging] });
  });
});
