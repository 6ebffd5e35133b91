import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { v7 as uuidV7 } from 'uuid';
import { afterAll, expect, it } from 'vitest';
import { createReadRecording } from '../../src/activities/read-recording.ts';
import { replaceAthlete } from '../../src/api/save/profile-change.ts';
import { toWorkout } from '../../src/api/save/workout-view.ts';
import { ensureAthletes } from '../../src/db/accept/acceptance.ts';
import { withTransaction } from '../../src/db/pool.ts';
import { acceptUpload } from '../../src/db/imports/uploads.ts';
import { getWorkoutDetail } from '../../src/db/workouts/workout-detail.ts';
import { getWorkout } from '../../src/db/workouts/workout-reads.ts';
import { TRACK_VERSION } from '../../src/domain/track/clean-track.ts';
import type { WorkoutRef } from '../../src/domain/workout.ts';
import { backfill } from '../../src/ops/backfill.ts';
import { NOTHING_LEFT_OUT } from '../domain/tracks.ts';
import { createTestDatabase } from '../support/database.ts';
import { createStepRunner } from '../support/running-steps.ts';
import { edit, remove, saveWorkouts } from '../support/saving.ts';
import { verified } from '../support/verifying.ts';
import { aRun } from '../support/workouts.ts';

const database = await createTestDatabase();
const steps = createStepRunner(database.pool);
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

const differences = async () => (await verified(database.pool)).differences.map(({ table }) => table);

it('shows what of a recording was dropped, and counts the workout everywhere', async () => {
  const good = await record('steady', gpx('2026-03-02T08:00:00Z', []));
  const bad = await record('jumping', gpx('2026-03-02T08:00:00Z', [300, 800]));
  await steps.process([good, bad]);
  const { distanceMeters } = await shown(good);
  expect(await shown(good)).toMatchObject({ cleaning: { droppedPositions: 0 }, flags: [] });
  const workout = await shown(bad);
  expect(workout).toMatchObject({
    cleaning: { version: TRACK_VERSION, droppedPositions: 2, ...NOTHING_LEFT_OUT },
    distanceMeters,
    flags: [],
    status: 'processed',
  });
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
  const other = await record('edited', gpx('2026-03-03T08:00:00Z', [300]));
  await steps.process([other]);
  expect((await shown(other)).cleaning).toMatchObject({ droppedPositions: 1 });
  const game = await edit(database, other.workoutId, { sport: 'indoor_ride' });
  await steps.process([game]);
  expect((await shown(game)).cleaning).toMatchObject({ droppedPositions: 0 });
  expect(await differences()).toEqual([]);
  await steps.process([await remove(database, other.workoutId)]);
  expect(await differences()).toEqual([]);
});

it('is absent where there is no recording', async () => {
  const [posted] = await saveWorkouts(database, [aRun({ athleteId: 'posted' })]);
  await steps.process([posted!]);
  expect(await shown(posted!)).not.toHaveProperty('cleaning');
});

it('is found by verify, and brought up to date by a backfill, after a change of the rules', async () => {
  const workout = await record('earlier', gpx('2026-03-04T08:00:00Z', [300]));
  await steps.process([workout]);
  const { cleaning } = await shown(workout);
  await database.pool.query(
    `update workouts set cleaning = cleaning || '{"version":"track-0"}' where workout_id = $1::uuid`,
    [workout.workoutId],
  );
  expect(await differences()).toEqual(['workouts.cleaning']);
  expect(await backfill(database.pool, { step: 'findBestEfforts' })).toMatchObject({ queued: 1 });
  await steps.process([workout]);
  expect((await shown(workout)).cleaning).toEqual(cleaning);
  expect(await differences()).toEqual([]);
});

/** A sample every 10 s; each leg is so many seconds at so many metres a second, to the north. */
function gpxOf(start: string, legs: [seconds: number, metersPerSecond: number][]): Buffer {
  let [second, meters] = [0, 0];
  const points = [pointAt(start, second, meters)];
  for (const [duration, speed] of legs) {
    for (let passed = 0; passed < duration; passed += 10) {
      second += 10;
      meters += 10 * speed;
      points.push(pointAt(start, second, meters));
    }
  }
  return Buffer.from(
    `<gpx version="1.1"><trk><type>running</type><trkseg>${points.join('')}</trkseg></trk></gpx>`,
  );
}

