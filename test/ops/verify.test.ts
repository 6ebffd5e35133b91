import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { getAthleteUuid } from '../../src/db/athletes/athletes.ts';
import { requestErasure } from '../../src/db/athletes/erasure.ts';
import { createPool, withTransaction } from '../../src/db/pool.ts';
import { listUnsettledWork } from '../../src/db/dispatch/unsettled-work.ts';
import { insertTracks } from '../../src/db/workouts/workout-tracks.ts';
import type { Difference } from '../../src/domain/differences.ts';
import type { Track } from '../../src/domain/track/track.ts';
import type { WorkoutRef } from '../../src/domain/workout.ts';
import { verify } from '../../src/ops/verify.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createStepRunner, createTestActivities } from '../support/running-steps.ts';
import { remove, saveWorkouts } from '../support/saving.ts';
import { aRun } from '../support/workouts.ts';
import { NOTHING_LEFT_OUT } from '../domain/tracks.ts';

let database: TestDatabase;
let steps: ReturnType<typeof createStepRunner>;
/** Runs on the days of one week, the first two of which are one run from two devices. */
let workouts: WorkoutRef[];
let deleted: WorkoutRef;
let athleteUuid: string;

beforeAll(async () => {
  database = await createTestDatabase();
  steps = createStepRunner(database.pool);
  const startedAt = (day: number, minute = 0) => new Date(Date.UTC(2026, 8, day, 7, minute)).toISOString();
  workouts = await saveWorkouts(database, [
    aRun({ athleteId: 'verified', startedAt: startedAt(7) }),
    aRun({ athleteId: 'verified', startedAt: startedAt(7, 1), title: 'From the watch' }),
    aRun({
      athleteId: 'verified',
      startedAt: startedAt(8),
      distanceMeters: 5000,
      durationSeconds: 1500,
      movingSeconds: 1500,
    }),
    aRun({
      athleteId: 'verified',
      startedAt: startedAt(9),
      distanceMeters: 21_200,
      durationSeconds: 6400,
      movingSeconds: 6400,
    }),
    aRun({
      athleteId: 'verified',
      startedAt: startedAt(10),
      distanceMeters: 42_300,
      durationSeconds: 13_000,
      movingSeconds: 13_000,
    }),
    aRun({ athleteId: 'another', startedAt: startedAt(7) }),
  ]);
  const { rows } = await database.pool.query<{ athlete_uuid: string }>(
    `with weighed as (
       insert into athlete_weights (athlete_uuid, valid_from, weight_kg)
       select athlete_uuid, '2026-01-01', 70 from athletes
     )
     select athlete_uuid from athletes where athlete_id = 'verified'`,
  );
  athleteUuid = rows[0]!.athlete_uuid;
  await steps.process(workouts);
  deleted = await remove(database, workouts[4]!.workoutId);
  workouts[4] = deleted;
  await steps.process([deleted]);
});
afterAll(() => database.drop());

/** Whatever a test has planted: what the workouts say is there again after they went through the steps once more. */
afterEach(async () => {
  await database.pool.query(
    `update workouts set status = 'accepted', execution_number = execution_number + 1 where status = 'processed'`,
  );
  await steps.process(workouts);
  expectNothing(await differences());
});
/** Removes an athlete whom one test has added. */
const forget = (athleteId: string) =>
  database.pool.query(`delete from athletes where athlete_id = $1`, [athleteId]);
const expectNothing = (found: Difference[]) => expect(found).toEqual([]);

async function differences(): Promise<Difference[]> {
  const found: Difference[] = [];
  const { differences: count } = await verify(database.pool, (difference) => found.push(difference));
  expect(count).toBe(found.length);
  return found;
}

interface Divergence {
  what: string;
  /** The statement that plants it; `$1` is the athlete, `$2` one of its workouts, `$3` the deleted one. */
  plant: string;
  /** Where it shows, and where it shows as well. */
  table: string;
  also?: string[];
  /** What is wrong with the row: it is not there, it should not be there, or it says something else. */
  kind: 'missing' | 'extra' | 'changed';
}

