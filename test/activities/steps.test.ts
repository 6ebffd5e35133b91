import type { ApplicationFailure } from '@temporalio/common';
import { v4 as uuidV4 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Activities } from '../../src/activities/index.ts';
import { enqueueRun } from '../../src/db/dispatch/enqueue.ts';
import { insertExecutions } from '../../src/db/dispatch/executions.ts';
import { withTransaction } from '../../src/db/pool.ts';
import type { Priority } from '../../src/db/dispatch/work-kinds.ts';
import { STEPS, type StepName } from '../../src/domain/steps.ts';
import type { WorkoutRef } from '../../src/domain/workout.ts';
import { processWorkoutBatchId } from '../../src/domain/workflow-ids.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { claim, createAttempts, createStepRunner, createTestActivities } from '../support/running-steps.ts';
import { failWrites } from '../support/injected-failures.ts';
import { beginAll, edit, remove, saveWorkouts } from '../support/saving.ts';
import { verified } from '../support/verifying.ts';
import { aRun } from '../support/workouts.ts';

let database: TestDatabase;
let steps: ReturnType<typeof createStepRunner>;
let calculateCalories: Activities['calculateCalories'];

beforeAll(async () => {
  database = await createTestDatabase();
  steps = createStepRunner(database.pool);
  ({ calculateCalories } = createTestActivities(database.pool));
});
afterAll(() => database.drop());

const runsOf = (athleteId: string, count: number) =>
  Array.from({ length: count }, (_, day) =>
    aRun({ athleteId, startedAt: new Date(Date.UTC(2026, 8, 1 + day, 7)).toISOString() }),
  );

/** All derived data and events, as one value to compare. */
async function everything(): Promise<Record<string, unknown[]>> {
  const tables = [
    'workout_energy',
    'best_efforts',
    'awards',
    'achievement_progress',
    'records',
    'workout_training_load',
  ];
  const queries = [...tables, 'leaderboard_scores', 'events'].map(async (table) => {
    const { rows } = await database.pool.query(
      `select to_jsonb(t) as row from ${table} t order by to_jsonb(t)::text`,
    );
    return [table, rows] as const;
  });
  return Object.fromEntries(await Promise.all(queries));
}

/** Makes writes of a workout to a table fail inside PostgreSQL, with an SQLSTATE of the test's choosing. */
async function failOn(table: string, workoutIds: string[], sqlState: string): Promise<void> {
  await database.pool.query(
    `create or replace function refuse() returns trigger language plpgsql as $$
     begin
       if new.workout_id = any('{${workoutIds.join(',')}}'::uuid[]) then
         raise exception 'the name of the athlete is Secret' using errcode = '${sqlState}';
       end if;
       return new;
     end $$;
     create or replace trigger refuse before insert or update on ${table} for each row execute function refuse()`,
  );
}

/** Makes the next workout that is written fail as well, for a reason that passes, once this one is set aside. */
const interruptAfter = (workoutId: string): Promise<unknown> =>
  database.pool.query(
    `create or replace function interrupt() returns trigger language plpgsql as $$
     begin
       if exists (select from workout_steps where workout_id = '${workoutId}' and state = 'failed') then
         raise exception 'busy' using errcode = '40001';
       end if;
       return new;
     end $$;
     create or replace trigger interrupt before insert or update on workout_energy
       for each row execute function interrupt()`,
  );

const heal = (table: string) => database.pool.query(`drop trigger if exists refuse on ${table}`);

const stepOf = async (workoutId: string, name: StepName) => {
  const { rows } = await database.pool.query(
    `select state, attempts, last_error as "lastError" from workout_steps where workout_id = $1::uuid and name = $2::text`,
    [workoutId, name],
  );
  return rows[0];
};

