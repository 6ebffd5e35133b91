import { CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createBuildMonthlyReports,
  type BuildMonthlyReportsInput,
  type BuildMonthlyReportsResult,
} from '../../src/activities/build-monthly-reports.ts';
import { replaceAthlete } from '../../src/api/save/profile-change.ts';
import { createPlanMonthlyReports } from '../../src/activities/plan-monthly-reports.ts';
import { enqueueMissingReports, enqueueStaleReports } from '../../src/db/reports/due-reports.ts';
import { enqueueReport } from '../../src/db/dispatch/enqueue.ts';
import { redriveStuckWork } from '../../src/db/dispatch/stuck-work.ts';
import { createPool, withTransaction } from '../../src/db/pool.ts';
import { markAllReportsStale, markReportsStale, writeReports } from '../../src/db/reports/reports.ts';
import { lockReportSources } from '../../src/db/reports/report-sources.ts';
import type { AthleteProfile } from '../../src/domain/athlete.ts';
import { buildMonthlyReport, type MonthlyReport } from '../../src/domain/monthly-report.ts';
import type { WorkoutSubmission } from '../../src/domain/workout.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createAttempts, createStepRunner, createTestActivities } from '../support/running-steps.ts';
import { edit, remove, saveWorkouts } from '../support/saving.ts';
import { v4 as uuidV4 } from 'uuid';
import { aRun, unknownProfile } from '../support/workouts.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** Some of these activities are made to fail: no warnings about them. */
const environment = ({ attempt = 1, unknownFailures = 0 } = {}) =>
  new MockActivityEnvironment(
    { attempt, heartbeatDetails: { unknownFailures } },
    { logger: new DefaultLogger('ERROR') },
  );

const build = (athleteUuid: string, month: string, unknownFailures = 0) =>
  environment({ unknownFailures }).run(createTestActivities(database.pool).buildMonthlyReport, {
    athleteUuid,
    month,
  });

const buildPage = (
  input: BuildMonthlyReportsInput,
  given: { athletesPerPage?: number; enoughMs?: number } = {},
): Promise<BuildMonthlyReportsResult> =>
  environment().run(createBuildMonthlyReports({ pool: database.pool, ...given }), input);

/** Saves workouts and takes them through their steps. */
const saveProcessed = async (...submissions: WorkoutSubmission[]): Promise<string[]> => {
  const workouts = await saveWorkouts(database, submissions);
  await createStepRunner(database.pool).process(workouts);
  return workouts.map((workout) => workout.workoutId);
};

const removeProcessed = async (workoutId: string): Promise<void> => {
  await createStepRunner(database.pool).process([await remove(database, workoutId)]);
};

const settle = async (athleteId: string, timeZone: string): Promise<string> => {
  const { rows } = await database.pool.query<{ athlete_uuid: string }>(
    `update athletes set time_zone = $2::text where athlete_id = $1::text returning athlete_uuid`,
    [athleteId, timeZone],
  );
  return rows[0]!.athlete_uuid;
};

const reportsOf = async (athleteUuid: string) => {
  const { rows } = await database.pool.query<{
    month: string;
    revision: number;
    complete: boolean;
    report: MonthlyReport;
  }>(
    `select month, revision, complete, report
     from report_months
     where athlete_uuid = $1::uuid and report is not null
     order by month`,
    [athleteUuid],
  );
  return rows;
};

const monthOf = async (athleteUuid: string, month: string) => {
  const { rows } = await database.pool.query<{ state: string; revision: number; stale: boolean }>(
    `select state, revision, stale_since is not null as stale
     from report_months
     where athlete_uuid = $1::uuid and month = $2::text`,
    [athleteUuid, month],
  );
  return rows[0];
};

const reportEventsOf = async (athleteUuid: string) => {
  const { rows } = await database.pool.query<{ data: unknown }>(
    `select data from events where athlete_uuid = $1::uuid and type = 'report.ready' order by event_id`,
    [athleteUuid],
  );
  return rows.map((row) => row.data);
};

/** As if the change had been made two minutes ago. */
const waitUntilQuiet = () =>
  database.pool.query(
    `update report_months set stale_since = stale_since - interval '2 minutes' where stale_since is not null`,
  );

/** Has nothing of it remade by another test. */
const leave = (athleteUuid: string) =>
  database.pool.query(`update report_months set stale_since = null where athlete_uuid = $1::uuid`, [
    athleteUuid,
  ]);

const rebuildStale = (now = '2026-07-20T00:00:00Z') =>
  withTransaction(database.pool, (tx) => enqueueStaleReports(tx, { now, quietSeconds: 60, limit: 10 }));

