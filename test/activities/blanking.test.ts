import { afterAll, describe, expect, it } from 'vitest';
import { getAthleteUuid } from '../../src/db/athletes/athletes.ts';
import { withTransaction } from '../../src/db/pool.ts';
import { insertTracks } from '../../src/db/workouts/workout-tracks.ts';
import { acceptUpload } from '../../src/db/imports/uploads.ts';
import type { Track } from '../../src/domain/track/track.ts';
import type { WorkoutRef } from '../../src/domain/workout.ts';
import { verify } from '../../src/ops/verify.ts';
import { createTestDatabase } from '../support/database.ts';
import { createStepRunner, createTestActivities } from '../support/running-steps.ts';
import { MockActivityEnvironment } from '@temporalio/testing';
import { remove, saveWorkouts } from '../support/saving.ts';
import { aRun } from '../support/workouts.ts';
import { NOTHING_LEFT_OUT } from '../domain/tracks.ts';

const database = await createTestDatabase();
const steps = createStepRunner(database.pool);
afterAll(() => database.drop());

const NOT_RECORDED = [NaN, NaN];
const TRACK: Track = {
  seconds: Float64Array.of(0, 4321),
  latitude: Float64Array.of(48.8, 48.9),
  longitude: Float64Array.of(2.3, 2.4),
  elevationMeters: Float32Array.from(NOT_RECORDED),
  distanceMeters: Float64Array.of(0, 12_345),
  heartRate: Float32Array.from(NOT_RECORDED),
  powerWatts: Float32Array.from(NOT_RECORDED),
  cadence: Float32Array.from(NOT_RECORDED),
  afterBreak: new Uint8Array(2),
};

const FACTS = {
  title: 'From my front door',
  distanceMeters: 12_345,
  averageHeartRate: 147,
  durationSeconds: 4321,
};

/** One file with two workouts of one athlete, processed, with a report of their month. */
async function saveFile(
  athleteId: string,
): Promise<{ uploadId: string; athleteUuid: string; workouts: WorkoutRef[] }> {
  const earlier = aRun({ athleteId, distanceMeters: 5000, startedAt: '2026-05-02T08:00:00Z' });
  await steps.process(await saveWorkouts(database, [earlier]));
  const workouts = await saveWorkouts(database, [
    aRun({ athleteId, ...FACTS, startedAt: '2026-06-02T08:00:00Z' }),
    aRun({ athleteId, startedAt: '2026-06-03T08:00:00Z' }),
  ]);
  const athleteUuid = await getAthleteUuid(database.pool, { appId: database.appId, athleteId });
  const uploadId = await withTransaction(database.pool, async (tx) => {
    const content = Buffer.from(`<gpx>${athleteId}</gpx>`);
    const upload = await acceptUpload(tx, { appId: database.appId, athleteUuid, content });
    await insertTracks(
      tx,
      workouts.map(({ workoutId }) => ({
        workoutId,
        track: TRACK,
        leftOut: NOTHING_LEFT_OUT,
      })),
    );
    return upload.uploadId;
  });
  await database.pool.query(
    `update uploads set status = 'processed', file_name = 'home.gpx' where upload_id = $1`,
    [uploadId],
  );
  await database.pool.query(`update workouts set upload_id = $1 where workout_id = any($2::uuid[])`, [
    uploadId,
    workouts.map(({ workoutId }) => workoutId),
  ]);
  await steps.process(workouts);
  await new MockActivityEnvironment().run(createTestActivities(database.pool).buildMonthlyReport, {
    athleteUuid,
    month: '2026-06',
  });
  return { uploadId, athleteUuid, workouts };
}

const rowsOf = async (statement: string, id: string) => (await database.pool.query(statement, [id])).rows;
const contentOf = async (uploadId: string) =>
  (await rowsOf(`select length(content) as bytes, file_name from uploads where upload_id = $1`, uploadId))[0];

describe('a deleted workout', () => {
  it('keeps none of its facts once its steps are done, and its file while another workout is live', async () => {
    const { uploadId, athleteUuid, workouts } = await saveFile('deleting');
    const first = await remove(database, workouts[0]!.workoutId);
    await steps.process([first]);
    const [row] = await rowsOf(
      `select to_jsonb(w) as row from workouts w where workout_id = $1`,
      first.workoutId,
    );
    expect(row.row).toMatchObject({
      status: 'deleted',
      athlete_uuid: athleteUuid,
      revision: 2,
      title: null,
      distance_meters: null,
      average_heart_rate: null,
      duration_seconds: 0,
    });
    // Random ids and the clock may show any digits.
    const {
      workout_id: _id,
      app_id: _app,
      athlete_uuid: _athlete,
      upload_id: _upload,
      accepted_at: _accepted,
      finished_at: _finished,
      deleted_at: _deleted,
      ...facts
    } = row.row as Record<string, unknown>;
    for (const fact of ['2026-06-02', ...Object.values(FACTS)])
      expect(JSON.stringify(facts)).not.toContain(String(fact));
    expect(await rowsOf(`select from workout_tracks where workout_id = $1`, first.workoutId)).toEqual([]);
    const events = await rowsOf(
      `select type, data from events where data ->> 'workoutId' = $1`,
      first.workoutId,
    );
    expect(events.map(({ type }) => type)).toContain('record.broken');
    for (const { data } of events) expect(JSON.stringify(data)).not.toMatch(/2026-06-02|12345|4321/);
    expect(await contentOf(uploadId)).toMatchObject({
      bytes: '<gpx>deleting</gpx>'.length,
      file_name: 'home.gpx',
    });

    await steps.process([await remove(database, workouts[1]!.workoutId)]);
    expect(await contentOf(uploadId)).toEqual({ bytes: 0, file_name: null });
    expect(await verify(database.pool, () => {})).toMatchObject({ differences: 0 });
  });

  it('is taken out of the report of its month without a reader', async () => {
    const { athleteUuid, workouts } = await saveFile('reported');
    await steps.process([await remove(database, workouts[0]!.workoutId)]);
    expect(await rowsOf(`select state from report_months where athlete_uuid = $1`, athleteUuid)).toEqual([
      { state: 'building' },
    ]);
  });

  it('keeps its facts while a step of its deletion has failed', async () => {
    const { workouts } = await saveFile('unfinished');
    const ref = await remove(database, workouts[0]!.workoutId);
    await steps.finish([ref], { isCancelled: true });
    expect(await rowsOf(`select status, title from workouts where workout_id = $1`, ref.workoutId)).toEqual([
      { status: 'processed_with_errors', title: FACTS.title },
    ]);
  });
});
