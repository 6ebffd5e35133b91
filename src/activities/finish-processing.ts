import { listWorkouts } from '../db/executions.ts';
import { groupForFinish } from '../db/finish-groups.ts';
import { finishWorkouts, type Finish, type FinishedWorkout } from '../db/finish.ts';
import { limitTransaction, withTransaction } from '../db/pool.ts';
import { WORKOUT_STATUSES, type WorkoutList, type WorkoutStatus } from '../domain/workout.ts';
import { ATTEMPT_MS, PART_MS, TRANSACTION_MS } from './attempt-times.ts';
import { countFinished } from './counters.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { beat, goOnAtOnce, handedOn, handOn } from './giving-up.ts';

/** What became of the workouts that this execution finished: counts, and the steps that were given up. */
export interface FinishResult {
  processed: number;
  processedWithErrors: number;
  deleted: number;
  /** The single workout's final status, for its history; absent for a batch. */
  status?: string;
  failedSteps: string[];
}

export type FinishInput = WorkoutList & Omit<Finish, 'workouts'>;

/**
 * Settles the state of the workouts and their steps, and tells the athletes, group by group. Fenced, and retried for
 * ever; what an attempt has no time for is the next one's.
 */
export const createFinishProcessing =
  ({ pool }: Pick<ActivityDependencies, 'pool'>) =>
  async (input: FinishInput): Promise<FinishResult> => {
    const until = performance.now() + ATTEMPT_MS;
    let result = (handedOn() as FinishResult | undefined) ?? NOTHING;
    try {
      const listed = await listWorkouts(pool, input);
      for (const [index, workouts] of (
        await groupForFinish(pool, { ...input, workouts: listed })
      ).entries()) {
        const limitMs = index === 0 ? TRANSACTION_MS : PART_MS;
        if (index > 0 && performance.now() + limitMs > until) throw goOnAtOnce();
        const finished = await withTransaction(pool, async (tx) => {
          if (limitMs < TRANSACTION_MS) await limitTransaction(tx, limitMs);
          return finishWorkouts(tx, { ...input, workouts });
        });
        result = withFinished(result, finished, listed.length === 1);
        for (const status of WORKOUT_STATUSES) countFinished(status, countOf(finished, status));
        beat(result);
      }
      return result;
    } catch (error) {
      handOn(error, result);
      throw error;
    }
  };

const NOTHING: FinishResult = { processed: 0, processedWithErrors: 0, deleted: 0, failedSteps: [] };

const countOf = (finished: readonly FinishedWorkout[], status: WorkoutStatus): number =>
  finished.filter((workout) => workout.status === status).length;

const withFinished = (
  result: FinishResult,
  finished: readonly FinishedWorkout[],
  isAlone: boolean,
): FinishResult => ({
  ...result,
  processed: result.processed + countOf(finished, 'processed'),
  processedWithErrors: result.processedWithErrors + countOf(finished, 'processed_with_errors'),
  deleted: result.deleted + countOf(finished, 'deleted'),
  ...(isAlone && finished[0] ? { status: finished[0].status } : {}),
  failedSteps: [...new Set([...result.failedSteps, ...finished.flatMap((workout) => workout.failedSteps)])],
});