describe('each step, run twice', () => {
  it.each(STEPS.map((step) => step.name))(
    '%s leaves the same rows and sends no event twice',
    async (name) => {
      const workouts = await saveWorkouts(database, runsOf(`twice-${name}`, 3));
      for (const step of STEPS) await steps.runStep(step.name, workouts);
      const once = await everything();
      expect(await steps.runStep(name, workouts)).toEqual({ succeeded: 3, superseded: 0, failed: [] });
      expect(await everything()).toEqual(once);
    },
  );

  it('finishProcessing settles and notifies once', async () => {
    const workouts = await saveWorkouts(database, runsOf('finish-twice', 2));
    expect(await steps.process(workouts)).toMatchObject({ processed: 2 });
    const once = await everything();
    expect(await steps.finish(workouts)).toMatchObject({ processed: 0 });
    expect(await everything()).toEqual(once);
  });
});

describe('a revision', () => {
  it('that is no longer the newest changes nothing', async () => {
    const [workout] = await saveWorkouts(database, runsOf('superseded', 1));
    const next = await edit(database, workout!.workoutId, { distanceMeters: 5000 });
    expect(await steps.runStep('calculateCalories', [workout!])).toEqual({
      succeeded: 0,
      superseded: 1,
      failed: [],
    });
    expect(await steps.process([next])).toMatchObject({ status: 'processed' });
  });

  it('that corrects or deletes takes back what came of the workout', async () => {
    const [workout] = await saveWorkouts(database, [
      aRun({ athleteId: 'corrected', distanceMeters: 42_300, durationSeconds: 12_000, movingSeconds: null }),
    ]);
    await steps.process([workout!]);
    const awards = async () => {
      const { rows } = await database.pool.query<{ achievement_id: string }>(
        `select achievement_id from awards where workout_id = $1::uuid`,
        [workout!.workoutId],
      );
      return rows.map((row) => row.achievement_id);
    };
    expect(await awards()).toContain('run-marathon');
    await steps.process([await edit(database, workout!.workoutId, { distanceMeters: 4200 })]);
    expect(await awards()).not.toContain('run-marathon');
    const last = await remove(database, workout!.workoutId);
    expect(await steps.process([last])).toMatchObject({ status: 'deleted' });
    expect(await awards()).toEqual([]);
    const { rows } = await database.pool.query<{ type: string }>(
      `select type
       from events e
       join athletes a on a.athlete_uuid = e.athlete_uuid
       where a.athlete_id = 'corrected' and type = 'achievement.revoked'`,
    );
    expect(rows.length).toBeGreaterThan(0);
  });
});