const run = (athleteId: string, startedAt: string, over: Parameters<typeof aRun>[0] = {}) =>
  aRun({ athleteId, startedAt, timeZone: null, ...over });

/** Enough for a report of June 2026. */
const threeRuns = (athleteId: string): WorkoutSubmission[] =>
  [1, 2, 3].map((day) => run(athleteId, `2026-06-0${day}T08:00:00Z`));

describe('buildMonthlyReport', () => {
  it('shows the training load of the month alone, and the fitness before it', async () => {
    const measured = {
      durationSeconds: 2700,
      movingSeconds: null,
      averageHeartRate: 150,
      maxHeartRate: null,
    };
    const workouts = await saveWorkouts(database, [
      run('loaded', '2026-04-30T08:00:00Z', measured),
      run('loaded', '2026-05-02T08:00:00Z', measured),
      run('loaded', '2026-06-01T08:00:00Z', measured),
    ]);
    await database.pool.query(
      `update athletes set sex = 'male', resting_heart_rate = 60, max_heart_rate = 190 where athlete_id = 'loaded'`,
    );
    const athleteUuid = await settle('loaded', 'UTC');
    await createStepRunner(database.pool).process(workouts);
    await build(athleteUuid, '2026-05');
    const [stored] = await reportsOf(athleteUuid);
    expect(stored!.report.trainingLoad).toMatchObject({ basis: 'trimp', load: 75.33, fitnessBefore: 1.77 });
    expect(stored!.report.trainingLoad!.days).toHaveLength(31);
  });

  it('covers a month in the athlete’s time zone, over the change to summer time', async () => {
    await saveProcessed(
      run('paris', '2026-02-28T23:30:00Z', { timeZone: 'Europe/Paris', distanceMeters: 5000 }),
      run('paris', '2026-03-15T12:00:00Z', { timeZone: 'Europe/Paris', distanceMeters: 6000 }),
      run('paris', '2026-03-29T01:30:00Z', { timeZone: 'Europe/Paris', distanceMeters: 7000 }),
      run('paris', '2026-03-31T22:30:00Z', { timeZone: 'Europe/Paris', distanceMeters: 9000 }),
    );
    const athleteUuid = await settle('paris', 'Europe/Paris');
    expect(await build(athleteUuid, '2026-03')).toEqual({ outcome: 'made', revision: 1 });
    const [stored] = await reportsOf(athleteUuid);
    expect(stored).toMatchObject({ month: '2026-03', revision: 1, complete: true });
    expect(stored!.report).toMatchObject({
      timeZone: 'Europe/Paris',
      startsAt: '2026-02-28T23:00:00Z',
      endsAt: '2026-03-31T22:00:00Z',
      totals: { workouts: 3, distanceMeters: 18_000 },
      activeDays: 3,
    });
    expect(stored!.report.days.filter((day) => day.workouts > 0).map((day) => day.date)).toEqual([
      '2026-03-01',
      '2026-03-15',
      '2026-03-29',
    ]);
    expect(await monthOf(athleteUuid, '2026-03')).toEqual({ state: 'ready', revision: 1, stale: false });
    expect(await reportEventsOf(athleteUuid)).toMatchObject([{ month: '2026-03', revision: 1 }]);
  });

  it('compares with the month before and the same month a year ago', async () => {
    await saveProcessed(
      run('compared', '2025-06-10T08:00:00Z', { distanceMeters: 8000 }),
      run('compared', '2026-05-10T08:00:00Z', { distanceMeters: 10_000 }),
      run('compared', '2026-06-10T08:00:00Z', { distanceMeters: 12_000 }),
    );
    const athleteUuid = await settle('compared', 'UTC');
    await build(athleteUuid, '2026-06');
    const [stored] = await reportsOf(athleteUuid);
    expect(stored!.report.previousMonth).toMatchObject({
      month: '2026-05',
      change: { distanceMeters: { difference: 2000, percent: 20 } },
    });
    expect(stored!.report.sameMonthLastYear).toMatchObject({
      month: '2025-06',
      change: { distanceMeters: { difference: 4000, percent: 50 } },
    });
    expect(stored!.report.recordsBroken.map((record) => record.kind)).toContain('longest_distance');
  });

  it('counts an implausible workout in the totals and in nothing that is earned', async () => {
    await saveProcessed(
      run('flagged', '2026-06-01T08:00:00Z'),
      run('flagged', '2026-06-02T08:00:00Z', {
        distanceMeters: 90_000,
        durationSeconds: 1800,
        movingSeconds: 1800,
      }),
    );
    await database.pool.query(
      `update workouts set flags = '{implausible-speed}' where distance_meters = 90000`,
    );
    const athleteUuid = await settle('flagged', 'UTC');
    await build(athleteUuid, '2026-06');
    const [stored] = await reportsOf(athleteUuid);
    expect(stored!.report.totals).toMatchObject({ workouts: 2, distanceMeters: 100_020 });
    expect(stored!.report.recordsBroken).toEqual([]);
    expect(stored!.report.bestWorkout).toMatchObject({ distanceMeters: 10_020 });
  });

  it('counts a workout at which the achievements failed in the totals and in nothing that is earned', async () => {
    const [, failed] = await saveProcessed(
      run('step-failed', '2026-06-01T08:00:00Z'),
      run('step-failed', '2026-06-02T08:00:00Z', { distanceMeters: 11_000 }),
    );
    await database.pool.query(
      `with ended as (
         update workouts set status = 'processed_with_errors' where workout_id = $1::uuid
       )
       update workout_steps
       set state = 'failed'
       where workout_id = $1::uuid and name = 'awardAchievements'`,
      [failed],
    );
    const athleteUuid = await settle('step-failed', 'UTC');
    await build(athleteUuid, '2026-06');
    const [stored] = await reportsOf(athleteUuid);
    expect(stored!.report.totals).toMatchObject({ workouts: 2, distanceMeters: 21_020 });
    expect(stored!.report.recordsBroken).toEqual([]);
  });

  it('leaves duplicates and deleted workouts out', async () => {
    const [, , deleted] = await saveProcessed(
      run('twice', '2026-06-01T08:00:00Z'),
      run('twice', '2026-06-01T08:01:00Z'),
      run('twice', '2026-06-03T08:00:00Z'),
    );
    await removeProcessed(deleted!);
    const athleteUuid = await settle('twice', 'UTC');
    await build(athleteUuid, '2026-06');
    const [stored] = await reportsOf(athleteUuid);
    expect(stored!.report.totals.workouts).toBe(1);
  });

  it('ranks the athlete on the month’s boards of its own app, and a private one nowhere', async () => {
    await saveProcessed(
      run('rank-a', '2026-07-01T08:00:00Z', { distanceMeters: 10_050 }),
      run('rank-b', '2026-07-02T08:00:00Z', { distanceMeters: 10_050 }),
      run('rank-c', '2026-07-03T08:00:00Z', {
        distanceMeters: 9000,
        durationSeconds: 3000,
        movingSeconds: 3000,
      }),
      run('rank-d', '2026-06-30T08:00:00Z', { distanceMeters: 12_000 }),
    );
    const third = await settle('rank-c', 'UTC');
    await build(third, '2026-07');
    const [stored] = await reportsOf(third);
    expect(stored!.report.ranks).toContainEqual({
      board: 'distance',
      rank: 3,
      total: 3,
      percentile: null,
    });
    expect(stored!.report.ranks).toContainEqual({
      board: 'duration',
      rank: 1,
      total: 3,
      percentile: null,
    });
    expect(stored!.report.ranks.map(({ board }) => board)).not.toContain('fastest-10k');

    const first = await settle('rank-a', 'UTC');
    await build(first, '2026-07');
    expect((await reportsOf(first))[0]!.report.ranks).toContainEqual({
      board: 'fastest-10k',
      rank: 1,
      total: 2,
      percentile: null,
    });

    await database.pool.query(`update leaderboard_scores set visible = false where athlete_uuid = $1::uuid`, [
      third,
    ]);
    await build(third, '2026-07');
    expect((await reportsOf(third)).at(-1)!.report.ranks).toEqual([]);
  });

  it('notifies nobody of a month with too few workouts, unless it was requested', async () => {
    await saveProcessed(run('few', '2026-06-01T08:00:00Z'), run('few', '2026-06-02T08:00:00Z'));
    const athleteUuid = await settle('few', 'Indian/Maldives');
    expect(await buildPage({ timeZone: 'Indian/Maldives', month: '2026-06' })).toMatchObject({ reports: 1 });
    expect((await reportsOf(athleteUuid))[0]!.report.sufficient).toBe(false);
    expect(await reportEventsOf(athleteUuid)).toEqual([]);
    await withTransaction(database.pool, (tx) => enqueueReport(tx, { athleteUuid, month: '2026-06' }));
    await build(athleteUuid, '2026-06');
    expect(await reportEventsOf(athleteUuid)).toMatchObject([{ month: '2026-06', revision: 1 }]);
  });

  it('covers a month that is not over so far', async () => {
    await saveProcessed(run('running', '2100-01-10T08:00:00Z'));
    const athleteUuid = await settle('running', 'UTC');
    await build(athleteUuid, '2100-01');
    expect(await reportsOf(athleteUuid)).toMatchObject([
      { revision: 1, complete: false, report: { complete: false, totals: { workouts: 1 } } },
    ]);
  });

  it('writes nothing the second time', async () => {
    await saveProcessed(...threeRuns('again'));
    const athleteUuid = await settle('again', 'UTC');
    await build(athleteUuid, '2026-06');
    expect(await build(athleteUuid, '2026-06')).toEqual({ outcome: 'unchanged', revision: 1 });
    expect(await reportsOf(athleteUuid)).toHaveLength(1);
    expect(await reportEventsOf(athleteUuid)).toHaveLength(1);
  });

  it('notifies a requester also when nothing changed, without a further revision', async () => {
    await saveProcessed(...threeRuns('asked'));
    const athleteUuid = await settle('asked', 'UTC');
    await build(athleteUuid, '2026-06');
    await withTransaction(database.pool, (tx) => enqueueReport(tx, { athleteUuid, month: '2026-06' }));
    expect(await build(athleteUuid, '2026-06')).toEqual({ outcome: 'unchanged', revision: 1 });
    expect(await reportsOf(athleteUuid)).toHaveLength(1);
    expect(await reportEventsOf(athleteUuid)).toHaveLength(2);
  });

  it('has nothing to do for an athlete who is gone', async () => {
    expect(await build('01920000-0000-7000-8000-000000000000', '2026-06')).toEqual({
      outcome: 'athlete-gone',
    });
    await saveProcessed(run('erased', '2026-06-01T08:00:00Z'));
    const athleteUuid = await settle('erased', 'Asia/Dubai');
    await database.pool.query(`update athletes set erasing_since = now() where athlete_uuid = $1::uuid`, [
      athleteUuid,
    ]);
    expect(await build(athleteUuid, '2026-06')).toEqual({ outcome: 'athlete-gone' });
    expect(await buildPage({ timeZone: 'Asia/Dubai', month: '2026-06' })).toMatchObject({ reports: 0 });
    expect(await reportsOf(athleteUuid)).toEqual([]);
  });

  it('gives up on what cannot be built, and says so where the report is asked for', async () => {
    await saveProcessed(run('failing', '2026-06-01T08:00:00Z'));
    const athleteUuid = await settle('failing', 'UTC');
    const stopRefusing = await refuseReportOf(athleteUuid, '22003');
    await expect(build(athleteUuid, '2026-06')).rejects.toMatchObject({
      nonRetryable: true,
      type: 'permanent',
    });
    expect(await monthOf(athleteUuid, '2026-06')).toEqual({ state: 'failed', revision: 0, stale: false });
    await stopRefusing();
  });

  it('tries an error that nobody has classified eight times', async () => {
    await saveProcessed(run('unknown', '2026-06-01T08:00:00Z'));
    const athleteUuid = await settle('unknown', 'UTC');
    const stopRefusing = await refuseReportOf(athleteUuid, 'P0001');
    await expect(build(athleteUuid, '2026-06', 6)).rejects.toMatchObject({ nonRetryable: false });
    expect(await monthOf(athleteUuid, '2026-06')).toBeUndefined();
    await expect(build(athleteUuid, '2026-06', 7)).rejects.toMatchObject({ nonRetryable: true });
    expect(await monthOf(athleteUuid, '2026-06')).toMatchObject({ state: 'failed' });
    await stopRefusing();
  });

  it('says that it failed wherever it failed, also before the report itself', async () => {
    await saveProcessed(run('no-boards', '2026-06-01T08:00:00Z'));
    const athleteUuid = await settle('no-boards', 'UTC');
    await withTransaction(database.pool, (tx) => enqueueReport(tx, { athleteUuid, month: '2026-06' }));
    await database.pool.query(`alter table leaderboard_scores rename to hidden_scores`);
    await expect(build(athleteUuid, '2026-06', 7)).rejects.toMatchObject({ message: 'DatabaseError 42P01' });
    await database.pool.query(`alter table hidden_scores rename to leaderboard_scores`);
    expect(await monthOf(athleteUuid, '2026-06')).toMatchObject({ state: 'failed' });
  });
});

