import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createReadRecording } from '../../src/activities/read-recording.ts';
import { toWorkout } from '../../src/api/save/workout-view.ts';
import { ensureAthletes } from '../../src/db/accept/acceptance.ts';
import { withTransaction } from '../../src/db/pool.ts';
import { acceptUpload } from '../../src/db/imports/uploads.ts';
import { getWorkoutDetail } from '../../src/db/workouts/workout-detail.ts';
import { getWorkout } from '../../src/db/workouts/workout-reads.ts';
import type { WorkoutRef } from '../../src/domain/workout.ts';
import { backfill } from '../../src/ops/backfill.ts';
import { verify } from '../../src/ops/verify.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createStepRunner } from '../support/running-steps.ts';
import { edit, remove, saveWorkouts } from '../support/saving.ts';
import { aRun } from '../support/workouts.ts';

let database: TestDatabase;
let steps: ReturnType<typeof createStepRunner>;
beforeAll(async () => {
  database = await createTestDatabase();
  steps = createStepRunner(database.pool);
});
afterAll(() => database.drop());

/** A run of 1200 s at 3 m/s to the north, of which the samples at these seconds are a kilometre off. */
function gpx(start: string, offAt: number[]): Buffer {
  const points = Array.from({ length: 121 }, (_, index) => {
    const second = index * 10;
    const latitude = 48 + second * 3 * 9e-6 + (offAt.includes(second) ? 0.009 : 0);
    const time = new Date(Date.parse(start) + second * 1000).toISOString();
    return `<trkpt lat="${latitude}" lon="2"><time>${time}</time></trkpt>`;
  });
  return Buffer.from(
    `<gpx version="1.1"><trk><type>running</type><trkseg>${points.join('')}</trkseg></trk></gpx>`,
  );
}

async function record(athleteId: string, content: Buffer): Promise<WorkoutRef> {
  const { pool, appId } = database;
  const uploadId = await withTransaction(pool, async (tx) => {
    const athleteUuid = (await ensureAthletes(tx, appId, [athleteId])).get(athleteId)!;
    return (await acceptUpload(tx, { appId, athleteUuid, content })).uploadId;
  });
  await new MockActivityEnvironment().run(createReadRecording({ pool }), { uploadId });
  const { rows } = await pool.query<WorkoutRef>(
    `select workout_id as "workoutId", revision from workouts where upload_id = $1::uuid`,
    [uploadId],
  );
  return rows[0]!;
}

async function shown({ workoutId }: WorkoutRef) {
  const { pool, appId } = database;
  const view = await getWorkout(pool, { workoutId, appId, athleteUuid: null });
  return toWorkout(view, await getWorkoutDetail(pool, view));
}

const differences = async () => {
  const tables: string[] = [];
  await verify(database.pool, ({ table }) => tables.push(table));
  return tables;
};

it('tells of a recording how many samples count for nothing, and takes the workout out of nothing', async () => {
  const good = await record('steady', gpx('2026-03-02T08:00:00Z', []));
  const bad = await record('jumping', gpx('2026-03-02T08:00:00Z', [300, 800]));
  await steps.process([good, bad]);
  expect(await shown(good)).toMatchObject({ droppedSamples: 0, flags: [] });
  const workout = await shown(bad);
  expect(workout).toMatchObject({ flags: [], status: 'processed' });
  expect(workout.droppedSamples).toBeGreaterThanOrEqual(2);
  expect(workout.bestEfforts.every((effort) => effort.distanceMeters / effort.durationSeconds <= 12)).toBe(
    true,
  );
  const { rows } = await database.pool.query(
    `select 1 from leaderboard_scores where athlete_id = 'jumping' and period = 'all' and workouts = 1`,
  );
  expect(rows.length).toBeGreaterThan(0);
  expect(await differences()).toEqual([]);
});

it('follows an edit of the sport, whose bound it is', async () => {
  const run = await record('edited', gpx('2026-03-03T08:00:00Z', []));
  await steps.process([run]);
  expect((await shown(run)).droppedSamples).toBe(0);
  const swim = await edit(database, run.workoutId, { sport: 'swim' });
  await steps.process([swim]);
  expect((await shown(swim)).droppedSamples).toBeGreaterThan(0);
  expect(await differences()).toEqual([]);
  await steps.process([await remove(database, run.workoutId)]);
  expect(await differences()).toEqual([]);
});

it('is absent where there is no recording', async () => {
  const [posted] = await saveWorkouts(database, [aRun({ athleteId: 'posted' })]);
  await steps.process([posted!]);
  expect(await shown(posted!)).not.toHaveProperty('droppedSamples');
});

it('is missed by verify, and told by a backfill, where the recording was there before', async () => {
  const workout = await record('earlier', gpx('2026-03-04T08:00:00Z', [300]));
  await steps.process([workout]);
  const told = (await shown(workout)).droppedSamples;
  await database.pool.query(`update workouts set dropped_samples = null where workout_id = $1::uuid`, [
    workout.workoutId,
  ]);
  expect(await differences()).toEqual(['workouts.dropped_samples']);
  expect(await backfill(database.pool, { step: 'findBestEfforts' })).toMatchObject({ queued: 1 });
  await steps.process([workout]);
  expect((await shown(workout)).droppedSamples).toBe(told);
  expect(await differences()).toEqual([]);
});