describe('a further run of the same revision', () => {
  const giveTo = (workoutId: string, workflowId: string) =>
    database.pool.query(`update workouts set workflow_id = $2::text where workout_id = $1::uuid`, [
      workoutId,
      workflowId,
    ]);
  const reprocess = async (workoutId: string, priority?: Priority): Promise<string> => {
    // As if started: one that still waits would be taken for the further run.
    await giveTo(workoutId, 'started');
    await withTransaction(database.pool, (tx) =>
      enqueueRun(tx, { workoutIds: [workoutId], ...(priority ? { priority } : {}) }),
    );
    const workflowId = `reprocess ${workoutId}`;
    await giveTo(workoutId, workflowId);
    return workflowId;
  };

  it('is not marked by the run before it, neither as running nor as failed', async () => {
    const [workout] = await saveWorkouts(database, runsOf('two-runs', 1));
    const first = `process-workout-${workout!.workoutId}-r1`;
    const second = await reprocess(workout!.workoutId);
    for (const { name } of STEPS) await steps.runStep(name, [workout!], 1, second);
    await steps.runStep('awardAchievements', [workout!], 3, first);
    expect(await stepOf(workout!.workoutId, 'awardAchievements')).toMatchObject({
      state: 'succeeded',
      attempts: 1,
    });
    await failOn('workout_energy', [workout!.workoutId], '22003');
    expect(await steps.runStep('calculateCalories', [workout!], 1, first)).toMatchObject({ superseded: 1 });
    await heal('workout_energy');
    expect(await stepOf(workout!.workoutId, 'calculateCalories')).toMatchObject({ state: 'succeeded' });
    expect(await steps.finish([workout!])).toMatchObject({ status: 'processed', failedSteps: [] });
  });

  const eventsOf = async (workoutId: string) => {
    const { rows } = await database.pool.query<{ notified: string }>(
      `select concat_ws(' ', type, data ->> 'revision') as notified
       from events
       where data ->> 'workoutId' = $1::text and type like 'workout.%'
       order by event_id`,
      [workoutId],
    );
    return rows.map((row) => row.notified);
  };
  const enqueueAgain = (workoutId: string) => reprocess(workoutId, 'bulk');

  it('sends the events that the execution before it did not send, and none twice', async () => {
    const [workout] = await saveWorkouts(database, runsOf('overtaken', 1));
    const { workoutId } = workout!;
    await enqueueAgain(workoutId);
    await steps.runStep('calculateCalories', [workout!]);
    await enqueueAgain(workoutId);
    await steps.process([workout!]);
    const notified = ['workout.accepted 1', 'workout.processed 1'];
    expect(await eventsOf(workoutId)).toEqual(notified);
    await enqueueAgain(workoutId);
    await steps.process([workout!]);
    expect(await eventsOf(workoutId)).toEqual(notified);
    const next = await edit(database, workoutId, { distanceMeters: 7000 });
    await enqueueAgain(workoutId);
    await steps.process([next]);
    expect(await eventsOf(workoutId)).toEqual([...notified, 'workout.accepted 2', 'workout.processed 2']);
  });

  it('does not count what an older run found where it failed itself', async () => {
    const [workout] = await saveWorkouts(database, runsOf('older-run', 1));
    await steps.process([workout!]);
    await reprocess(workout!.workoutId);
    await failOn('workout_energy', [workout!.workoutId], '22003');
    await expect(steps.runStep('calculateCalories', [workout!])).rejects.toThrow();
    await heal('workout_energy');
    const { failedSteps } = await steps.finish([workout!], { isCancelled: true });
    expect(failedSteps).toContain('awardAchievements');
    await reprocess(workout!.workoutId);
    expect(await steps.process([workout!])).toMatchObject({ status: 'processed' });
  });

  it('keeps the success that a late attempt would take back', async () => {
    const [workout] = await saveWorkouts(database, runsOf('late-attempt', 1));
    await steps.runStep('calculateCalories', [workout!], 2);
    await failOn('workout_energy', [workout!.workoutId], 'XX000');
    await expect(steps.runStep('calculateCalories', [workout!], 1)).rejects.toThrow();
    await heal('workout_energy');
    expect(await stepOf(workout!.workoutId, 'calculateCalories')).toEqual({
      state: 'succeeded',
      attempts: 2,
      lastError: null,
    });
    await steps.process([workout!]);
  });
});

describe('a batch that is forgotten', () => {
  it('ends at the next attempt, though the one before got half of the way', async () => {
    const workouts = await saveWorkouts(database, runsOf('forgotten', 2));
    const batchId = uuidV4();
    await withTransaction(database.pool, (tx) =>
      insertExecutions(tx, [
        {
          workflowId: processWorkoutBatchId(batchId),
          kind: 'batch',
          subjectId: batchId,
          month: null,
          priority: 'interactive',
          workouts,
          athleteUuid: null,
          sport: null,
        },
      ]),
    );
    await beginAll(database.pool);
    const failing = await failWrites(database.pool, 'workout_energy', { sqlState: '40001' });
    const workflowId = processWorkoutBatchId(batchId);
    await database.pool.query(
      `update workouts set workflow_id = $1::text where workout_id = any($2::uuid[])`,
      [workflowId, workouts.map((workout) => workout.workoutId)],
    );
    const attempt = createAttempts({ workflowExecution: { workflowId, runId: 'test' } });
    await expect(attempt(calculateCalories, { batchId, size: 2 })).rejects.toThrow();
    await failing.heal();
    await database.pool.query('delete from executions');
    expect(await attempt(calculateCalories, { batchId, size: 2 })).toEqual({
      succeeded: 0,
      superseded: 0,
      failed: [],
    });
  });
});