describe('a report gone stale', () => {
  it('is rebuilt after an edit and a minute without changes, as a further revision', async () => {
    const [, second] = await saveProcessed(
      run('edited', '2026-06-01T08:00:00Z'),
      run('edited', '2026-06-02T08:00:00Z'),
    );
    const athleteUuid = await settle('edited', 'UTC');
    await build(athleteUuid, '2026-06');
    const edited = await edit(database, second!, { distanceMeters: 12_000 });
    await createStepRunner(database.pool).process([edited]);
    expect(await monthOf(athleteUuid, '2026-06')).toEqual({ state: 'ready', revision: 1, stale: true });
    expect(await rebuildStale()).toBe(0);

    await waitUntilQuiet();
    expect(await rebuildStale()).toBe(1);
    expect(await monthOf(athleteUuid, '2026-06')).toEqual({ state: 'building', revision: 1, stale: false });
    expect(await build(athleteUuid, '2026-06')).toEqual({ outcome: 'made', revision: 2 });
    // The first revision is deleted.
    expect((await reportsOf(athleteUuid)).map(({ report }) => report.totals.distanceMeters)).toEqual([
      22_020,
    ]);
    expect(await monthOf(athleteUuid, '2026-06')).toEqual({ state: 'ready', revision: 2, stale: false });
  });

  it('is every later one too, whose training load goes on from what has changed', async () => {
    const [early] = await saveProcessed(
      run('later', '2026-01-01T08:00:00Z'),
      run('later', '2026-06-02T08:00:00Z'),
    );
    const athleteUuid = await settle('later', 'UTC');
    await build(athleteUuid, '2025-12');
    await build(athleteUuid, '2026-06');
    await withTransaction(database.pool, (tx) => markReportsStale(tx, [early!]));
    expect(await monthOf(athleteUuid, '2025-12')).toMatchObject({ stale: false });
    expect(await monthOf(athleteUuid, '2026-06')).toMatchObject({ stale: true });
    await leave(athleteUuid);
  });

  it.each<[string, Partial<AthleteProfile>]>([
    ['threshold power', { ftpWatts: 250 }],
    ['time zone', { timeZone: 'Pacific/Apia' }],
  ])('is each of an athlete whose %s has changed', async (what, change) => {
    await saveProcessed(run(what, '2026-06-02T08:00:00Z'));
    const athleteUuid = await settle(what, 'UTC');
    await build(athleteUuid, '2026-06');
    const put = (profile: Partial<AthleteProfile>) =>
      withTransaction(database.pool, (tx) =>
        replaceAthlete(tx, {
          appId: database.appId,
          athleteId: what,
          newUuid: uuidV4(),
          profile: { ...unknownProfile, ...profile },
          weightKg: null,
        }),
      );
    await put({});
    expect(await monthOf(athleteUuid, '2026-06')).toMatchObject({ stale: false });
    await put(change);
    expect(await monthOf(athleteUuid, '2026-06')).toMatchObject({ stale: true });
    await leave(athleteUuid);
  });

  it('is rebuilt unread only in the newest two months, also after another threshold power', async () => {
    const months = Array.from({ length: 12 }, (_, index) => `2024-${String(index + 1).padStart(2, '0')}`);
    await saveProcessed(...months.map((month) => run('powerful', `${month}-10T08:00:00Z`)));
    const athleteUuid = await settle('powerful', 'UTC');
    for (const month of months) await build(athleteUuid, month);
    const before = (await reportEventsOf(athleteUuid)).length;
    await withTransaction(database.pool, (tx) => markAllReportsStale(tx, athleteUuid));
    await waitUntilQuiet();
    expect(await rebuildStale('2024-12-20T00:00:00Z')).toBe(2);
    const { rows } = await database.pool.query<{ month: string }>(
      `select month from report_months where athlete_uuid = $1::uuid and state = 'building' order by month`,
      [athleteUuid],
    );
    expect(rows.map(({ month }) => month)).toEqual(['2024-11', '2024-12']);
    for (const { month } of rows) await build(athleteUuid, month);
    expect(await reportEventsOf(athleteUuid)).toHaveLength(before + 2);
    expect(await monthOf(athleteUuid, '2024-10')).toMatchObject({ state: 'ready', stale: true });
    await leave(athleteUuid);
  });

  it('is asked for once, however many changes there were, and not while it is being made', async () => {
    const workoutIds = await saveProcessed(
      run('busy', '2026-06-01T08:00:00Z'),
      run('busy', '2026-06-02T08:00:00Z'),
      run('busy', '2026-06-03T08:00:00Z'),
    );
    const athleteUuid = await settle('busy', 'UTC');
    await build(athleteUuid, '2026-06');
    for (const workoutId of workoutIds) {
      await withTransaction(database.pool, (tx) => markReportsStale(tx, [workoutId]));
    }
    await waitUntilQuiet();
    expect(await rebuildStale()).toBe(1);
    await withTransaction(database.pool, (tx) => markReportsStale(tx, workoutIds));
    await waitUntilQuiet();
    expect(await rebuildStale()).toBe(0);
    const { rows } = await database.pool.query(
      `select execution_number, workflow_id from report_months where athlete_uuid = $1::uuid and state = 'building'`,
      [athleteUuid],
    );
    expect(rows).toEqual([{ execution_number: 1, workflow_id: null }]);
  });

  it('stays stale when a change comes while it is being made', async () => {
    const [workoutId] = await saveProcessed(run('meanwhile', '2026-06-01T08:00:00Z'));
    const athleteUuid = await settle('meanwhile', 'UTC');
    await build(athleteUuid, '2026-06');
    await withTransaction(database.pool, (tx) => markReportsStale(tx, [workoutId!]));

    await withTransaction(database.pool, async (tx) => {
      const [source] = await lockReportSources(tx, { athleteUuids: [athleteUuid], month: '2026-06' });
      await withTransaction(database.pool, (other) => markReportsStale(other, [workoutId!]));
      const { staleSince, ...read } = source!;
      const report = buildMonthlyReport({ ...read, month: '2026-06', complete: true, ranks: [] });
      await writeReports(tx, { month: '2026-06', reports: [{ athleteUuid, staleSince, report }] });
    });
    expect(await monthOf(athleteUuid, '2026-06')).toMatchObject({ state: 'ready', stale: true });

    await build(athleteUuid, '2026-06');
    expect(await monthOf(athleteUuid, '2026-06')).toMatchObject({ state: 'ready', stale: false });
  });
});

