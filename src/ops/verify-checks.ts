import { listStoredAwards, listStoredProgress } from '../db/derived/awards.ts';
import { listEffortSources, listStoredCleanings, listStoredEfforts } from '../db/derived/best-efforts.ts';
import { listWorkoutsOfStep } from '../db/derived/derived-reads.ts';
import { listDuplicateCandidates, settleCandidates } from '../db/derived/duplicates.ts';
import { listEnergySources, listStoredEnergy } from '../db/derived/energy.ts';
import { listVerifiedHistories } from '../db/derived/histories.ts';
import { listScoreDifferences } from '../db/leaderboards/leaderboard-scores.ts';
import { listBegunLocalStarts } from '../db/derived/local-starts.ts';
import type { Queryable } from '../db/pool.ts';
import { listCurrentReports } from '../db/reports/report-reads.ts';
import { listReportWorkouts } from '../db/reports/report-sources.ts';
import { listStoredRecords } from '../db/derived/records.ts';
import { listDatedLoads, listLoadSources, listStoredTrainingLoads } from '../db/derived/training-load.ts';
import { datesOfMonth } from '../domain/calendar.ts';
import { differencesBetween, type Difference } from '../domain/differences.ts';
import { findEfforts } from '../domain/efforts.ts';
import { energyOf, type EnergyInput } from '../domain/energy/index.ts';
import { buildMonthlyReport } from '../domain/monthly-report.ts';
import { standingsOf } from '../domain/standing.ts';
import { trainingLoadOf } from '../domain/training-load.ts';

/** Settings of the workers on which derived data depends. */
export type Rules = Pick<EnergyInput, 'grossEfficiency'>;

/**
 * Reads in one snapshot. Returns a function that computes the differences after the transaction has ended, because a
 * long history takes longer than a session may idle in a transaction.
 */
export type Check = (db: Queryable, athleteUuids: string[], rules: Rules) => Promise<() => Difference[]>;

/** Also reports a local start by older time zone rules, which `ops backfill local-start` repairs. */
const verifyLocalStarts: Check = async (db, athleteUuids) => {
  const starts = await listBegunLocalStarts(db, athleteUuids);
  return () =>
    differencesBetween('workouts.local_start', {
      stored: starts.map(({ workoutId, stored }) => ({ workoutId, localStart: stored })),
      expected: starts.map(({ workoutId, expected }) => ({ workoutId, localStart: expected })),
      keyOf: (row) => row.workoutId,
    });
};

const verifyEnergy: Check = async (db, athleteUuids, { grossEfficiency }) => {
  const { counted, excluded } = await listWorkoutsOfStep(db, athleteUuids, 'calculateCalories');
  const sources = await listEnergySources(db, counted);
  const stored = (await listStoredEnergy(db, athleteUuids)).filter((row) => !excluded.has(row.workoutId));
  return () =>
    differencesBetween('workout_energy', {
      stored,
      expected: sources.map((source) => ({
        workoutId: source.workoutId,
        estimate: energyOf({ ...source, grossEfficiency }),
      })),
      keyOf: (row) => row.workoutId,
    });
};

const verifyEfforts: Check = async (db, athleteUuids) => {
  const { counted, excluded } = await listWorkoutsOfStep(db, athleteUuids, 'findBestEfforts');
  const isCounted = ({ workoutId }: { workoutId: string }) => !excluded.has(workoutId);
  const sources = await listEffortSources(db, counted);
  const storedEfforts = (await listStoredEfforts(db, athleteUuids)).filter(isCounted);
  const storedCleanings = (await listStoredCleanings(db, athleteUuids)).filter(isCounted);
  return () => {
    const expected = sources.map((source) => ({ workoutId: source.workoutId, ...findEfforts(source) }));
    return [
      ...differencesBetween('best_efforts', {
        stored: storedEfforts,
        expected: expected.flatMap(({ workoutId, efforts }) =>
          efforts.map((effort) => ({ workoutId, ...effort })),
        ),
        keyOf: (row) => `${row.workoutId} ${row.distanceMeters}`,
      }),
      ...differencesBetween('workouts.flags', {
        stored: sources.map(({ workoutId, flags }) => ({ workoutId, flags })),
        expected: expected.map(({ workoutId, flags }) => ({ workoutId, flags })),
        keyOf: (row) => row.workoutId,
      }),
      ...differencesBetween('workouts.cleaning', {
        stored: storedCleanings,
        expected: expected
          .filter(({ cleaning }) => cleaning !== null)
          .map(({ workoutId, cleaning }) => ({ workoutId, cleaning })),
        keyOf: (row) => row.workoutId,
      }),
    ];
  };
};

