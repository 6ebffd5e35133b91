import type { WorkflowHandle } from '@temporalio/client';
import { afterEach, describe, expect, it } from 'vitest';
import { enqueueRun } from '../../src/db/dispatch/enqueue.ts';
import { listFailedSteps } from '../../src/db/workouts/workout-operations.ts';
import { withTransaction } from '../../src/db/pool.ts';
import { STEPS, type FINISH, type StepName } from '../../src/domain/steps.ts';
import type { WorkoutRef } from '../../src/domain/workout.ts';
import { reconcileOnce } from '../../src/temporal/reconciler.ts';
import { failWrites, holdWrites } from '../support/injected-failures.ts';
import { edit, remove, saveWorkouts } from '../support/saving.ts';
import { verified } from '../support/verifying.ts';
import { startTestService } from '../support/worker.ts';
import { dailyRuns } from '../support/workouts.ts';

const { database, temporal } = await startTestService();

/** Whatever a test did: what is derived is what the workouts say. */
afterEach(nothingDiverges);
async function nothingDiverges(): Promise<void> {
  expect(await verified(database.pool)).toEqual({ unfinished: 0, differences: [] });
}

const patiently = { timeout: 40_000 };

const save = (name: string, count: number): Promise<WorkoutRef[]> =>
  saveWorkouts(database, dailyRuns(count, { from: '2026-03-01', athletes: 10, name }));

const ids = (workouts: WorkoutRef[]) => workouts.map((workout) => workout.workoutId);

const statesOf = async (workouts: WorkoutRef[]) => {
  const { rows } = await database.pool.query<{
    status: string;
    revision: number;
    executionNumber: number;
    id: string;
  }>(
    `select status, revision, execution_number as "executionNumber", workflow_id as id
     from unnest($1::uuid[]) with ordinality as asked (workout_id, position)
     join workouts w using (workout_id)
     order by position`,
    [ids(workouts)],
  );
  return rows;
};

const ended = async (workouts: WorkoutRef[], statuses: string[]) =>
  expect.poll(async () => (await statesOf(workouts)).map((row) => row.status), patiently).toEqual(statuses);

const stepsOf = async ({ workoutId }: WorkoutRef) => {
  const { rows } = await database.pool.query<{
    name: StepName | typeof FINISH;
    state: string;
    attempts: number;
    lastError: string | null;
  }>(
    `select name, state, attempts, last_error as "lastError" from workout_steps where workout_id = $1::uuid`,
    [workoutId],
  );
  return Object.fromEntries(rows.map(({ name, ...step }) => [name, step]));
};

const eventsOf = async ({ workoutId }: WorkoutRef) => {
  const { rows } = await database.pool.query<{ type: string; data: Record<string, unknown> }>(
    `select type, data from events where data ->> 'workoutId' = $1::text and type like 'workout.%' order by event_id`,
    [workoutId],
  );
  return rows;
};

/** The execution that the workouts are in, once it is started. */
async function executionOf(workouts: WorkoutRef[]): Promise<WorkflowHandle> {
  await expect
    .poll(async () => {
      const { rows } = await database.pool.query(
        `select
         from workouts w
         left join executions e on e.workflow_id = w.workflow_id
         where w.workout_id = any($1::uuid[]) and (w.workflow_id is null or e.start_due_at is not null)`,
        [ids(workouts)],
      );
      return rows.length;
    }, patiently)
    .toBe(0);
  const [state] = await statesOf(workouts);
  return temporal.client.workflow.getHandle(state!.id);
}

const statusOf = async (handle: WorkflowHandle) => (await handle.describe()).status.name;

/** How often the execution's history saw this step's activity started: its last attempt. */
async function attemptsInHistory(handle: WorkflowHandle, step: StepName): Promise<number | undefined> {
  const { events } = await handle.fetchHistory();
  const scheduled = events!.find(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === step,
  );
  const started = events!.find(
    (event) => event.activityTaskStartedEventAttributes?.scheduledEventId?.eq(scheduled!.eventId!) === true,
  );
  return started?.activityTaskStartedEventAttributes?.attempt ?? undefined;
}

const NEEDS_CALORIES = STEPS.filter((step) =>
  (step.needs as readonly string[]).includes('calculateCalories'),
);
const INDEPENDENT = STEPS.filter((step) => step.needs.length === 0 && step.name !== 'calculateCalories');

