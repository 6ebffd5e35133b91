import { describe, expect, it } from 'vitest';
import { STEPS } from '../../src/domain/steps.ts';
import type { WorkoutSubmission } from '../../src/domain/workout.ts';
import { saveWorkouts } from '../support/saving.ts';
import { startTestService } from '../support/worker.ts';
import { aRun, dailyRuns } from '../support/workouts.ts';

const { database, temporal } = await startTestService();

const save = async (...submissions: WorkoutSubmission[]): Promise<string[]> =>
  (await saveWorkouts(database, submissions)).map(({ workoutId }) => workoutId);

const statusesOf = async (workoutIds: string[]): Promise<string[]> => {
  const { rows } = await database.pool.query<{ status: string }>(
    `select status from workouts where workout_id = any($1::uuid[])`,
    [workoutIds],
  );
  return rows.map((row) => row.status);
};

const processed = (workoutIds: string[]) =>
  expect.poll(() => statusesOf(workoutIds), { timeout: 30_000 }).toEqual(workoutIds.map(() => 'processed'));

describe('ProcessWorkout', () => {
  it('takes a saved workout through its steps to its end', async () => {
    const [workoutId] = await save(aRun({ athleteId: 'single' }));
    await processed([workoutId!]);
    const { rows } = await database.pool.query(
      `select name, state, attempts from workout_steps where workout_id = $1::uuid order by name`,
      [workoutId],
    );
    expect(rows).toEqual(
      STEPS.map(({ name }) => ({ name, state: 'succeeded', attempts: 1 })).sort((a, b) =>
        a.name < b.name ? -1 : 1,
      ),
    );
    const handle = temporal.client.workflow.getHandle(`process-workout-${workoutId}-r1`);
    expect(await handle.result()).toEqual({ workoutId, revision: 1, status: 'processed', failedSteps: [] });
  });

  it('earns the badges of a first run, in the order of the stream', async () => {
    const [workoutId] = await save(aRun({ athleteId: 'badges' }));
    await processed([workoutId!]);
    const { rows } = await database.pool.query<{
      event_id: string;
      type: string;
      data: { achievementId?: string };
    }>(
      `select e.event_id, e.type, e.data
       from events e
       join athletes a on a.athlete_uuid = e.athlete_uuid
       where a.athlete_id = 'badges'
       order by e.event_id`,
    );
    expect(rows.map((row) => Number(row.event_id))).toEqual(
      rows.map((_, index) => Number(rows[0]!.event_id) + index),
    );
    expect(rows[0]!.type).toBe('workout.accepted');
    expect(rows.at(-1)!.type).toBe('workout.processed');
    const earned = rows
      .filter((row) => row.type === 'achievement.earned')
      .map((row) => row.data.achievementId);
    expect(earned).toContain('first-run');
  });

  it('drains many as batches', async () => {
    const workoutIds = await save(...dailyRuns(300, { from: '2026-01-01', athletes: 10, name: 'many' }));
    await processed(workoutIds);
    const { rows } = await database.pool.query<{ score: number }>(
      `select distance_meters as score from leaderboard_scores where athlete_id = 'many-0' and period = 'all' and sport = ''`,
    );
    expect(rows).toEqual([{ score: 30 * 10020 }]);
  });
});
