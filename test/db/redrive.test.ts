import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { enqueueRun } from '../../src/db/dispatch/enqueue.ts';
import { withTransaction } from '../../src/db/pool.ts';
import { redrivePage, type RedriveCursor, type RedriveSelection } from '../../src/db/dispatch/redrive.ts';
import { STEPS, type StepName } from '../../src/domain/steps.ts';
import type { WorkoutRef } from '../../src/domain/workout.ts';
import { createTestDatabase } from '../support/database.ts';
import { countWaiting } from '../support/waiting.ts';
import { failWrites } from '../support/injected-failures.ts';
import { createStepRunner } from '../support/running-steps.ts';
import { edit, saveWorkouts } from '../support/saving.ts';
import { dailyRuns } from '../support/workouts.ts';

const database = await createTestDatabase();
const steps = createStepRunner(database.pool);
afterEach(() => database.pool.query('truncate workouts, executions cascade'));
afterAll(() => database.drop());

const save = (count: number) => saveWorkouts(database, dailyRuns(count, { from: '2026-01-01', athletes: 3 }));

/** As the workflow does it: what needs a failed step is not run. */
async function processFailing(workouts: WorkoutRef[], failing: StepName): Promise<void> {
  const table = { calculateCalories: 'workout_energy', findBestEfforts: 'best_efforts' }[failing as string];
  const failure = await failWrites(database.pool, table ?? 'leaderboard_scores', { sqlState: '22003' });
  for (const { name, needs } of STEPS) {
    if ((needs as readonly string[]).includes(failing)) continue;
    await steps.runStep(name, workouts).catch(() => {});
  }
  await failure.heal();
  await steps.finish(workouts);
  await started();
}

/** As if they had been started: nothing waits any more. */
const started = () =>
  database.pool.query(`update workouts set workflow_id = 'started' where workflow_id is null`);

const redrive = (
  request: RedriveSelection & { dryRun?: boolean; limit?: number; after?: RedriveCursor } = {},
) => withTransaction(database.pool, (tx) => redrivePage(tx, { dryRun: false, limit: 1000, ...request }));

const stepsOf = async ({ workoutId }: WorkoutRef) => {
  const { rows } = await database.pool.query<{ name: StepName; state: string; finishedAt: Date }>(
    `select name, state, finished_at as "finishedAt" from workout_steps where workout_id = $1::uuid`,
    [workoutId],
  );
  return Object.fromEntries(rows.map(({ name, ...step }) => [name, step]));
};

const statusOf = async ({ workoutId }: WorkoutRef) => {
  const { rows } = await database.pool.query(
    `select w.status, w.execution_number as "executionNumber", w.redriven, case when w.workflow_id is null then w.priority end as priority
     from workouts w
     where w.workout_id = $1::uuid`,
    [workoutId],
  );
  return rows[0];
};