const verifyDuplicates: Check = async (db, athleteUuids) => {
  const candidates = await listDuplicateCandidates(db, athleteUuids);
  return () => {
    const settled = settleCandidates(candidates);
    return differencesBetween('workouts.duplicate_of', {
      stored: candidates.map(({ workoutId, duplicateOf }) => ({ workoutId, duplicateOf })),
      expected: candidates.map(({ workoutId }) => ({
        workoutId,
        duplicateOf: settled.get(workoutId) ?? null,
      })),
      keyOf: (row) => row.workoutId,
    });
  };
};

/** Each difference's key begins with the athlete. */
export const verifyStandings: Check = async (db, athleteUuids) => {
  const histories = await listVerifiedHistories(db, athleteUuids, 'awardAchievements');
  const awards = await listStoredAwards(db, athleteUuids);
  const progress = await listStoredProgress(db, athleteUuids);
  const records = await listStoredRecords(db, athleteUuids);
  return () => {
    const expected = standingsOf(histories);
    return [
      ...differencesBetween('awards', {
        stored: awards,
        expected: expected.awards,
        keyOf: (row) => `${row.athleteUuid} ${row.achievementId} ${row.periodKey}`,
      }),
      ...differencesBetween('achievement_progress', {
        stored: progress,
        expected: expected.progress,
        keyOf: (row) => `${row.athleteUuid} ${row.achievementId}`,
      }),
      ...differencesBetween('records', {
        stored: records,
        expected: expected.records,
        keyOf: (row) => `${row.athleteUuid} ${row.sport} ${row.kind} ${row.distanceMeters ?? ''}`,
      }),
    ];
  };
};

const verifyScores: Check = async (db, athleteUuids) => {
  const differences = await listScoreDifferences(db, athleteUuids);
  return () =>
    differences.map(({ athleteUuid, period, sport, stored, expected }) => ({
      table: 'leaderboard_scores',
      key: `${athleteUuid} ${period} ${sport}`,
      stored,
      expected,
    }));
};

const verifyTrainingLoads: Check = async (db, athleteUuids) => {
  const { counted, excluded } = await listWorkoutsOfStep(db, athleteUuids, 'calculateTrainingLoad');
  const sources = await listLoadSources(db, counted);
  const stored = (await listStoredTrainingLoads(db, athleteUuids)).filter(
    (row) => !excluded.has(row.workoutId),
  );
  return () =>
    differencesBetween('workout_training_load', {
      stored,
      expected: sources.map((source) => ({ workoutId: source.workoutId, ...trainingLoadOf(source) })),
      keyOf: (row) => row.workoutId,
    });
};

/**
 * Compares reports that are not stale. Ranks are those of the time when the report was built. Percentiles must match
 * the ranks.
 */
const verifyReports: Check = async (db, athleteUuids) => {
  const stored = await listCurrentReports(db, athleteUuids);
  const reported = [...new Set(stored.map(({ athleteUuid }) => athleteUuid))];
  const workouts = await listReportWorkouts(db, reported);
  const loads = await listDatedLoads(db, { athleteUuids: reported, to: '9999-12-30' });
  return () =>
    differencesBetween('reports', {
      stored,
      expected: stored.map(({ athleteUuid, report: { month, timeZone, asOf, complete, ranks } }) => ({
        athleteUuid,
        report: buildMonthlyReport({
          month,
          timeZone,
          asOf,
          complete,
          workouts: workouts.get(athleteUuid) ?? [],
          ranks: ranks.map(({ board, rank, total }) => ({ board, rank, total })),
          loads: (loads.get(athleteUuid) ?? []).filter(
            ({ localDate }) => localDate <= datesOfMonth(month).at(-1)!,
          ),
        }),
      })),
      keyOf: ({ athleteUuid, report }) => `${athleteUuid} ${report.month}`,
    });
};

/** The checks of `ops verify`, in order. */
export const CHECKS: readonly Check[] = [
  verifyLocalStarts,
  verifyEnergy,
  verifyEfforts,
  verifyDuplicates,
  verifyStandings,
  verifyScores,
  verifyTrainingLoads,
  verifyReports,
];