describe('a poisonous workout', () => {
  beforeEach(() => heal('workout_energy'));

  it('alone fails the activity for good, and says so without quoting data', async () => {
    const [workout] = await saveWorkouts(database, runsOf('failing-alone', 1));
    await failOn('workout_energy', [workout!.workoutId], '22003');
    await expect(steps.runStep('calculateCalories', [workout!])).rejects.toMatchObject({
      nonRetryable: true,
      message: expect.not.stringContaining('Secret'),
    });
    const step = await stepOf(workout!.workoutId, 'calculateCalories');
    expect(step).toEqual({ state: 'failed', attempts: 1, lastError: 'DatabaseError 22003' });
  });

  it('in a list is found by bisection; the others are processed', async () => {
    const workouts = await saveWorkouts(database, runsOf('failing-list', 50));
    const bad = [workouts[7]!, workouts[31]!].map((workout) => workout.workoutId);
    await failOn('workout_energy', bad, '22003');
    const result = await steps.runStep('calculateCalories', workouts);
    expect(result).toEqual({ succeeded: 48, superseded: 0, failed: bad });
  });

  it('takes along nobody else of its athlete, where the step looks at all that the athlete did', async () => {
    const workouts = await saveWorkouts(database, runsOf('innocent', 4));
    const bad = workouts[0]!.workoutId;
    for (const name of ['calculateCalories', 'findBestEfforts', 'settleDuplicates'] as const) {
      await steps.runStep(name, workouts);
    }
    await failOn('awards', [bad], '22003');
    expect(await steps.runStep('awardAchievements', workouts)).toMatchObject({ succeeded: 3, failed: [bad] });
    await heal('awards');
  });

  it('of an unknown kind is retried once as a list, then bisected', async () => {
    const workouts = await saveWorkouts(database, runsOf('failing-unknown', 8));
    await claim(database.pool, workouts);
    const bad = workouts[3]!.workoutId;
    await failOn('workout_energy', [bad], 'XX000');
    const attempt = createAttempts();
    await expect(attempt(calculateCalories, { workouts })).rejects.toMatchObject({ nonRetryable: false });
    expect(await stepOf(bad, 'calculateCalories')).toMatchObject({ state: 'running', attempts: 1 });
    expect(await attempt(calculateCalories, { workouts })).toMatchObject({ succeeded: 7, failed: [bad] });
  });

  it('stays set aside where a transient error ends the attempt that has found it', async () => {
    const workouts = await saveWorkouts(database, runsOf('failing-progress', 4));
    await claim(database.pool, workouts);
    const [first, last] = [workouts[0]!.workoutId, workouts[3]!.workoutId];
    const attempt = createAttempts();
    await failOn('workout_energy', [first, last], '22003');
    await interruptAfter(first);
    const { next } = await attempt(calculateCalories, { workouts });
    expect(next).toMatchObject({ failed: [0], parts: [[3]] });
    await expect(attempt(calculateCalories, { workouts, progress: next! })).rejects.toMatchObject({
      type: 'transient',
    });
    await database.pool.query('drop trigger interrupt on workout_energy');
    expect(await attempt(calculateCalories, { workouts, progress: next! })).toMatchObject({
      failed: [first, last],
    });
  });

  it('alone and unknown is tried eight times, and neither an outage of any length nor a timeout is one of them', async () => {
    const workouts = await saveWorkouts(database, runsOf('failing-eight', 1));
    await claim(database.pool, workouts);
    const attempt = createAttempts();
    const failsWith = async (sqlState: string, times: number, expected: object) => {
      await failOn('workout_energy', [workouts[0]!.workoutId], sqlState);
      for (let time = 0; time < times; time += 1)
        await expect(attempt(calculateCalories, { workouts })).rejects.toMatchObject(expected);
    };
    await failsWith('XX000', 4, { type: 'unknown', nonRetryable: false });
    await failsWith('40001', 20, { type: 'transient', nonRetryable: false });
    await failsWith('25P04', 9, { type: 'timeout', nonRetryable: false });
    await failsWith('XX000', 3, { type: 'unknown', nonRetryable: false });
    await failsWith('XX000', 1, { type: 'unknown', nonRetryable: true });
  });

  it('alone and slow is tried with growing pauses, and each attempt can be seen', async () => {
    const workouts = await saveWorkouts(database, runsOf('slow-alone', 1));
    await claim(database.pool, workouts);
    await failOn('workout_energy', [workouts[0]!.workoutId], '25P04');
    const attempt = createAttempts();
    const pauses: unknown[] = [];
    for (let time = 0; time < 30; time += 1) {
      const error = await attempt(calculateCalories, { workouts }).catch((failure: unknown) => failure);
      expect(error).toMatchObject({ type: 'timeout', nonRetryable: false });
      pauses.push((error as ApplicationFailure).nextRetryDelay);
    }
    expect(pauses.slice(0, 3)).toEqual([1000, 2000, 4000]);
    expect(pauses.at(-1)).toBe(30 * 60_000);
    expect(await stepOf(workouts[0]!.workoutId, 'calculateCalories')).toEqual({
      state: 'running',
      attempts: 30,
      lastError: 'DatabaseError 25P04',
    });
    await heal('workout_energy');
    expect(await attempt(calculateCalories, { workouts })).toMatchObject({ succeeded: 1 });
  });

  it('never splits a list for a transient error', async () => {
    const workouts = await saveWorkouts(database, runsOf('transient', 4));
    await failOn('workout_energy', [workouts[0]!.workoutId], '40001');
    await expect(steps.runStep('calculateCalories', workouts, 20)).rejects.toMatchObject({
      type: 'transient',
      nonRetryable: false,
    });
  });

  it('does not stop what its athlete saves later', async () => {
    const [bad] = await saveWorkouts(database, [
      aRun({ athleteId: 'set-aside', sport: 'swim', distanceMeters: 1500 }),
    ]);
    await failOn('awards', [bad!.workoutId], '22003');
    await steps.runStep('calculateCalories', [bad!]);
    await steps.runStep('findBestEfforts', [bad!]);
    await steps.runStep('settleDuplicates', [bad!]);
    await expect(steps.runStep('awardAchievements', [bad!])).rejects.toMatchObject({ nonRetryable: true });
    const [good] = await saveWorkouts(database, [
      aRun({ athleteId: 'set-aside', startedAt: '2026-11-21T07:00:00Z' }),
    ]);
    expect(await steps.process([good!])).toMatchObject({ status: 'processed' });
    await heal('awards');
  });
});

