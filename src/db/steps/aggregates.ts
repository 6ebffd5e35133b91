import type { SettledStep } from '../../domain/step-outcomes.ts';
import type { StepName } from '../../domain/steps.ts';
import { failureKind } from '../failure.ts';
import { recomputeScores } from '../leaderboards/leaderboard-scores.ts';
import type { Transaction } from '../pool.ts';
import { recomputeStandings } from '../derived/standings.ts';
import type { CurrentWorkout } from '../workouts/workout-refs.ts';

/** The steps whose results belong to an athlete, not to one workout, and how to recompute them. */
const AGGREGATES: readonly [StepName, (tx: Transaction, athleteUuids: string[]) => Promise<unknown>][] = [
  ['awardAchievements', recomputeStandings],
  ['updateLeaderboards', recomputeScores],
];

/**
 * Excludes workouts from the aggregates if such a step did not succeed. They may still count, by the results of the
 * same batch or of their previous revision.
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

/** Runs work in a savepoint. A permanent error rolls it back, so that the workouts can still be finished. */
export async function tryInSavepoint(tx: Transaction, work: () => Promise<unknown>): Promise<void> {
  await tx.query('savepoint attempt');
  try {
    await work();
  } catch (error) {
    if (/transient|timeout/.test(failureKind(error))) throw error;
    await tx.query('rollback to savepoint attempt');
  }
}