const pointAt = (start: string, second: number, meters: number): string =>
  `<trkpt lat="${45 + meters / 111_132}" lon="2"><time>${new Date(Date.parse(start) + second * 1000).toISOString()}</time></trkpt>`;

it('cuts half an hour on a train out of a run', async () => {
  const run = await record(
    'commuter',
    gpxOf('2026-03-05T08:00:00Z', [
      [1200, 3],
      [1800, 11],
      [1200, 3],
    ]),
  );
  await steps.process([run]);
  const workout = await shown(run);
  expect(workout.flags).toEqual([]);
  expect(Math.abs(workout.distanceMeters! - 7200)).toBeLessThan(72);
  expect(Math.abs(workout.movingSeconds! - 2400)).toBeLessThan(30);
  expect(Math.abs(workout.cleaning!.vehicleMeters - 19_800)).toBeLessThan(72);
  const fastest = Math.max(
    ...workout.bestEfforts.map((effort) => effort.distanceMeters / effort.durationSeconds),
  );
  expect(fastest).toBeLessThan(3.1);
  expect(await differences()).toEqual([]);
});

it('flags a recording with parts that nobody can run, and finds its duplicates again', async () => {
  const intervals = Array.from({ length: 5 }, (): [number, number][] => [
    [200, 9],
    [400, 3],
  ]).flat();
  const fast = await record('e-bike', gpxOf('2026-03-06T08:00:00Z', intervals));
  const [typed] = await saveWorkouts(database, [
    aRun({
      athleteId: 'e-bike',
      startedAt: '2026-03-06T08:00:00Z',
      durationSeconds: 2900,
      movingSeconds: null,
      distanceMeters: null,
      averageHeartRate: null,
      maxHeartRate: null,
    }),
  ]);
  await steps.runStep('settleDuplicates', [fast, typed!]);
  expect(await shown(typed!)).toMatchObject({ duplicateOf: fast.workoutId });
  await steps.process([fast, typed!]);
  expect(await shown(fast)).toMatchObject({
    flags: ['implausible-effort'],
    flagReasons: [{ flag: 'implausible-effort' }],
  });
  expect(await shown(typed!)).not.toHaveProperty('duplicateOf');
  expect(await differences()).toEqual([]);

  await steps.process([await edit(database, fast.workoutId, { sport: 'ride' })]);
  expect(await shown(fast)).toMatchObject({ flags: [] });
  expect(await differences()).toEqual([]);
});

const CASES = join(import.meta.dirname, 'recording', 'cases');

/** The athlete of the case files: a man of 75 kg and 180 cm, born in 1985. */
async function createAthlete(athleteId: string): Promise<void> {
  const profile = {
    timeZone: 'UTC',
    sex: 'male',
    birthDate: '1985-01-01',
    heightCm: 180,
    restingHeartRate: null,
    maxHeartRate: null,
    ftpWatts: null,
    vo2Max: null,
    units: 'metric',
    displayName: null,
    leaderboardVisibility: 'public',
  } as const;
  const { appId } = database;
  await withTransaction(database.pool, (tx) =>
    replaceAthlete(tx, { appId, athleteId, newUuid: uuidV7(), profile, weightKg: 75 }),
  );
}

it.each([
  [
    'lap_with_zero_avg_hr.tcx',
    { averageHeartRate: 150, energy: { method: 'heart_rate', grossKcal: 298.83 } },
  ],
  ['lap_without_avg_hr.tcx', { averageHeartRate: 150, energy: { method: 'heart_rate', grossKcal: 298.83 } }],
  ['tcx_hr_255.tcx', { averageHeartRate: null, energy: { method: 'met' }, flags: [] }],
  ['tcx_lap_time_30min_as_30s.tcx', { movingSeconds: 1800, energy: { grossKcal: 448.25 }, flags: [] }],
])('%s has its right energy', async (name, expected) => {
  const athleteId = `case ${name}`;
  await createAthlete(athleteId);
  const file = readFileSync(join(CASES, name));
  const workout = await record(athleteId, file);
  await steps.process([workout]);
  expect(await shown(workout)).toMatchObject(expected);
});