const DIVERGENCES: Divergence[] = [
  {
    what: 'changed calories',
    plant: `update workout_energy set gross_kcal = gross_kcal + 1 where workout_id = $2`,
    table: 'workout_energy',
    also: ['leaderboard_scores'],
    kind: 'changed',
  },
  {
    what: 'missing calories',
    plant: `delete from workout_energy where workout_id = $2`,
    table: 'workout_energy',
    also: ['leaderboard_scores'],
    kind: 'missing',
  },
  {
    what: 'calories of a deleted workout',
    plant: `insert into workout_energy (workout_id, unavailable_reason) values ($3, 'left-over')`,
    table: 'workout_energy',
    kind: 'extra',
  },
  {
    what: 'a changed best effort',
    plant: `update best_efforts set duration_seconds = duration_seconds + 60 where workout_id = $2`,
    table: 'best_efforts',
    also: ['records', 'leaderboard_scores'],
    kind: 'changed',
  },
  {
    what: 'a missing best effort',
    plant: `delete from best_efforts where workout_id = $2`,
    table: 'best_efforts',
    also: ['records', 'leaderboard_scores'],
    kind: 'missing',
  },
  {
    what: 'a best effort of a deleted workout',
    plant: `insert into best_efforts (workout_id, distance_meters, duration_seconds) values ($3, 42195, 9000)`,
    table: 'best_efforts',
    kind: 'extra',
  },
  {
    what: 'a changed training load',
    plant: `update workout_training_load set power_unavailable_reason = 'power-unknown' where workout_id = $2`,
    table: 'workout_training_load',
    kind: 'changed',
  },
  {
    what: 'a missing training load',
    plant: `delete from workout_training_load where workout_id = $2`,
    table: 'workout_training_load',
    kind: 'missing',
  },
  {
    what: 'a training load of a deleted workout',
    plant: `insert into workout_training_load (workout_id, power_unavailable_reason, trimp_unavailable_reason)
            values ($3, 'left-over', 'left-over')`,
    table: 'workout_training_load',
    kind: 'extra',
  },
  {
    what: 'a run that counts twice',
    plant: `update workouts set duplicate_of = null where athlete_uuid = $1`,
    table: 'workouts.duplicate_of',
    also: ['achievement_progress', 'leaderboard_scores'],
    kind: 'changed',
  },
  {
    what: 'a missing award',
    plant: `delete from awards where athlete_uuid = $1 and achievement_id = 'first-run'`,
    table: 'awards',
    kind: 'missing',
  },
  {
    what: 'an award that nobody earned',
    plant: `insert into awards (athlete_uuid, achievement_id, workout_id, earned_at) values ($1, 'first-swim', $2, now())`,
    table: 'awards',
    kind: 'extra',
  },
  {
    what: 'an award of another workout',
    plant: `update awards set workout_id = $2 where athlete_uuid = $1 and achievement_id = 'first-run'`,
    table: 'awards',
    kind: 'changed',
  },
  {
    what: 'an award of a deleted workout',
    plant: `insert into awards (athlete_uuid, achievement_id, workout_id, earned_at) values ($1, 'run-marathon', $3, now())`,
    table: 'awards',
    kind: 'extra',
  },
  {
    what: 'progress that was not made',
    plant: `update achievement_progress set value = value + 1 where athlete_uuid = $1 and achievement_id = 'workouts-10'`,
    table: 'achievement_progress',
    kind: 'changed',
  },
  {
    what: 'missing progress',
    plant: `delete from achievement_progress where athlete_uuid = $1 and achievement_id = 'workouts-10'`,
    table: 'achievement_progress',
    kind: 'missing',
  },
  {
    what: 'a stale record',
    plant: `update records set value = value - 1 where athlete_uuid = $1 and kind = 'longest_distance'`,
    table: 'records',
    kind: 'changed',
  },
  {
    what: 'a missing record',
    plant: `delete from records where athlete_uuid = $1 and kind = 'longest_distance'`,
    table: 'records',
    kind: 'missing',
  },
  {
    what: 'a record of a deleted workout',
    plant: `insert into records (athlete_uuid, sport, kind, distance_meters, value, unit, workout_id, achieved_at)
            values ($1, 'run', 'best_effort', 42195, 13000, 'seconds', $3, now())`,
    table: 'records',
    kind: 'extra',
  },
  {
    what: 'a local start by other zone rules',
    plant: `update workouts set local_start = local_start + interval '1 minute' where workout_id = $2`,
    table: 'workouts.local_start',
    kind: 'changed',
  },
  {
    what: 'a wrong score',
    plant: `update leaderboard_scores set distance_meters = distance_meters + 1
            where athlete_uuid = $1 and period = '2026-09' and sport = 'run'`,
    table: 'leaderboard_scores',
    kind: 'changed',
  },
  {
    what: 'a missing score',
    plant: `delete from leaderboard_scores where athlete_uuid = $1 and period = '2026-W37'`,
    table: 'leaderboard_scores',
    kind: 'missing',
  },
  {
    what: 'a score of a period without a workout',
    plant: `insert into leaderboard_scores
            select athlete_uuid, '2025', sport, app_id, athlete_id, visible, workouts, distance_meters, duration_seconds,
              energy_kcal, elevation_gain_meters, fastest_5k, fastest_10k, fastest_half_marathon, fastest_marathon
            from leaderboard_scores where athlete_uuid = $1 and period = '2026'`,
    table: 'leaderboard_scores',
    kind: 'extra',
  },
  {
    what: 'a score that is shown though its athlete is private',
    plant: `update leaderboard_scores set visible = not visible where athlete_uuid = $1 and period = 'all'`,
    table: 'leaderboard_scores',
    kind: 'changed',
  },
];

