import { activityInfo } from '@temporalio/activity';
import { listWorkouts } from '../db/dispatch/executions.ts';
import { describeFailure } from '../db/failure.ts';
import { groupForFinish } from '../db/steps/history-groups.ts';
import { finishWorkouts, type Finish, type FinishedWorkout } from '../db/steps/finish.ts';
import { moveToOwnExecution } from '../db/dispatch/own-executions.ts';
import { limitTransaction, withTransaction } from '../db/pool.ts';
import { recordAttempt } from '../db/steps/steps.ts';
import { FINISH } from '../domain/steps.ts';
import {
  WORKOUT_STATUSES,
  type WorkoutList,
  type WorkoutRef,
  type WorkoutStatus,
} from '../domain/workout.ts';
import { isDone, progressOf, type Progress } from './bisection.ts';
import { countFinished } from './counters.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { ATTEMPT_MS, runInParts } from './in-parts.ts';

/** Counts of the workouts that this execution finished, and the steps that failed. */
export interface FinishResult {
  processed: number;
  processedWithErrors: number;
  deleted: number;
  /** The final status of a single workout; absent for a batch. */
  status?: string;
  failedSteps: string[];
  /** Work that is left: the workflow calls the activity again with it. */
  next?: Progress;
}

export type FinishInput = WorkoutList & Omit<Finish, 'workouts' | 'gaveUp'> & { progress?: Progress };

/**
 * Writes the final states of the workouts and their steps, and notifies the athletes, part by part, in the frame of a
 * step. A workout that cannot be finished leaves the list. If that does not help, it ends without the results that
 * could not be written, and says so.
 */
export const createFinishProcessing =
  ({ pool }: Pick<ActivityDependencies, 'pool'>) =>
  async (input: FinishInput): Promise<FinishResult> => {
    const until = performance.now() + ATTEMPT_MS;
    const { attempt } = activityInfo();
    const { workflowId } = input;
    const workouts = await listWorkouts(pool, input);
    const finished: FinishedWorkout[] = [];
    const finish = async (part: WorkoutRef[], limitMs?: number, gaveUp?: string): Promise<void> => {
      finished.push(
        ...(await withTransaction(pool, async (tx) => {
          if (limitMs !== undefined) await limitTransaction(tx, limitMs);
          return finishWorkouts(tx, { ...input, workouts: part, ...(gaveUp ? { gaveUp } : {}) });
        })),
      );
    };
    const progress = await runInParts(
      {
        name: FINISH,
        workouts,
        until,
        apply: (part, { limitMs, isReduced }) => finish(part, isReduced ? limitMs : undefined),
        noteFailure: (part, error, counted) =>
          withTransaction(pool, (tx) =>
            recordAttempt(tx, { name: FINISH, workouts: part, attempt, workflowId }, { error, counted }),
          ),
        giveUp: (workout, error) => finish([workout], undefined, describeFailure(error)),
        moveOut: (workout) => withTransaction(pool, (tx) => moveToOwnExecution(tx, workout, workflowId)),
      },
      input.progress ?? progressOf(await groupForFinish(pool, { ...input, workouts })),
    ).finally(() => {
      for (const status of WORKOUT_STATUSES) countFinished(status, countOf(finished, status));
    });
    return {
      processed: countOf(finished, 'processed'),
      processedWithErrors: countOf(finished, 'processed_with_errors'),
      deleted: countOf(finished, 'deleted'),
      ...(workouts.length === 1 && finished[0] ? { status: finished[0].status } : {}),
      failedSteps: [...new Set(finished.flatMap((workout) => workout.failedSteps))],
      ...(isDone(progress) ? {} : { next: progress }),
    };
  };

const countOf = (finished: readonly FinishedWorkout[], status: WorkoutStatus): number =>
  finished.filter((workout) => workout.status === status).length;
