import { activityInfo } from '@temporalio/activity';
import { listWorkouts } from '../db/dispatch/executions.ts';
import { listDue, type DueWorkout } from '../db/steps/due-workouts.ts';
import { describeFailure } from '../db/failure.ts';
import { positionsByHistory } from '../db/steps/history-groups.ts';
import { limitTransaction, withTransaction, type Pool, type Transaction } from '../db/pool.ts';
import { moveToOwnExecution } from '../db/dispatch/own-executions.ts';
import { beginProcessing, beginStep, failStep, recordAttempt, succeedStep } from '../db/steps/steps.ts';
import {
  dropSuperseded,
  lockAthletesOf,
  workoutIdsOf,
  type CurrentWorkout,
} from '../db/workouts/workout-refs.ts';
import { getStep, type StepName } from '../domain/steps.ts';
import type { WorkoutRef } from '../domain/workout.ts';
import { isDone, progressOf } from './bisection.ts';
import { countStep } from './counters.ts';
import { toFailure } from './failure-policy.ts';
import { ATTEMPT_MS, runInParts } from './in-parts.ts';
import { yieldToInteractive } from './yield-to-interactive.ts';
import type { StepInput, StepResult } from './step-contract.ts';

/** The work of a step: one transaction, with the athletes locked and superseded revisions removed. */
export interface StepWork {
  tx: Transaction;
  athleteUuids: string[];
  workouts: CurrentWorkout[];
}

/**
 * Creates a step's activity, in the frame that all steps share. It marks the step as running. It does the work under
 * locks, in parts of bounded history, so that no athlete is locked for the whole list. It records attempts and errors
 * outside of a rolled back transaction. In a redrive it leaves out workouts for which the step succeeded before.
 */
export const createStep =
  ({ pool }: { pool: Pool }, name: StepName, work: (context: StepWork) => Promise<void>) =>
  async (input: StepInput): Promise<StepResult> => {
    const until = performance.now() + ATTEMPT_MS;
    const { attempt, workflowExecution } = activityInfo();
    const workflowId = workflowExecution?.workflowId;
    const workouts = await listWorkouts(pool, input);
    const result: StepResult = { succeeded: 0, superseded: 0, failed: [] };
    // A batch that has ended, and whose list is deleted.
    if (workouts.length === 0) return result;
    if (attempt === 1 && !input.progress) await yieldToInteractive(pool, workouts);
    const mark = (of: readonly WorkoutRef[]) => ({ name, workouts: of, attempt, workflowId });
    const due = await beginList();
    const dueIds = new Set(workoutIdsOf(due));
    const isDue = ({ workoutId }: WorkoutRef): boolean => dueIds.has(workoutId);
    const movedOut: string[] = [];
    const progress = await runInParts(
      {
        name,
        workouts,
        until,
        async apply(part, limit) {
          const dueOnes = part.filter(isDue);
          const done = await applyPart(dueOnes, limit);
          result.succeeded += done;
          result.superseded += dueOnes.length - done;
        },
        noteFailure: (part, error, counted) =>
          withTransaction(pool, (tx) => recordAttempt(tx, mark(part.filter(isDue)), { error, counted })),
        async giveUp(workout, error) {
          await withTransaction(pool, (tx) => failStep(tx, mark([workout]), describeFailure(error)));
          countStep(name, 'failed', 1);
          if (workouts.length === 1) throw toFailure(error, { nonRetryable: true });
        },
        async moveOut(workout) {
          await withTransaction(pool, (tx) => moveToOwnExecution(tx, workout, workflowId));
          movedOut.push(workout.workoutId);
        },
      },
      input.progress ?? progressOf(await positionsByHistory(pool, due)),
    ).finally(count);
    return {
      ...result,
      ...(movedOut.length > 0 ? { movedOut } : {}),
      ...(isDone(progress)
        ? { failed: progress.failed.map((position) => workouts[position]!.workoutId) }
        : { next: progress }),
    };

    /** Marks the step as running, for a single workout only: for a list, these rows would double its writes. */
    function beginList(): Promise<DueWorkout[]> {
      return withTransaction(pool, async (tx) => {
        const found = await listDue(tx, { step: getStep(name), workouts, workflowId });
        if (input.progress) return found.due;
        if (found.upToDate > 0) result.upToDate = found.upToDate;
        result.superseded += found.superseded;
        await beginProcessing(
          tx,
          found.due.filter(({ isAccepted }) => isAccepted),
        );
        if (attempt > 1 || workouts.length === 1) await beginStep(tx, mark(found.due));
        return found.due;
      });
    }

    async function applyPart(
      part: WorkoutRef[],
      { limitMs, isReduced }: { limitMs: number; isReduced: boolean },
    ): Promise<number> {
      if (part.length === 0) return 0;
      return withTransaction(pool, async (tx) => {
        if (isReduced) await limitTransaction(tx, limitMs);
        const athleteUuids = await lockAthletesOf(tx, part);
        const current = await dropSuperseded(tx, part);
        await succeedStep(tx, mark(current));
        if (current.length > 0) await work({ tx, athleteUuids, workouts: current });
        return current.length;
      });
    }

    function count(): void {
      countStep(name, 'succeeded', result.succeeded);
      countStep(name, 'up_to_date', result.upToDate ?? 0);
      countStep(name, 'superseded', result.superseded);
      countStep(name, 'moved_out', movedOut.length);
    }
  };