const kindOf = ({ stored, expected }: Difference) => {
  if (stored === null) return 'missing';
  return expected === null ? 'extra' : 'changed';
};

describe('verify', () => {
  it('finds nothing where nothing diverges, and says how much it has looked at', async () => {
    expect(await verify(database.pool, () => {})).toEqual({ athletes: 2, unfinished: 0, differences: 0 });
  });

  it.each(DIVERGENCES)('finds $what', async ({ plant, table, also = [], kind }) => {
    const { rowCount } = await database.pool.query(
      plant
        .replaceAll('$1', `'${athleteUuid}'`)
        .replaceAll('$2', `'${workouts[2]!.workoutId}'`)
        .replaceAll('$3', `'${deleted.workoutId}'`),
    );
    expect(rowCount).toBeGreaterThan(0);
    const found = await differences();
    expect(new Set(found.map((difference) => difference.table))).toEqual(new Set([table, ...also]));
    const own = found.filter((difference) => difference.table === table);
    expect(own.map(kindOf)).toEqual(own.map(() => kind));
    for (const { key } of own) {
      const keys = [athleteUuid, deleted.workoutId, ...workouts.map((workout) => workout.workoutId)];
      expect(keys).toContain(key.split(' ')[0]);
    }
  });

  it.each([
    ['awardAchievements', 'achievement_progress'],
    ['updateLeaderboards', 'leaderboard_scores'],
  ])('takes no workout that ended well for one without a failed step: %s', async (step, table) => {
    const { rowCount } = await database.pool.query(
      `update workout_steps s set state = 'failed'
       from workouts w
       where w.workout_id = s.workout_id and w.status = 'processed' and s.workout_id = $1::uuid and s.name = $2::text`,
      [workouts[2]!.workoutId, step],
    );
    expect(rowCount).toBe(1);
    expect((await differences()).map((difference) => difference.table)).toContain(table);
  });

  it('plants something in every table that is made of workouts', async () => {
    const { rows } = await database.pool.query<{ table: string }>(
      `select distinct c.conrelid::regclass::text as table
       from pg_constraint c
       where c.contype = 'f' and c.confrelid = 'workouts'::regclass`,
    );
    const planted = new Set(DIVERGENCES.map(({ table }) => table));
    const derived = rows.map((row) => row.table).filter((table) => !NOT_DERIVED.includes(table));
    expect(derived.filter((table) => !planted.has(table))).toEqual([]);
  });

  it('expects nothing of an athlete who is being erased', async () => {
    await steps.process(await saveWorkouts(database, [aRun({ athleteId: 'leaving' })]));
    await withTransaction(database.pool, (tx) =>
      requestErasure(tx, { appId: database.appId, athleteId: 'leaving' }),
    );
    const { rows } = await database.pool.query<{ athlete_uuid: string }>(
      `delete from records r using athletes a
       where a.athlete_uuid = r.athlete_uuid and a.erasing_since is not null
       returning r.athlete_uuid`,
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(await verify(database.pool, () => {})).toMatchObject({ athletes: 2, differences: 0 });
  });

  it('compares reports that are not stale', async () => {
    const month = '2026-09';
    await new MockActivityEnvironment().run(createTestActivities(database.pool).buildMonthlyReport, {
      athleteUuid,
      month,
    });
    expectNothing(await differences());
    for (const planted of [
      `jsonb_set(report, '{totals,workouts}', '99')`,
      `jsonb_set(report, '{sufficient}', 'false')`,
      `jsonb_set(report, '{ranks,0,percentile}', '99')`,
    ]) {
      await database.pool.query(`create table untouched as select * from report_months`);
      await database.pool.query(`update report_months set report = ${planted}`);
      expect(await differences()).toEqual([
        expect.objectContaining({ table: 'reports', key: `${athleteUuid} ${month}` }),
      ]);
      await database.pool.query(`update report_months r set report = u.report from untouched u`);
      await database.pool.query(`drop table untouched`);
    }
    await database.pool.query(`update report_months set stale_since = now()`);
    expectNothing(await differences());
  });

  it('computes outside of any transaction', async () => {
    const points = 100_000;
    const seconds = Float64Array.from({ length: points }, (_, index) => index);
    const nothing = new Float32Array(points).fill(NaN);
    const track: Track = {
      seconds,
      latitude: Float64Array.from(nothing),
      longitude: Float64Array.from(nothing),
      elevationMeters: nothing,
      distanceMeters: seconds.map((second) => second * 0.4),
      heartRate: nothing,
      powerWatts: nothing,
      cadence: nothing,
      afterBreak: new Uint8Array(points),
    };
    const long = await saveWorkouts(
      database,
      [1, 2, 3].map((day) =>
        aRun({
          athleteId: 'recorded',
          startedAt: `2026-01-0${day * 2}T00:00:00Z`,
          durationSeconds: points,
          movingSeconds: null,
          distanceMeters: points * 0.4,
        }),
      ),
    );
    await withTransaction(database.pool, (tx) =>
      insertTracks(
        tx,
        long.map(({ workoutId }) => ({ workoutId, track, leftOut: NOTHING_LEFT_OUT })),
      ),
    );
    await steps.process(long);
    const impatient = createPool({
      databaseUrl: database.databaseUrl,
      applicationName: 'impatient',
      onError: () => {},
    });
    // The recordings take longer to recompute than this.
    impatient.on('connect', (client) => void client.query('set idle_in_transaction_session_timeout = 150'));
    onTestFinished(() => impatient.end());
    expect(await verify(impatient, () => {})).toMatchObject({ differences: 0 });
    await forget('recorded');
  });

  it('goes on behind an athlete who cannot be verified', async () => {
    const [broken] = await saveWorkouts(database, [
      aRun({ athleteId: '0-broken' }),
      aRun({ athleteId: '0-nowhere' }),
    ]);
    await steps.process([broken!]);
    await database.pool.query(
      `insert into workout_tracks (workout_id, left_out, points) values ('${broken!.workoutId}', '{}', '\\x00ff');
       update athletes set time_zone = 'Nowhere/Land' where athlete_id = '0-nowhere';
       update workouts set time_zone = null;
       update workout_energy set gross_kcal = gross_kcal + 1 where workout_id = '${workouts[2]!.workoutId}'`,
    );
    const found = await differences();
    expect(found).toContainEqual(
      expect.objectContaining({ table: 'workout_energy', key: workouts[2]!.workoutId }),
    );
    expect(found).toContainEqual(
      expect.objectContaining({
        table: 'verifyEfforts',
        stored: expect.stringMatching(/^cannot be verified: /),
      }),
    );
    await forget('0-broken');
    await forget('0-nowhere');
  });

  it('lists what has failed and what is overdue', async () => {
    const [failed, late, running] = await saveWorkouts(
      database,
      [1, 2, 3].map((day) => aRun({ athleteId: 'unsettled', startedAt: `2026-02-0${day}T07:00:00Z` })),
    );
    const unsettled = await getAthleteUuid(database.pool, { appId: database.appId, athleteId: 'unsettled' });
    await database.pool.query(
      `update workouts set status = 'processed_with_errors' where workout_id = '${failed!.workoutId}';
       update workouts set accepted_at = now() - interval '2 hours' where workout_id = '${late!.workoutId}';
       insert into report_months (athlete_uuid, month, state) values ('${unsettled}', '2026-02', 'failed');
       insert into report_months (athlete_uuid, month, state, requested_at)
       values ('${unsettled}', '2026-03', 'building', now() - interval '2 hours'), ('${unsettled}', '2026-04', 'building', now());
       insert into uploads (upload_id, app_id, athlete_uuid, content_hash, content, accepted_at)
       values ('${unsettled}', '${database.appId}', '${unsettled}', 'a', 'a', now() - interval '2 hours');
       insert into athletes (athlete_uuid, app_id, athlete_id, erasing_since)
       values ('${deleted.workoutId}', '${database.appId}', 'erased:late', now() - interval '2 hours');`,
    );
    const found = await listUnsettledWork(database.pool, { overdueSeconds: 3600 });
    expect(found.map(({ kind, key, state }) => [kind, key, state])).toEqual(
      expect.arrayContaining([
        ['workout', failed!.workoutId, 'processed_with_errors'],
        ['workout', late!.workoutId, 'accepted'],
        ['report', `${unsettled} 2026-02`, 'failed'],
        ['report', `${unsettled} 2026-03`, 'building'],
        ['upload', unsettled, 'accepted'],
        ['erasure', deleted.workoutId, 'erasing'],
      ]),
    );
    const keys = found.map(({ key }) => key);
    expect(keys).not.toContain(running!.workoutId);
    expect(keys).not.toContain(`${unsettled} 2026-04`);
    await forget('unsettled');
    await forget('erased:late');
  });

  it('distinguishes workouts in progress from divergence', async () => {
    const [workout] = await saveWorkouts(database, [
      aRun({ athleteId: 'another', startedAt: '2026-09-20T07:00:00Z' }),
    ]);
    const { unfinished, differences: found } = await verify(database.pool, () => {});
    expect(unfinished).toBe(1);
    expect(found).toBeGreaterThan(0);
    await steps.process([workout!]);
    expect(await verify(database.pool, () => {})).toMatchObject({ unfinished: 0, differences: 0 });
  });
});

/** What refers to workouts without being a function of them. */
const NOT_DERIVED = ['workouts', 'workout_tracks', 'workout_steps', 'revision_keys'];