describe('buildMonthlyReports', () => {
  it('goes page by page through everybody in the zone who has, or had, a workout', async () => {
    const athleteIds = ['page-1', 'page-2', 'page-3', 'page-4', 'page-5'];
    const workoutIds = await saveProcessed(
      ...athleteIds.map((athleteId) => run(athleteId, '2026-06-01T08:00:00Z')),
    );
    const athletes = [];
    for (const athleteId of athleteIds) athletes.push(await settle(athleteId, 'Asia/Tokyo'));
    await removeProcessed(workoutIds.at(-1)!);
    await database.pool.query(
      `insert into athletes (athlete_uuid, app_id, athlete_id, time_zone)
       values (gen_random_uuid(), $1::uuid, 'page-never', 'Asia/Tokyo')`,
      [database.appId],
    );

    const pages = [];
    let after: string | undefined;
    do {
      const page: BuildMonthlyReportsResult = await buildPage(
        { timeZone: 'Asia/Tokyo', month: '2026-06', after },
        { athletesPerPage: 2 },
      );
      pages.push(page.reports);
      after = page.nextAfter;
    } while (after !== undefined);
    expect(pages).toEqual([2, 2, 1]);
    for (const athleteUuid of athletes) expect(await reportsOf(athleteUuid)).toHaveLength(1);
    const last = await reportsOf(athletes.at(-1)!);
    expect(last[0]!.report.totals.workouts).toBe(0);

    expect(await buildPage({ timeZone: 'Asia/Tokyo', month: '2026-06' })).toEqual({
      reports: 0,
      unchanged: 5,
      failed: 0,
    });
  });

  it('ends a page early that takes long, after a group at least, and goes on behind it', async () => {
    const athleteIds = Array.from({ length: 30 }, (_, index) => `long-${index}`);
    await saveProcessed(...athleteIds.map((athleteId) => run(athleteId, '2026-06-01T08:00:00Z')));
    for (const athleteId of athleteIds) await settle(athleteId, 'Asia/Manila');
    const page = { timeZone: 'Asia/Manila', month: '2026-06' };
    const first = await buildPage(page, { enoughMs: 0 });
    expect(first).toMatchObject({ reports: 25, nextAfter: expect.any(String) });
    const second = await buildPage({ ...page, after: first.nextAfter }, { enoughMs: 0 });
    expect(second).toEqual({ reports: 5, unchanged: 0, failed: 0 });
  });

  it('gives up on one athlete and makes everybody else’s report', async () => {
    await saveProcessed(
      ...['group-1', 'group-2', 'group-3'].map((athleteId) => run(athleteId, '2026-06-01T08:00:00Z')),
    );
    const athletes = [];
    for (const athleteId of ['group-1', 'group-2', 'group-3'])
      athletes.push(await settle(athleteId, 'Asia/Seoul'));
    const poisonous = athletes[1]!;
    const stopRefusing = await refuseReportOf(poisonous, '22023');
    expect(await buildPage({ timeZone: 'Asia/Seoul', month: '2026-06' })).toEqual({
      reports: 2,
      unchanged: 0,
      failed: 1,
    });
    await stopRefusing();
    expect(await monthOf(poisonous, '2026-06')).toMatchObject({ state: 'failed' });
    expect(await buildPage({ timeZone: 'Asia/Seoul', month: '2026-06' })).toMatchObject({
      reports: 1,
      unchanged: 2,
    });
  });

  it('makes the reports apart when the time does not suffice for a group, and gives up on none', async () => {
    const athleteIds = ['slow-1', 'slow-2', 'slow-3'];
    await saveProcessed(...athleteIds.map((athleteId) => run(athleteId, '2026-06-01T08:00:00Z')));
    const athletes = [];
    for (const athleteId of athleteIds) athletes.push(await settle(athleteId, 'Asia/Kolkata'));
    const slow = athletes.sort()[2]!;
    const stopRefusing = await refuseReportOf(slow, '25P04');
    const page = { timeZone: 'Asia/Kolkata', month: '2026-06' };
    const attempt = createAttempts();
    const buildAttempt = createBuildMonthlyReports({ pool: database.pool });
    expect(await attempt(buildAttempt, page)).toEqual({ reports: 2, unchanged: 0, failed: 0 });
    expect(await monthOf(athletes[0]!, '2026-06')).toMatchObject({ state: 'ready' });
    // It waits for an execution of its own.
    expect(await monthOf(slow, '2026-06')).toMatchObject({ state: 'building' });
    await expect(build(slow, '2026-06', 20)).rejects.toMatchObject({ type: 'timeout', nonRetryable: false });
    expect(await monthOf(slow, '2026-06')).toMatchObject({ state: 'building' });
    await stopRefusing();
    expect(await build(slow, '2026-06')).toMatchObject({ outcome: 'made' });
  });

  it('is repeated when the database is away, without an end', async () => {
    const pool = createPool({
      databaseUrl: 'postgres://127.0.0.1:1/nowhere',
      applicationName: 'afterburn-test',
      onError: () => {},
    });
    await expect(
      environment({ attempt: 100, unknownFailures: 7 }).run(createBuildMonthlyReports({ pool }), {
        timeZone: 'Asia/Seoul',
        month: '2026-06',
      }),
    ).rejects.toMatchObject({ type: 'transient', nonRetryable: false });
    await pool.end();
  });

  it('ends between two groups when it is cancelled, as a worker does that is being stopped', async () => {
    const cancelled = environment();
    cancelled.cancel();
    await expect(
      cancelled.run(createBuildMonthlyReports(database), { timeZone: 'Asia/Seoul', month: '2026-06' }),
    ).rejects.toBeInstanceOf(CancelledFailure);
  });
});

