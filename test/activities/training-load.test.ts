import { afterAll, describe, expect, it } from 'vitest';
import { withTransaction } from '../../src/db/pool.ts';
import { insertTracks } from '../../src/db/workouts/workout-tracks.ts';
import type { WorkoutRef, WorkoutSubmission } from '../../src/domain/workout.ts';
import { createTestDatabase } from '../support/database.ts';
import { claim, createAttempts, createStepRunner, createTestActivities } from '../support/running-steps.ts';
import { edit, remove, saveWorkouts } from '../support/saving.ts';
import { verified } from '../support/verifying.ts';
import { aRun } from '../support/workouts.ts';
import { NOTHING_LEFT_OUT, trackOf } from '../domain/tracks.ts';

const database = await createTestDatabase();
const steps = createStepRunner(database.pool);
afterAll(() => database.drop());

/** A man who rests at 60 and reaches 190 beats a minute. */
async function introduce(athleteId: string): Promise<void> {
  await database.pool.query(
    `insert into athletes (athlete_uuid, app_id, athlete_id, sex, resting_heart_rate, max_heart_rate)
     values (gen_random_uuid(), $1::uuid, $2::text, 'male', 60, 190)`,
    [database.appId, athleteId],
  );
}

/** 45 minutes on the bicycle, with a steady 200 W by its recording. */
async function saveRide(athleteId: string, over: Partial<WorkoutSubmission> = {}): Promise<WorkoutRef> {
  const [ride] = await saveWorkouts(database, [
    aRun({
      athleteId,
      sport: 'ride',
      durationSeconds: 2700,
      movingSeconds: null,
      averageHeartRate: 150,
      averagePowerWatts: 200,
      ...over,
    }),
  ]);
  const seconds = Array.from({ length: 2700 }, (_, second) => second);
  const track = {
    ...trackOf(
      seconds,
      seconds.map((second) => second * 8),
    ),
    powerWatts: new Float32Array(2700).fill(200),
  };
  await withTransaction(database.pool, (tx) =>
    insertTracks(tx, [{ workoutId: ride!.workoutId, track, leftOut: NOTHING_LEFT_OUT }]),
  );
  return ride!;
}

const loadOf = async ({ workoutId }: WorkoutRef) => {
  const { rows } = await database.pool.query(
    `select
       normalized_power_watts as np,
       power_seconds as seconds,
       power_unavailable_reason as "noPower",
       trimp,
       trimp_unavailable_reason as "noTrimp",
       xmin::text as written
     from workout_training_load
     where workout_id = $1::uuid`,
    [workoutId],
  );
  return rows[0];
};

const differences = async () => (await verified(database.pool)).differences;

describe('calculateTrainingLoad', () => {
  it('computes the load by power and by heart rate', async () => {
    await introduce('both');
    const ride = await saveRide('both');
    expect(await steps.process([ride])).toMatchObject({ status: 'processed' });
    expect(await loadOf(ride)).toMatchObject({
      np: 200,
      seconds: 2700,
      noPower: null,
      trimp: 75.33,
      noTrimp: null,
    });
  });

  it('says why where it cannot', async () => {
    const [run] = await saveWorkouts(database, [aRun({ athleteId: 'unknown' })]);
    await steps.process([run!]);
    expect(await loadOf(run!)).toMatchObject({
      np: null,
      seconds: null,
      noPower: 'not-a-ride',
      trimp: null,
      noTrimp: 'sex-unknown',
    });
  });

  it('writes nothing where nothing has changed', async () => {
    await introduce('repeated');
    const ride = await saveRide('repeated');
    await steps.process([ride]);
    const before = await loadOf(ride);
    await steps.runStep('calculateTrainingLoad', [ride]);
    expect(await loadOf(ride)).toEqual(before);
  });

  it('follows an edit and a deletion', async () => {
    await introduce('edited');
    const ride = await saveRide('edited');
    await steps.process([ride]);
    const next = await edit(database, ride.workoutId, { averageHeartRate: 60, averagePowerWatts: null });
    await steps.process([next]);
    // An edit that removes the average power distrusts the samples as well.
    expect(await loadOf(ride)).toMatchObject({ np: null, noPower: 'power-unknown', trimp: 0 });
    await steps.process([await remove(database, ride.workoutId)]);
    expect(await loadOf(ride)).toBeUndefined();
  });

  it('does not stop the others where one track is broken', async () => {
    await introduce('broken');
    const rides = [
      await saveRide('broken'),
      await saveRide('broken', { startedAt: '2026-11-21T07:30:00Z' }),
      await saveRide('broken', { startedAt: '2026-11-22T07:30:00Z' }),
    ];
    const bad = rides[1]!.workoutId;
    await database.pool.query(`update workout_tracks set points = '\\x00' where workout_id = $1::uuid`, [
      bad,
    ]);
    await claim(database.pool, rides);
    const attempt = createAttempts();
    const { calculateTrainingLoad } = createTestActivities(database.pool);
    await expect(attempt(calculateTrainingLoad, { workouts: rides })).rejects.toMatchObject({
      nonRetryable: false,
    });
    expect(await attempt(calculateTrainingLoad, { workouts: rides })).toEqual({
      succeeded: 2,
      superseded: 0,
      failed: [bad],
    });
    await database.pool.query(`delete from workouts where workout_id = $1::uuid`, [bad]);
    await steps.process([rides[0]!, rides[2]!]);
  });

  it('leaves nothing that verify finds, and verify finds what was not left by it', async () => {
    expect(await differences()).toEqual([]);
    await introduce('tampered');
    const ride = await saveRide('tampered');
    await steps.process([ride]);
    await database.pool.query(`update workout_training_load set trimp = 1 where workout_id = $1::uuid`, [
      ride.workoutId,
    ]);
    expect(await differences()).toMatchObject([
      {
        table: 'workout_training_load',
        key: ride.workoutId,
        stored: { trimp: 1 },
        expected: { trimp: 75.33 },
      },
    ]);
  });
});
