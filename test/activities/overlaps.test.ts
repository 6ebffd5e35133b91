import { afterAll, expect, it } from 'vitest';
import type { WorkoutSubmission } from '../../src/domain/workout.ts';
import { createTestDatabase } from '../support/database.ts';
import { createStepRunner } from '../support/running-steps.ts';
import { edit, saveWorkouts } from '../support/saving.ts';
import { verified } from '../support/verifying.ts';
import { aRun } from '../support/workouts.ts';

const database = await createTestDatabase();
const steps = createStepRunner(database.pool);
afterAll(() => database.drop());

const HOUR = 3600;

const from = (clock: string, hours: number, given: Partial<WorkoutSubmission> = {}) => ({
  startedAt: `2026-11-20T${clock}:00Z`,
  durationSeconds: hours * HOUR,
  movingSeconds: null,
  distanceMeters: null,
  ...given,
});

/** Returns the seconds on the leaderboards of time, by sport. */
async function secondsOf(athleteId: string, workouts: Partial<WorkoutSubmission>[]): Promise<object> {
  await steps.process(
    await saveWorkouts(
      database,
      workouts.map((given) => aRun({ athleteId, ...given })),
    ),
  );
  const { rows } = await database.pool.query<{ sport: string; seconds: number }>(
    `select sport, duration_seconds as seconds
     from leaderboard_scores
     where athlete_id = $1::text and period = 'all'`,
    [athleteId],
  );
  return Object.fromEntries(rows.map(({ sport, seconds }) => [sport || 'all', seconds]));
}

it('counts an hour of a run and a ride once over all sports, and once in each', async () => {
  const both = await secondsOf('both', [from('07:00', 1), from('07:00', 1, { sport: 'ride' })]);
  expect(both).toEqual({ all: HOUR, run: HOUR, ride: HOUR });
});

it('counts the union of what overlaps in part, lies inside, follows, or lies apart', async () => {
  const day = await secondsOf('day', [
    from('07:00', 4, { sport: 'ride' }),
    from('08:00', 1, { sport: 'run' }),
    from('10:00', 2, { sport: 'run', distanceMeters: 9000 }),
    from('12:00', 1, { sport: 'yoga' }),
    from('12:30', 1, { sport: 'strength' }),
    from('20:00', 0.5, { sport: 'swim' }),
  ]);
  expect(day).toEqual({
    all: 7 * HOUR,
    ride: 4 * HOUR,
    run: 3 * HOUR,
    yoga: HOUR,
    strength: HOUR,
    swim: HOUR / 2,
  });
});

it('counts two runs of one time once, where the athlete keeps both', async () => {
  const runs = await secondsOf('runs', [
    from('07:00', 1, { distanceMeters: 5000 }),
    from('07:30', 1, { distanceMeters: 9000 }),
  ]);
  expect(runs).toEqual({ all: 1.5 * HOUR, run: 1.5 * HOUR });
});

it('follows an edit, and is what verify expects', async () => {
  const [run] = await saveWorkouts(database, [aRun({ athleteId: 'both', ...from('06:30', 1) })]);
  await steps.process([run!]);
  await steps.process([await edit(database, run!.workoutId, { startedAt: '2026-11-20T05:00:00Z' })]);
  expect(await secondsOf('both', [])).toEqual({ all: 2 * HOUR, run: 2 * HOUR, ride: HOUR });
  expect(await verified(database.pool)).toMatchObject({ differences: [] });
});
