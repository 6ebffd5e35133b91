import type { SettledStep } from '../../domain/step-outcomes.ts';
import type { StepName } from '../../domain/steps.ts';
import { failureKind } from '../failure.ts';
import { recomputeScores } from '../leaderboards/leaderboard-scores.ts';
import type { Transaction } from '../pool.ts';
import { recomputeStandings } from '../derived/standings.ts';
import type { CurrentWorkout } from '../workouts/workout-refs.ts';

/** The steps whose results are an athlete's and not one workout's, and how they are recomputed. */
const AGGREGATES: readonly [StepName, (tx: Transaction, athleteUuids: string[]) => Promise<unknown>][] = [
  ['awardAchievements', recomputeStandings],
  ['updateLeaderboards', recomputeScores],
];

/**
 * Takes workouts out of the aggregates for which such a step was not successful. Until now they counted for their
 * athlete's other workouts that were processed at the same time, or by their revision before.
 */
export async function excludeFromAggregates(
  tx: Transaction,
  settled: readonly { workout: CurrentWorkout; steps: readonly SettledStep[] }[],
): Promise<void> {
  for (const [name, recompute] of AGGREGATES) {
    const without = settled.filter(({ steps }) =>
      steps.some((step) => step.name === name && step.state !== 'succeeded'),
    );
    const athleteUuids = [...new Set(without.map(({ workout }) => workout.athleteUuid))];
    if (athleteUuids.length > 0) await tryInSavepoint(tx, () => recompute(tx, athleteUuids));
  }
}

/** Leaves the tables as they are on an error that stays: it must not keep the workouts from finishing. */
export async function tryInSavepoint(tx: Transaction, work: () => Promise<unknown>): Promise<void> {
  await tx.query('savepoint attempt');
  try {
    await work();
  } catch (error) {
    if (/transient|timeout/.test(failureKind(error))) throw error;
    await tx.query('rollback to savepoint attempt');
  }
}
