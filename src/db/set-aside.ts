import type { SettledStep } from '../domain/step-outcomes.ts';
import type { StepName } from '../domain/steps.ts';
import { failureKind } from './failure.ts';
import { replaceScores } from './leaderboard-scores.ts';
import type { Transaction } from './pool.ts';
import { forgetStates } from './standing-states.ts';
import { replaceStandings } from './standings.ts';
import type { CurrentWorkout } from './workout-refs.ts';

/** The steps whose results are an athlete's and not one workout's, and how they are made anew. */
const AGGREGATES: readonly [StepName, (tx: Transaction, athleteUuids: string[]) => Promise<void>][] = [
  ['awardAchievements', replaceStandings],
  ['updateLeaderboards', replaceScores],
];

/**
 * A workout at which such a step was not successful no longer counts for it – but it did until now, for the athlete's
 * other workouts that went by at the same time, or by its revision before. Now it is taken out.
 */
export async function takeOutOfAggregates(
  tx: Transaction,
  settled: readonly { workout: CurrentWorkout; steps: readonly SettledStep[] }[],
): Promise<void> {
  for (const [name, replace] of AGGREGATES) {
    const without = settled.filter(({ steps }) =>
      steps.some((step) => step.name === name && step.state !== 'succeeded'),
    );
    const athleteUuids = [...new Set(without.map(({ workout }) => workout.athleteUuid))];
    if (athleteUuids.length === 0) continue;
    const isReplaced = await tryOrLeave(tx, () => replace(tx, athleteUuids));
    // A state that is left may have taken what was changed.
    if (!isReplaced && name === 'awardAchievements') await forgetStates(tx, athleteUuids);
  }
}

/**
 * What fails for another reason than a passing one is left as it is: it must not keep the workouts from their end.
 * @returns whether it was done
 */
async function tryOrLeave(tx: Transaction, work: () => Promise<void>): Promise<boolean> {
  await tx.query('savepoint attempt');
  try {
    await work();
    return true;
  } catch (error) {
    if (failureKind(error) === 'transient') throw error;
    await tx.query('rollback to savepoint attempt');
    return false;
  }
}
