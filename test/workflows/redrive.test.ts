import { describe, expect, it } from 'vitest';
import { withTransaction } from '../../src/db/pool.ts';
import { redrivePage } from '../../src/db/dispatch/redrive.ts';
import type { StepName } from '../../src/domain/steps.ts';
import type { WorkoutRef } from '../../src/domain/workout.ts';
import { failWrites } from '../support/injected-failures.ts';
import { saveWorkouts } from '../support/saving.ts';
import { verified } from '../support/verifying.ts';
import { startTestService } from '../support/worker.ts';
import { dailyRuns } from '../support/workouts.ts';

const { database, temporal } = await startTestService();

const save = (name: string, count: number): Promise<WorkoutRef[]> =>
  saveWorkouts(database, dailyRuns(count, { from: '2026-05-01', athletes: 5, name }));

const ended = (workouts: WorkoutRef[], status: string) =>
  expect
    .poll(
      async () => {
        const { rows } = await database.pool.query<{ status: string }>(
          `select distinct status from workouts where workout_id = any($1::uuid[])`,
          [workouts.map(({ workoutId }) => workoutId)],
        );
        return rows.map((row) => row.status);
      },
      { timeout: 40_000 },
    )
    .toEqual([status]);

/** Whatever had ended with errors in other tests was sent as well. */
const nothingIsUnderWay = () =>
  expect
    .poll(
      async () => {
        const { rows } = await database.pool.query(
          `select workout_id from workouts where status in ('accepted', 'processing')`,
        );
        return rows;
      },
      { timeout: 40_000 },
    )
    .toEqual([]);

const stepOf = async (workouts: WorkoutRef[], step: StepName) => {
  const { rows } = await database.pool.query(
    `select workout_id, state, attempts, finished_at
     from workout_steps
     where workout_id = any($1::uuid[]) and name = $2::text
     order by workout_id`,
    [workouts.map(({ workoutId }) => workoutId), step],
  );
  return rows;
};

describe.each([
  { kind: 'a workout', count: 1 },
  { kind: 'a batch of 60', count: 60 },
])('a redrive of $kind', ({ count }) => {
  it('goes the way of every run, does only what is left to do, and leaves everything right', async () => {
    const broken = await failWrites(database.pool, 'best_efforts', { sqlState: '22003' });
    const workouts = await save(`redriven-${count}`, count);
    await ended(workouts, 'processed_with_errors');
    await broken.heal();
    const [calories, duplicates] = [
      await stepOf(workouts, 'calculateCalories'),
      await stepOf(workouts, 'settleDuplicates'),
    ];

    // Were the calories calculated once more, this would show.
    const { heal } = await failWrites(database.pool, 'workout_energy', { sqlState: '22003' });
    const { workouts: redriven } = await withTransaction(database.pool, (tx) =>
      redrivePage(tx, { dryRun: false, limit: 1000 }),
    );
    const steps = ['findBestEfforts', 'awardAchievements', 'updateLeaderboards'];
    expect(redriven).toEqual(
      expect.arrayContaining(workouts.map((workout) => ({ ...workout, steps, outcome: 'queued' }))),
    );
    await ended(workouts, 'processed');
    await nothingIsUnderWay();
    await heal();

    expect(await stepOf(workouts, 'calculateCalories')).toEqual(calories);
    expect(await stepOf(workouts, 'settleDuplicates')).toEqual(duplicates);
    for (const step of ['findBestEfforts', 'awardAchievements', 'updateLeaderboards'] as const) {
      expect(await stepOf(workouts, step)).toMatchObject(workouts.map(() => ({ state: 'succeeded' })));
    }
    expect(await verified(database.pool)).toEqual({ unfinished: 0, differences: [] });
    if (count === 1) {
      const handle = temporal.client.workflow.getHandle(`process-workout-${workouts[0]!.workoutId}-r1-n1`);
      expect(await handle.result()).toMatchObject({ status: 'processed', failedSteps: [] });
    }
  });

  it('ends with errors again where the cause is still there', async () => {
    const broken = await failWrites(database.pool, 'workout_energy', { sqlState: '22003' });
    const workouts = await save(`in-vain-${count}`, count);
    await ended(workouts, 'processed_with_errors');
    await withTransaction(database.pool, (tx) => redrivePage(tx, { dryRun: false, limit: 1000 }));
    const { rows: queued } = await database.pool.query(
      `select from workouts where workout_id = any($1::uuid[]) and execution_number = 1`,
      [workouts.map(({ workoutId }) => workoutId)],
    );
    expect(queued).toHaveLength(count);
    await ended(workouts, 'processed_with_errors');
    await broken.heal();
    expect(await stepOf(workouts, 'awardAchievements')).toMatchObject(
      workouts.map(() => ({ state: 'skipped' })),
    );
  });
});