describe('the end', () => {
  it('names the failed step and skips what needs it', async () => {
    const [workout] = await saveWorkouts(database, runsOf('ends-with-errors', 1));
    await failOn('workout_energy', [workout!.workoutId], '22003');
    await expect(steps.runStep('calculateCalories', [workout!])).rejects.toThrow();
    const independent = STEPS.filter((step) => step.needs.length === 0 && step.name !== 'calculateCalories');
    for (const { name } of independent) await steps.runStep(name, [workout!]);
    expect(await steps.finish([workout!])).toMatchObject({
      status: 'processed_with_errors',
      failedSteps: ['calculateCalories', 'awardAchievements', 'updateLeaderboards'],
    });
    expect(await stepOf(workout!.workoutId, 'updateLeaderboards')).toMatchObject({ state: 'skipped' });
    await heal('workout_energy');
  });

  it('comes for many athletes whose steps never ran, group by group, once', async () => {
    const runs = Array.from({ length: 60 }, (_, i) => aRun({ athleteId: `never-ran-${i}` }));
    const workouts = await saveWorkouts(database, runs);
    const isCancelled = true;
    expect(await steps.finish(workouts, { isCancelled })).toMatchObject({ processedWithErrors: 60 });
    expect(await steps.finish(workouts, { isCancelled })).toMatchObject({ processedWithErrors: 0 });
  });

  it('leaves nothing that the workouts do not say', async () => {
    const { rows } = await database.pool.query<WorkoutRef>(
      `select workout_id as "workoutId", revision from workouts where status in ('accepted', 'processing')`,
    );
    await steps.process(rows);
    expect(await verified(database.pool)).toMatchObject({ differences: [] });
  });
});