describe('a redrive', () => {
  it('queues what ended with errors as a further run behind what somebody waits for, and nothing else', async () => {
    const [bad, good] = await save(2);
    await processFailing([bad!], 'calculateCalories');
    await steps.process([good!]);
    await started();
    expect(await redrive()).toEqual({
      workouts: [
        {
          ...bad,
          steps: ['calculateCalories', 'awardAchievements', 'updateLeaderboards'],
          outcome: 'queued',
        },
      ],
    });
    expect(await statusOf(bad!)).toEqual({
      status: 'accepted',
      executionNumber: 1,
      redriven: true,
      priority: 'bulk',
    });
    expect(await statusOf(good!)).toMatchObject({ status: 'processed', executionNumber: 0, redriven: false });
    expect(await redrive()).toEqual({ workouts: [] });
  });

  it('runs the steps again that failed or were skipped, and leaves the others as they are', async () => {
    const [workout] = await save(1);
    await processFailing([workout!], 'findBestEfforts');
    const before = await stepsOf(workout!);
    expect(before['findBestEfforts']).toMatchObject({ state: 'failed' });
    expect(before['awardAchievements']).toMatchObject({ state: 'skipped' });
    await redrive();

    const { heal } = await failWrites(database.pool, 'workout_energy', { sqlState: '22003' });
    expect(await steps.process([workout!])).toMatchObject({ status: 'processed', failedSteps: [] });
    await heal();
    expect(await statusOf(workout!)).toMatchObject({ status: 'processed', redriven: false });
    const after = await stepsOf(workout!);
    for (const { name } of STEPS) expect(after[name]).toMatchObject({ state: 'succeeded' });
    expect(after['calculateCalories']).toEqual(before['calculateCalories']);
    expect(after['settleDuplicates']).toEqual(before['settleDuplicates']);
  });

  it('says in its result what was up to date', async () => {
    const [first, second] = await save(2);
    await processFailing([first!], 'findBestEfforts');
    await processFailing([second!], 'calculateCalories');
    await redrive();
    expect(await steps.runStep('calculateCalories', [first!, second!])).toEqual({
      succeeded: 1,
      superseded: 0,
      failed: [],
      upToDate: 1,
    });
    expect(await steps.runStep('calculateCalories', [first!, second!])).toEqual({
      succeeded: 0,
      superseded: 0,
      failed: [],
      upToDate: 2,
    });
  });

  it('runs a step that succeeded once more when one that it needs has run since', async () => {
    const [workout] = await save(1);
    await steps.process([workout!]);
    await database.pool.query(
      `update workout_steps set state = 'failed' where name = 'calculateCalories';
       update workouts set status = 'processed_with_errors'`,
    );
    await started();
    expect((await redrive()).workouts[0]!.steps).toEqual([
      'calculateCalories',
      'awardAchievements',
      'updateLeaderboards',
    ]);
    const before = await stepsOf(workout!);
    await steps.process([workout!]);
    const after = await stepsOf(workout!);
    const ranAgain = STEPS.filter(
      ({ name }) => Number(after[name]!.finishedAt) > Number(before[name]!.finishedAt),
    );
    expect(ranAgain.map(({ name }) => name)).toEqual([
      'calculateCalories',
      'awardAchievements',
      'updateLeaderboards',
    ]);
  });

  it('that waits becomes a run of all steps when one is asked for', async () => {
    const [workout] = await save(1);
    await processFailing([workout!], 'findBestEfforts');
    await redrive();
    const again = await withTransaction(database.pool, (tx) =>
      enqueueRun(tx, { workoutIds: [workout!.workoutId] }),
    );
    expect(again).toEqual([]);
    expect(await statusOf(workout!)).toMatchObject({
      status: 'accepted',
      executionNumber: 1,
      redriven: false,
    });
    const before = await stepsOf(workout!);
    await steps.process([workout!]);
    const after = await stepsOf(workout!);
    expect(after['calculateCalories']).not.toEqual(before['calculateCalories']);
  });

  it('does not outlive an edit', async () => {
    const [workout] = await save(1);
    await processFailing([workout!], 'findBestEfforts');
    await redrive();
    const next = await edit(database, workout!.workoutId, { distanceMeters: 9000 });
    for (const { name } of STEPS) {
      expect(await steps.runStep(name, [next])).toEqual({ succeeded: 1, superseded: 0, failed: [] });
    }
  });

  it('notifies the athlete of the new end', async () => {
    const [workout] = await save(1);
    await processFailing([workout!], 'findBestEfforts');
    await redrive();
    await steps.process([workout!]);
    const { rows } = await database.pool.query<{ data: { status: string } }>(
      `select data
       from events
       where type = 'workout.processed' and data ->> 'workoutId' = $1::text
       order by event_id`,
      [workout!.workoutId],
    );
    expect(rows.map((row) => row.data.status)).toEqual(['processed_with_errors', 'processed']);
  });

  it('of one step takes the workouts that lack it', async () => {
    const [calories, boards] = await save(2);
    await processFailing([calories!], 'calculateCalories');
    await processFailing([boards!], 'updateLeaderboards');
    const taken = async (step: StepName) =>
      (await redrive({ step, dryRun: true })).workouts.map(({ workoutId }) => workoutId);
    expect(await taken('calculateCalories')).toEqual([calories!.workoutId]);
    expect(await taken('updateLeaderboards')).toEqual([calories!.workoutId, boards!.workoutId]);
    expect(await taken('settleDuplicates')).toEqual([]);
  });

  it('takes what ended since an instant', async () => {
    const workouts = await save(3);
    await processFailing(workouts, 'calculateCalories');
    await database.pool.query(
      `update workouts set finished_at = '2026-01-01T00:00:00Z' where workout_id = $1::uuid`,
      [workouts[0]!.workoutId],
    );
    const taken = async (since: string) => (await redrive({ since, dryRun: true })).workouts.length;
    expect(await taken('2026-01-01T01:00:00+01:00')).toBe(3);
    expect(await taken('2026-01-01T00:00:00.000001Z')).toBe(2);
    expect(await taken('2999-01-01T00:00:00Z')).toBe(0);
  });

  it('goes page by page, and skips what fails again in the meantime', async () => {
    const workouts = await save(7);
    await processFailing(workouts, 'calculateCalories');
    // All at the same time, so that only the id distinguishes them.
    await database.pool.query(`update workouts set finished_at = '2026-02-01T00:00:00.123456Z'`);
    const seen: string[] = [];
    let after: RedriveCursor | undefined;
    do {
      const page = await redrive({ limit: 2, ...(after ? { after } : {}) });
      seen.push(...page.workouts.map(({ workoutId }) => workoutId));
      expect(page.workouts.length).toBeLessThanOrEqual(2);
      await processFailing(page.workouts, 'calculateCalories');
      after = page.next;
    } while (after);
    expect(seen.toSorted()).toEqual(workouts.map(({ workoutId }) => workoutId).toSorted());
    expect((await redrive({ dryRun: true })).workouts).toHaveLength(7);
  });

  it('skips workouts that another redrive has taken, and says so', async () => {
    const [first, second] = await save(2);
    await processFailing([first!, second!], 'calculateCalories');
    const holder = await database.pool.connect();
    await holder.query('begin');
    await holder.query(`update workouts set status = 'accepted' where workout_id = $1::uuid`, [
      first!.workoutId,
    ]);
    const redriving = redrive();
    await expect.poll(() => countWaiting(database.pool)).toBeGreaterThan(0);
    await holder.query('commit');
    holder.release();
    expect((await redriving).workouts.map(({ outcome }) => outcome).toSorted()).toEqual([
      'left-alone',
      'queued',
    ]);
  });
});
