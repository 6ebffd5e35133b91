import { listEffortSources } from '../db/best-efforts.ts';
import {
  listAthletePage,
  listStoredAwards,
  listStoredDroppedSamples,
  listStoredEfforts,
  listStoredEnergy,
  listStoredProgress,
  listStoredRecords,
  listStoredTrainingLoads,
  listUnfinishedWorkouts,
  listWorkoutsOfStep,
} from '../db/derived-reads.ts';
import { listDuplicateCandidates, settleCandidates } from '../db/duplicates.ts';
import { listEnergySources } from '../db/energy.ts';
import { listVerifiedHistories } from '../db/histories.ts';
import { groupByHistory } from '../db/history-groups.ts';
import { listScoreDifferences } from '../db/leaderboard-scores.ts';
import { listBegunLocalStarts } from '../db/local-starts.ts';
import { withSnapshot, type Pool, type Queryable } from '../db/pool.ts';
import { listLoadSources } from '../db/training-load.ts';
import { differencesBetween, type Difference } from '../domain/differences.ts';
import { findEfforts } from '../domain/efforts.ts';
import { energyOf, type EnergyInput } from '../domain/energy/index.ts';
import { standingsOf } from '../domain/standing.ts';
import { trainingLoadOf } from '../domain/training-load.ts';

const PAGE = 100;

/** What the workers were told beside the workouts. */
type Rules = Pick<EnergyInput, 'grossEfficiency'>;

export interface Verification {
  athletes: number;
  /** Workouts still under way: what they will change is not there yet. */
  unfinished: number;
  differences: number;
}

/**
 * Recomputes everything from the workouts and tells where the tables say something else. Derived data is a pure
 * function of the live workouts, so an empty answer proves that no retry, edit, deletion or crash left a trace.
 */
export async function verify(
  pool: Pool,
  tell: (difference: Difference) => void,
  rules: Rules = {},
): Promise<Verification> {
  const total: Verification = { athletes: 0, unfinished: 0, differences: 0 };
  let after: string | null = null;
  for (;;) {
    const athleteUuids = await listAthletePage(pool, { after, limit: PAGE });
    if (athleteUuids.length === 0) break;
    const found = await verifyAthletes(pool, athleteUuids, tell, rules);
    total.athletes += found.athletes;
    total.unfinished += found.unfinished;
    total.differences += found.differences;
    after = athleteUuids.at(-1)!;
  }
  return total;
}

/** The same for these athletes alone. */
export async function verifyAthletes(
  pool: Pool,
  athleteUuids: string[],
  tell: (difference: Difference) => void,
  rules: Rules = {},
): Promise<Verification> {
  const total: Verification = { athletes: athleteUuids.length, unfinished: 0, differences: 0 };
  for (const group of await groupByHistory(pool, athleteUuids)) {
    const found = await withSnapshot(pool, (db) => verifyGroup(db, group, rules));
    found.differences.forEach(tell);
    total.unfinished += found.unfinished;
    total.differences += found.differences.length;
  }
  return total;
}

async function verifyGroup(db: Queryable, athleteUuids: string[], rules: Rules) {
  return {
    unfinished: (await listUnfinishedWorkouts(db, athleteUuids)).length,
    differences: [
      ...(await verifyLocalStarts(db, athleteUuids)),
      ...(await verifyEnergy(db, athleteUuids, rules)),
      ...(await verifyEfforts(db, athleteUuids)),
      ...(await verifyDuplicates(db, athleteUuids)),
      ...(await verifyStandings(db, athleteUuids)),
      ...(await verifyScores(db, athleteUuids)),
      ...(await verifyTrainingLoads(db, athleteUuids)),
    ],
  };
}

/** Finds workouts whose local start is by older zone rules, too: `ops backfill local-start` repairs them. */
async function verifyLocalStarts(db: Queryable, athleteUuids: string[]): Promise<Difference[]> {
  const starts = await listBegunLocalStarts(db, athleteUuids);
  return differencesBetween('workouts.local_start', {
    stored: starts.map(({ workoutId, stored }) => ({ workoutId, localStart: stored })),
    expected: starts.map(({ workoutId, expected }) => ({ workoutId, localStart: expected })),
    keyOf: (row) => row.workoutId,
  });
}

