import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPool, withTransaction, type Pool } from '../../src/db/pool.ts';
import { lockAthletesOf } from '../../src/db/workouts/workout-refs.ts';
import { STEPS } from '../../src/domain/steps.ts';
import type { WorkoutRef } from '../../src/domain/workout.ts';
import { backfill, backfillAchievements, findStep } from '../../src/ops/backfill.ts';
import { createTestDatabase } from '../support/database.ts';
import { createStepRunner } from '../support/running-steps.ts';
import { edit, remove, saveWorkouts } from '../support/saving.ts';
import { verified } from '../support/verifying.ts';
import { aRun, dailyRuns } from '../support/workouts.ts';

const step = 'findBestEfforts';

const database = await createTestDatabase();
const steps = createStepRunner(database.pool);
afterEach(() => database.pool.query('truncate workouts cascade'));
afterAll(() => database.drop());

const saveRuns = (count: number) =>
  saveWorkouts(database, dailyRuns(count, { from: '2020-01-01', athletes: 7 }));

/** As if they had been started: nothing waits any more. */
const started = () =>
  database.pool.query(`update workouts set workflow_id = coalesce(workflow_id, 'started')`);

/** Takes workouts through all steps but this one, as an execution did before there was such a step. */
async function processWithoutStep(workouts: WorkoutRef[]): Promise<void> {
  await steps.process(workouts);
  await database.pool.query(`delete from workout_steps where name = $1::text`, [step]);
  await started();
}

/** As on tables that take longer to read than a transaction of the service may last. */
async function whileReadingTakesLong<T>(work: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = createPool({
    databaseUrl: `${database.databaseUrl}?options=${encodeURIComponent('-c transaction_timeout=300')}`,
    applicationName: 'afterburn-slow-ops',
    onError: () => {},
  });
  const holder = await database.pool.connect();
  try {
    await holder.query('begin; lock table workout_energy in access exclusive mode');
    const working = work(pool);
    await expect
      .poll(async () => {
        const { rowCount } = await database.pool.query(
          `select from pg_stat_activity
           where application_name = 'afterburn-slow-ops' and wait_event_type = 'Lock' and now() > query_start + interval '500 ms'`,
        );
        return rowCount;
      })
      .toBe(1);
    await holder.query('rollback');
    return await working;
  } finally {
    holder.release();
    await pool.end();
  }
}

const queued = async () => {
  const { rows } = await database.pool.query(
    `select workout_id as "workoutId", revision, execution_number as "executionNumber", priority, status
     from workouts
     where status in ('accepted', 'processing') and workflow_id is null
     order by workout_id`,
  );
  return rows;
};
const asQueued = ({ workoutId, revision }: WorkoutRef) => ({
  workoutId,
  revision,
  executionNumber: 1,
  priority: 'bulk',
  status: 'accepted',
});

describe('a backfill', () => {
  it('runs the step for what it has not run for, and for nothing else', async () => {
    const workouts = await saveRuns(6);
    await processWithoutStep(workouts.slice(0, 3));
    await steps.process(workouts.slice(3, 5));
    await started();
    const deleted = await remove(database, workouts[2]!.workoutId);
    await steps.process([deleted]);
    await started();

    expect(await backfill(database.pool, { step })).toEqual({ queued: 2, inProgress: 1 });
    const rows = await queued();
    expect(rows).toEqual(workouts.slice(0, 2).map(asQueued));

    await steps.process(workouts.slice(0, 2));
    await started();
    expect(await backfill(database.pool, { step })).toEqual({ queued: 0, inProgress: 1 });
  });

  it('repeated at once queues nothing twice', async () => {
    await processWithoutStep(await saveRuns(3));
    expect(await backfill(database.pool, { step })).toEqual({ queued: 3, inProgress: 0 });
    expect(await backfill(database.pool, { step })).toEqual({ queued: 0, inProgress: 3 });
    expect(await queued()).toHaveLength(3);
  });

  it('goes by the newest revision', async () => {
    const [workout] = await saveRuns(1);
    await steps.process([workout!]);
    const next = await edit(database, workout!.workoutId, { title: 'Evening run' });
    for (const { name } of STEPS.filter((each) => each.name !== step)) await steps.runStep(name, [next]);
    await database.pool.query(`update workouts set status = 'processed'`);
    await started();
    expect(await backfill(database.pool, { step })).toEqual({ queued: 1, inProgress: 0 });
    expect(await queued()).toEqual([asQueued(next)]);
  });

  it('includes the workouts that the step failed for', async () => {
    const [workout] = await saveRuns(1);
    await steps.process([workout!]);
    await started();
    await database.pool.query(`update workout_steps set state = 'failed' where name = $1::text`, [step]);
    expect(await backfill(database.pool, { step })).toEqual({ queued: 1, inProgress: 0 });
  });

  it('takes as long as there is to read', async () => {
    const workouts = await saveRuns(3);
    await processWithoutStep(workouts);
    expect(await whileReadingTakesLong((pool) => backfill(pool, { step }))).toMatchObject({ queued: 3 });
  });

  it('goes page by page and prints its progress', async () => {
    await saveRuns(2100);
    await database.pool.query(`update workouts set status = 'processed'`);
    await started();
    const progress: string[] = [];
    const onProgress = (done: number, of: number) => progress.push(`${done} of ${of}`);
    expect(await backfill(database.pool, { step, onProgress })).toEqual({ queued: 2100, inProgress: 0 });
    expect(progress).toEqual(['1000 of 2100', '2000 of 2100', '2100 of 2100']);
    expect(await queued()).toHaveLength(2100);
  });

  it('waits for athletes whose workouts are being processed', async () => {
    const workouts = await saveRuns(2);
    await processWithoutStep(workouts);
    let release = () => {};
    const held = withTransaction(database.pool, async (tx) => {
      await lockAthletesOf(tx, workouts);
      await new Promise<void>((resolve) => (release = resolve));
    });
    const filling = backfill(database.pool, { step });
    // Longer than a lock is waited for, so that a page has to be repeated.
    setTimeout(() => release(), 3000);
    expect(await filling).toEqual({ queued: 2, inProgress: 0 });
    await held;
  });
});