describe.each([
  { kind: 'a single workout', count: 1 },
  { kind: 'one of a batch of 100', count: 100 },
])('a step that fails for $kind', ({ count }) => {
  const name = (what: string) => `${what}-${count}`;
  const bad = count === 1 ? 0 : 42;
  const expectedStatuses = (atBad: string) =>
    Array.from({ length: count }, (_, index) => (index === bad ? atBad : 'processed'));

  it('for good takes along what needs it, and nothing else; the end names it', async () => {
    const workouts = await save(name('permanent'), count);
    const failing = await failWrites(database.pool, 'workout_energy', {
      sqlState: '22003',
      workoutIds: [workouts[bad]!.workoutId],
    });
    await ended(workouts, expectedStatuses('processed_with_errors'));
    await failing.heal();

    const steps = await stepsOf(workouts[bad]!);
    expect(steps['calculateCalories']).toEqual({
      state: 'failed',
      attempts: 1,
      lastError: 'DatabaseError 22003',
    });
    for (const step of INDEPENDENT) expect(steps[step.name]).toMatchObject({ state: 'succeeded' });
    for (const step of NEEDS_CALORIES) expect(steps[step.name]).toMatchObject({ state: 'skipped' });
    const failedSteps = ['calculateCalories', ...NEEDS_CALORIES.map((step) => step.name)];
    expect((await eventsOf(workouts[bad]!)).at(-1)).toMatchObject({
      type: 'workout.processed',
      data: { status: 'processed_with_errors', failedSteps },
    });
    expect(await (await executionOf(workouts)).result()).toMatchObject({ failedSteps });
  });

  it('a few times is tried again until it is right, and the attempts can be seen', async () => {
    const failing = await failWrites(database.pool, 'best_efforts', { sqlState: '40001', times: 2 });
    const workouts = await save(name('transient'), count);
    await expect
      .poll(() => stepsOf(workouts[0]!), { ...patiently, interval: 20 })
      .toMatchObject({ findBestEfforts: { state: 'running', lastError: 'DatabaseError 40001' } });
    await ended(workouts, expectedStatuses('processed'));
    await failing.heal();
    for (const workout of workouts) {
      const { findBestEfforts } = await stepsOf(workout);
      expect(findBestEfforts).toMatchObject({ state: 'succeeded', attempts: 3 });
    }
    expect(await attemptsInHistory(await executionOf(workouts), 'findBestEfforts')).toBe(3);
  });
});

describe('a step that runs out of time', () => {
  it('for every workout of a batch fails none of them, and each is processed once the table is fast', async () => {
    const slow = await failWrites(database.pool, 'best_efforts', { sqlState: '25P04' });
    const workouts = await save('slow-table', 30);
    await expect
      .poll(async () => (await stepsOf(workouts[29]!))['findBestEfforts']?.attempts ?? 0, patiently)
      .toBeGreaterThan(4);
    expect(new Set((await statesOf(workouts)).map((row) => `${row.status} ${row.executionNumber}`))).toEqual(
      new Set(['processing 0']),
    );
    await slow.heal();
    await ended(
      workouts,
      workouts.map(() => 'processed'),
    );
  });

  it('for one workout of a batch gives it an execution of its own, and the others end', async () => {
    const workouts = await save('slow-workout', 30);
    const [slowOne] = workouts;
    const slow = await failWrites(database.pool, 'best_efforts', {
      sqlState: '25P04',
      workoutIds: [slowOne!.workoutId],
    });
    await ended(
      workouts,
      workouts.map((workout) => (workout === slowOne ? 'processing' : 'processed')),
    );
    await expect
      .poll(() => stepsOf(slowOne!), patiently)
      .toMatchObject({
        findBestEfforts: { state: 'running', attempts: 2, lastError: 'DatabaseError 25P04' },
      });
    await slow.heal();
    await ended([slowOne!], ['processed']);
    expect((await statesOf([slowOne!]))[0]).toMatchObject({
      executionNumber: 1,
      id: `process-workout-${slowOne!.workoutId}-r1-n1`,
    });
  });
});