async function verifyEnergy(
  db: Queryable,
  athleteUuids: string[],
  { grossEfficiency }: Rules,
): Promise<Difference[]> {
  const { counted, setAside } = await listWorkoutsOfStep(db, athleteUuids, 'calculateCalories');
  const expected = (await listEnergySources(db, counted)).map((source) => ({
    workoutId: source.workoutId,
    estimate: energyOf({ ...source, grossEfficiency }),
  }));
  const stored = (await listStoredEnergy(db, athleteUuids)).filter((row) => !setAside.has(row.workoutId));
  return differencesBetween('workout_energy', { stored, expected, keyOf: (row) => row.workoutId });
}

async function verifyEfforts(db: Queryable, athleteUuids: string[]): Promise<Difference[]> {
  const { counted, setAside } = await listWorkoutsOfStep(db, athleteUuids, 'findBestEfforts');
  const expected = (await listEffortSources(db, counted)).map(({ workoutId, sport, track, ...facts }) => ({
    workoutId,
    ...findEfforts(sport, track, facts),
  }));
  const isCounted = ({ workoutId }: { workoutId: string }) => !setAside.has(workoutId);
  return [
    ...differencesBetween('best_efforts', {
      stored: (await listStoredEfforts(db, athleteUuids)).filter(isCounted),
      expected: expected.flatMap(({ workoutId, efforts }) =>
        efforts.map((effort) => ({ workoutId, ...effort })),
      ),
      keyOf: (row) => `${row.workoutId} ${row.distanceMeters}`,
    }),
    ...differencesBetween('workouts.dropped_samples', {
      stored: (await listStoredDroppedSamples(db, athleteUuids)).filter(isCounted),
      expected: expected
        .filter(({ droppedSamples }) => droppedSamples !== null)
        .map(({ workoutId, droppedSamples }) => ({ workoutId, droppedSamples })),
      keyOf: (row) => row.workoutId,
    }),
  ];
}

async function verifyDuplicates(db: Queryable, athleteUuids: string[]): Promise<Difference[]> {
  const candidates = await listDuplicateCandidates(db, athleteUuids);
  const settled = settleCandidates(candidates);
  return differencesBetween('workouts.duplicate_of', {
    stored: candidates.map(({ workoutId, duplicateOf }) => ({ workoutId, duplicateOf })),
    expected: candidates.map(({ workoutId }) => ({ workoutId, duplicateOf: settled.get(workoutId) ?? null })),
    keyOf: (row) => row.workoutId,
  });
}

async function verifyStandings(db: Queryable, athleteUuids: string[]): Promise<Difference[]> {
  const histories = await listVerifiedHistories(db, athleteUuids, 'awardAchievements');
  const expected = standingsOf(histories);
  return [
    ...differencesBetween('awards', {
      stored: await listStoredAwards(db, athleteUuids),
      expected: expected.awards,
      keyOf: (row) => `${row.athleteUuid} ${row.achievementId} ${row.periodKey}`,
    }),
    ...differencesBetween('achievement_progress', {
      stored: await listStoredProgress(db, athleteUuids),
      expected: expected.progress,
      keyOf: (row) => `${row.athleteUuid} ${row.achievementId}`,
    }),
    ...differencesBetween('records', {
      stored: await listStoredRecords(db, athleteUuids),
      expected: expected.records,
      keyOf: (row) => `${row.athleteUuid} ${row.sport} ${row.kind} ${row.distanceMeters ?? ''}`,
    }),
  ];
}

async function verifyScores(db: Queryable, athleteUuids: string[]): Promise<Difference[]> {
  const differences = await listScoreDifferences(db, athleteUuids);
  return differences.map(({ athleteUuid, period, sport, stored, expected }) => ({
    table: 'leaderboard_scores',
    key: `${athleteUuid} ${period} ${sport}`,
    stored,
    expected,
  }));
}

async function verifyTrainingLoads(db: Queryable, athleteUuids: string[]): Promise<Difference[]> {
  const { counted, setAside } = await listWorkoutsOfStep(db, athleteUuids, 'calculateTrainingLoad');
  const expected = (await listLoadSources(db, counted)).map((source) => ({
    workoutId: source.workoutId,
    ...trainingLoadOf(source),
  }));
  const stored = (await listStoredTrainingLoads(db, athleteUuids)).filter(
    (row) => !setAside.has(row.workoutId),
  );
  return differencesBetween('workout_training_load', { stored, expected, keyOf: (row) => row.workoutId });
}