describe('planMonthlyReports', () => {
  const plan = (timeZone: string, scheduledAt: string) =>
    environment().run(createPlanMonthlyReports(), { timeZone, scheduledAt });

  it.each([
    ['Europe/Paris', '2026-04-01T02:10:00Z', '2026-03'],
    ['Pacific/Kiritimati', '2026-03-31T14:10:00Z', '2026-03'],
    ['Pacific/Honolulu', '2026-01-01T14:10:00Z', '2025-12'],
  ])('is of the month before a tick in %s', async (timeZone, scheduledAt, month) => {
    expect(await plan(timeZone, scheduledAt)).toEqual({ month });
  });

  it('is not repeated for a zone that does not exist', async () => {
    await expect(plan('Nowhere/Land', '2026-04-01T02:10:00Z')).rejects.toMatchObject({ nonRetryable: true });
  });
});

/** Makes the database refuse one athlete's reports. */
async function refuseReportOf(athleteUuid: string, sqlState: string): Promise<() => Promise<unknown>> {
  await database.pool.query(
    `create function refuse_report() returns trigger language plpgsql as $$
     begin
       if new.athlete_uuid = '${athleteUuid}' and new.report is not null then
         raise exception using errcode = '${sqlState}';
       end if;
       return new;
     end $$;
     create trigger refuse_report before insert on report_months for each row execute function refuse_report();`,
  );
  return () =>
    database.pool.query(`drop trigger refuse_report on report_months; drop function refuse_report()`);
}