describe.each([
  { kind: 'a single workout', count: 1 },
  { kind: 'one of a batch of 12', count: 12 },
])('an end that fails for good for $kind', ({ count }) => {
  it.each([
    { table: 'workouts', when: `new.status = 'processed'` },
    { table: 'events', when: `new.type = 'workout.processed'` },
  ])('as $table refuses it is shown as failed, and the others end', async ({ table, when }) => {
    const held = await holdWrites(database.pool, 'best_efforts');
    const workouts = await save(`end-${table}-${count}`, count);
    await expect.poll(held.reached, patiently).toBe(true);
    const bad = workouts.at(-1)!;
    const id = table === 'workouts' ? 'new.workout_id::text' : `new.data ->> 'workoutId'`;
    const failing = await failWrites(database.pool, table, {
      sqlState: '22003',
      when: `${when} and ${id} = '${bad.workoutId}'`,
    });
    await held.letGo();
    await ended(
      workouts,
      workouts.map((workout) => (workout === bad ? 'processed_with_errors' : 'processed')),
    );
    expect((await stepsOf(bad))['finishProcessing']).toMatchObject({
      state: 'failed',
      lastError: 'DatabaseError 22003',
    });
    expect(await listFailedSteps(database.pool, { limit: 1 })).toMatchObject([
      { workoutId: bad.workoutId, step: 'finishProcessing' },
    ]);
    await remove(database, bad.workoutId);
    await ended([bad], ['deleted']);
    await failing.heal();
  });

  it('ends well when it is processed again', async () => {
    const failing = await failWrites(database.pool, 'workouts', {
      sqlState: '22003',
      when: `new.status = 'processed'`,
    });
    const workouts = await save(`end-again-${count}`, count);
    await ended(
      workouts,
      workouts.map(() => 'processed_with_errors'),
    );
    await failing.heal();
    await withTransaction(database.pool, (tx) =>
      enqueueRun(tx, { workoutIds: ids(workouts), redrive: true }),
    );
    await ended(
      workouts,
      workouts.map(() => 'processed'),
    );
    expect((await stepsOf(workouts[0]!))['finishProcessing']).toBeUndefined();
  });
});

describe.each([
  { kind: 'single', count: 1 },
  { kind: 'batch', count: 100 },
])('an execution of a $kind', ({ kind, count }) => {
  it('that is cancelled lets the running step end, and still brings its workouts to an end', async () => {
    const held = await holdWrites(database.pool, 'best_efforts');
    const workouts = await save(`cancelled-${kind}`, count);
    await expect.poll(held.reached, patiently).toBe(true);
    const execution = await executionOf(workouts);
    await execution.cancel();
    await held.letGo();
    await ended(
      workouts,
      workouts.map(() => 'processed_with_errors'),
    );
    await expect.poll(() => statusOf(execution), patiently).toBe('CANCELLED');
    const steps = await stepsOf(workouts[0]!);
    expect(steps['findBestEfforts']).toMatchObject({ state: 'succeeded' });
    expect(steps['awardAchievements']).toMatchObject({
      state: 'failed',
      attempts: 0,
      lastError: 'The step did not run.',
    });
    expect((await eventsOf(workouts[0]!)).map((event) => event.type)).toEqual([
      'workout.accepted',
      'workout.processed',
    ]);
  });

  it('that is terminated is replaced by the reconciler, and every effect is applied once', async () => {
    const held = await holdWrites(database.pool, 'best_efforts');
    const workouts = await save(`terminated-${kind}`, count);
    await expect.poll(held.reached, patiently).toBe(true);
    const execution = await executionOf(workouts);
    await execution.terminate('An operator pressed the wrong button');
    await reconcileOnce(
      { pool: database.pool, temporal, log: { info() {}, warn() {} }, graceSeconds: 0 },
      { updateSchedules: false },
    );
    await held.letGo();
    await ended(
      workouts,
      workouts.map(() => 'processed'),
    );
    const states = await statesOf(workouts);
    expect(new Set(states.map((state) => state.executionNumber))).toEqual(new Set([1]));
    if (count === 1) expect(states[0]!.id).toBe(`process-workout-${workouts[0]!.workoutId}-r1-n1`);
    const restarted = temporal.client.workflow.getHandle(states[0]!.id);
    expect(restarted.workflowId).not.toBe(execution.workflowId);
    await expect.poll(() => statusOf(restarted), patiently).toBe('COMPLETED');
    for (const workout of workouts) {
      expect((await eventsOf(workout)).map((event) => event.type)).toEqual([
        'workout.accepted',
        'workout.processed',
      ]);
    }
  });
});