describe('a backfill of energy', () => {
  const rides = () =>
    saveWorkouts(
      database,
      [200, null].map((averagePowerWatts, day) =>
        aRun({
          athleteId: 'rider',
          sport: 'ride',
          energyKcal: 500,
          averagePowerWatts,
          startedAt: `2026-05-0${day + 1}T07:00:00Z`,
        }),
      ),
    );

  it('reprocesses what another gross efficiency or another version of the method computed', async () => {
    const [powered, other] = await rides();
    await steps.process([powered!, other!]);
    await started();
    expect(await backfill(database.pool, { step: 'calculateCalories' })).toEqual({
      queued: 0,
      inProgress: 0,
    });

    const again = { step: 'calculateCalories', grossEfficiency: 0.2 } as const;
    expect(await backfill(database.pool, again)).toEqual({ queued: 1, inProgress: 0 });
    expect(await queued()).toEqual([asQueued(powered!)]);
    expect(await backfill(database.pool, again)).toEqual({ queued: 0, inProgress: 1 });

    await steps.process([powered!]);
    await started();
    await database.pool.query(`update workout_energy set version = 'device-0' where workout_id = $1::uuid`, [
      other!.workoutId,
    ]);
    expect(await backfill(database.pool, { step: 'calculateCalories' })).toEqual({
      queued: 1,
      inProgress: 0,
    });
    expect(await queued()).toEqual([asQueued(other!)]);
    await steps.process([other!]);
    await started();
    expect(await backfill(database.pool, { step: 'calculateCalories' })).toEqual({
      queued: 0,
      inProgress: 0,
    });
  });
});

describe('a backfill of older rules', () => {
  const startedAt = (day: number) => `2026-06-0${day}T07:00:00Z`;
  const differences = async () =>
    (await verified(database.pool)).differences.map(({ table, key }) => `${table} ${key}`);

  beforeEach(() => database.pool.query('delete from athletes'));

  it.each(['power-1', 'heart-rate-1', 'acsm-1', 'met-2024-1', 'device-1'])(
    'finds and recomputes an estimate of version %s',
    async (version) => {
      const [workout] = await saveWorkouts(database, [aRun({ startedAt: startedAt(1), energyKcal: 500 })]);
      await steps.process([workout!]);
      await started();
      expect(await differences()).toEqual([]);
      await database.pool.query(`update workout_energy set version = $1::text, gross_kcal = 9`, [version]);
      expect(await differences()).toContain(`workout_energy ${workout!.workoutId}`);
      expect(await backfill(database.pool, { step: 'calculateCalories' })).toMatchObject({ queued: 1 });
      await steps.process([workout!]);
      await started();
      expect(await differences()).toEqual([]);
      expect(await backfill(database.pool, { step: 'calculateCalories' })).toMatchObject({ queued: 0 });
    },
  );

  it('finds and recomputes awards, progress and records, by one workout of each athlete', async () => {
    const athletes = ['right', 'gone', 'missing', 'progress'];
    const workouts = await saveWorkouts(
      database,
      athletes.flatMap((athleteId) => [1, 2].map((day) => aRun({ athleteId, startedAt: startedAt(day) }))),
    );
    await steps.process(workouts);
    await started();
    expect(await backfillAchievements(database.pool)).toEqual({ queued: 0 });

    const of = (athleteId: string) => `(select athlete_uuid from athletes where athlete_id = '${athleteId}')`;
    await database.pool.query(
      `insert into awards (athlete_uuid, achievement_id, workout_id, earned_at)
       select ${of('gone')}, 'early-bird', '${workouts[2]!.workoutId}', now();
       delete from awards where athlete_uuid = ${of('missing')} and achievement_id = 'run-10-km';
       update achievement_progress set target = 30 where athlete_uuid = ${of('progress')} and achievement_id = 'workouts-10'`,
    );
    expect((await differences()).map((difference) => difference.split(' ', 1)[0])).toEqual(
      expect.arrayContaining(['awards', 'awards', 'achievement_progress']),
    );
    expect(await backfillAchievements(database.pool)).toEqual({ queued: 3 });
    const newest = [workouts[3]!, workouts[5]!, workouts[7]!];
    expect(await queued()).toEqual(newest.map(asQueued));
    await steps.process(newest);
    await started();
    expect(await differences()).toEqual([]);
    expect(await backfillAchievements(database.pool)).toEqual({ queued: 0 });
  });
});

describe('the name of a step', () => {
  it('may be the number that it prints', () => {
    expect(['energy', 'best-efforts', 'training-load', 'constructor'].map((name) => findStep(name))).toEqual([
      'calculateCalories',
      'findBestEfforts',
      'calculateTrainingLoad',
      undefined,
    ]);
  });

  it('is one of the table', () => {
    expect(findStep(step)).toBe(step);
    expect(findStep('findBestEffort')).toBeUndefined();
    expect(findStep(undefined)).toBeUndefined();
  });
});