describe('a missing report', () => {
  /** The last month ended at 07:00 UTC in Los Angeles and at 15:00 the day before in Tokyo. */
  const enqueueMissing = (now: string) =>
    withTransaction(database.pool, (tx) => enqueueMissingReports(tx, { now, limit: 100 }));

  it('is enqueued for an athlete who moved between the ticks of two zones', async () => {
    await saveProcessed(run('mover', '2025-03-10T08:00:00Z'));
    const athleteUuid = await settle('mover', 'America/Los_Angeles');
    // Tokyo's tick, without the athlete; then the move, and the tick of Los Angeles.
    await buildPage({ timeZone: 'Asia/Tokyo', month: '2025-03' });
    await settle('mover', 'Asia/Tokyo');
    await buildPage({ timeZone: 'America/Los_Angeles', month: '2025-03' });
    expect(await monthOf(athleteUuid, '2025-03')).toBeUndefined();

    await enqueueMissing('2025-03-31T20:00:00Z');
    expect(await monthOf(athleteUuid, '2025-03')).toBeUndefined();
    await enqueueMissing('2025-03-31T21:30:00Z');
    expect(await monthOf(athleteUuid, '2025-03')).toMatchObject({ state: 'building' });
    expect(await build(athleteUuid, '2025-03')).toEqual({ outcome: 'made', revision: 1 });
    expect(await enqueueMissing('2025-03-31T21:31:00Z')).toBe(0);
  });

  it('is none without a counted workout in the month, nor in an unknown zone, nor of an erased athlete', async () => {
    await saveProcessed(
      run('idle', '2025-03-31T22:30:00Z'),
      run('nowhere', '2025-04-10T08:00:00Z'),
      run('erased', '2025-04-10T08:00:00Z'),
    );
    // 00:30 on the 1st of April in Paris: April's, and not March's.
    const idle = await settle('idle', 'Europe/Paris');
    const nowhere = await settle('nowhere', 'Nowhere/Land');
    const erased = await settle('erased', 'Europe/Paris');
    await database.pool.query(`update athletes set erasing_since = now() where athlete_uuid = $1::uuid`, [
      erased,
    ]);
    await enqueueMissing('2025-04-20T00:00:00Z');
    expect(await monthOf(idle, '2025-03')).toBeUndefined();
    await enqueueMissing('2025-05-20T00:00:00Z');
    expect(await monthOf(idle, '2025-04')).toMatchObject({ state: 'building' });
    expect(await monthOf(nowhere, '2025-04')).toBeUndefined();
    expect(await monthOf(erased, '2025-04')).toBeUndefined();
  });

  it('includes one that was requested before the month was over', async () => {
    await saveProcessed(run('early', '2025-02-10T08:00:00Z'));
    const athleteUuid = await settle('early', 'Europe/Paris');
    await build(athleteUuid, '2025-02');
    await database.pool.query(`update report_months set complete = false where athlete_uuid = $1::uuid`, [
      athleteUuid,
    ]);
    await enqueueMissing('2025-03-20T00:00:00Z');
    expect(await monthOf(athleteUuid, '2025-02')).toMatchObject({ state: 'building' });
  });

  it('is left to a redrive once it has failed', async () => {
    await saveProcessed(run('given-up', '2025-01-10T08:00:00Z'));
    const athleteUuid = await settle('given-up', 'Europe/Paris');
    const stopRefusing = await refuseReportOf(athleteUuid, '22023');
    await expect(build(athleteUuid, '2025-01')).rejects.toMatchObject({ nonRetryable: true });
    await stopRefusing();
    expect(await monthOf(athleteUuid, '2025-01')).toMatchObject({ state: 'failed' });
    await enqueueMissing('2025-02-20T00:00:00Z');
    expect(await monthOf(athleteUuid, '2025-01')).toMatchObject({ state: 'failed' });

    const redrive = (dryRun: boolean) =>
      withTransaction(database.pool, (tx) => redriveStuckWork(tx, { dryRun }));
    expect(await redrive(true)).toContainEqual(
      expect.objectContaining({ kind: 'report', id: athleteUuid, month: '2025-01', attempts: 0 }),
    );
    expect(await monthOf(athleteUuid, '2025-01')).toMatchObject({ state: 'failed' });
    await redrive(false);
    expect(await monthOf(athleteUuid, '2025-01')).toMatchObject({ state: 'building' });
    expect(await build(athleteUuid, '2025-01')).toEqual({ outcome: 'made', revision: 1 });
  });
});