describe('a workout that was right before', () => {
  it('no longer counts when a step fails for its next revision', async () => {
    const [workout] = await save('was-right', 1);
    await ended([workout!], ['processed']);
    const scores = async () => {
      const { rows } = await database.pool.query(
        `select l.workouts from leaderboard_scores l
         join workouts w using (athlete_uuid)
         where w.workout_id = $1::uuid and l.period = 'all' and l.sport = ''`,
        [workout!.workoutId],
      );
      return rows;
    };
    expect(await scores()).toEqual([{ workouts: 1 }]);
    const failing = await failWrites(database.pool, 'workout_energy', { sqlState: '22003' });
    await edit(database, workout!.workoutId, { distanceMeters: 11_000 });
    await ended([workout!], ['processed_with_errors']);
    await failing.heal();
    expect(await scores()).toEqual([]);
    const { rows: events } = await database.pool.query<{ type: string }>(
      `select type from events where data ->> 'workoutId' = $1::text and type like 'achievement.%'`,
      [workout!.workoutId],
    );
    const types = events.map((event) => event.type);
    expect(types.filter((type) => type === 'achievement.earned').length).toBeGreaterThan(0);
    expect(types.filter((type) => type === 'achievement.revoked').length).toBe(
      types.filter((type) => type === 'achievement.earned').length,
    );

    await withTransaction(database.pool, (tx) => enqueueRun(tx, { workoutIds: ids([workout!]) }));
    await ended([workout!], ['processed']);
    expect(await scores()).toEqual([{ workouts: 1 }]);
  });

  it('is finished by its newest run alone, so that an older one cannot hide what failed', async () => {
    const held = await holdWrites(database.pool, 'leaderboard_scores');
    const [workout] = await save('reprocessed', 1);
    await expect.poll(held.reached, patiently).toBe(true);
    const failing = await failWrites(database.pool, 'workout_energy', { sqlState: '22003' });
    await withTransaction(database.pool, (tx) => enqueueRun(tx, { workoutIds: ids([workout!]) }));
    await held.letGo();
    await ended([workout!], ['processed_with_errors']);
    await failing.heal();
    const older = temporal.client.workflow.getHandle(`process-workout-${workout!.workoutId}-r1`);
    expect(await older.result()).toEqual({ workoutId: workout!.workoutId, revision: 1, failedSteps: [] });
    expect((await eventsOf(workout!)).map((event) => event.data['status'])).toEqual([
      undefined,
      'processed_with_errors',
    ]);
  });
});

describe.each(['workout_energy', 'best_efforts', 'awards', 'leaderboard_scores'])(
  'while a step writes %s',
  (table) => {
    it('an edit overtakes: the end is the newest revision', async () => {
      const held = await holdWrites(database.pool, table);
      const [workout] = await save(`edited-${table.replace('_', '-')}`, 1);
      await expect.poll(held.reached, patiently).toBe(true);
      const next = await edit(database, workout!.workoutId, { distanceMeters: 5000, averageHeartRate: 160 });
      await held.letGo();
      await ended([workout!], ['processed']);
      expect(await statesOf([workout!])).toMatchObject([{ revision: 2 }]);
      const { rows } = await database.pool.query(
        `select l.distance_meters as distance
         from leaderboard_scores l
         join workouts w using (athlete_uuid)
         where w.workout_id = $1::uuid and l.period = 'all' and l.sport = ''`,
        [workout!.workoutId],
      );
      expect(rows).toEqual([{ distance: 5000 }]);
      const handle = temporal.client.workflow.getHandle(`process-workout-${next.workoutId}-r2`);
      expect(await handle.result()).toMatchObject({ revision: 2, status: 'processed' });
      const late = temporal.client.workflow.getHandle(`process-workout-${next.workoutId}-r1`);
      expect(await late.result()).toEqual({ workoutId: next.workoutId, revision: 1, failedSteps: [] });
    });

    it('a deletion overtakes: nothing of the workout is left', async () => {
      const held = await holdWrites(database.pool, table);
      const [workout] = await save(`deleted-${table.replace('_', '-')}`, 1);
      await expect.poll(held.reached, patiently).toBe(true);
      await remove(database, workout!.workoutId);
      await held.letGo();
      await ended([workout!], ['deleted']);
      const { rows } = await database.pool.query<{ derived: number }>(
        `select count(*)::int as derived
         from (
           select workout_id from workout_energy
           union all select workout_id from best_efforts
           union all select workout_id from awards
           union all select workout_id from records
           union all select w.workout_id from leaderboard_scores join workouts w using (athlete_uuid)
         ) as d
         where workout_id = $1::uuid`,
        [workout!.workoutId],
      );
      expect(rows).toEqual([{ derived: 0 }]);
    });
  },
);
