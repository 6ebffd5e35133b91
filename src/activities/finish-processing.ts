import { groupForFinish } from '../db/finish-groups.ts';
import { finishWorkouts, type Finish, type FinishedWorkout } from '../db/finish.ts';
import { withTransaction } from '../db/pool.ts';
import { WORKOUT_STATUSES, type WorkoutStatus } from '../domain/workout.ts';
import { countFinished } from './counters.ts';
import type { ActivityDependencies } from './dependencies.ts';

/** What became of the workouts that this attempt finished: counts, and the steps that were given up. */
export interface FinishResult {
  processed: number;
  processedWithErrors: number;
  deleted: number;
  /** The single workout's final status, for its history; absent for a batch. */
  status?: string;
  failedSteps: string[];
}

/** Settles the state of the workouts and their steps, and tells the athletes. Fenced, and retried for ever. */
export const createFinishProcessing =
  ({ pool }: Pick<ActivityDependencies, 'pool'>) =>
  async (input: Finish): Promise<FinishResult> => {
    const finished: FinishedWorkout[] = [];
    for (const workouts of await groupForFinish(pool, input)) {
      finished.push(...(await withTransaction(pool, (tx) => finishWorkouts(tx, { ...input, workouts }))));
    }
    const count = (status: WorkoutStatus) => finished.filter((workout) => workout.status === status).length;
    for (const status of WORKOUT_STATUSES) countFinished(status, count(status));
    const only = input.workouts.length === 1 ? finished[0] : undefined;
    return {
      processed: count('processed'),
      processedWithErrors: count('processed_with_errors'),
      deleted: count('deleted'),
      ...(only ? { status: only.status } : {}),
      failedSteps: [...new Set(finished.flatMap((workout) => workout.failedSteps))],
    };
  };
