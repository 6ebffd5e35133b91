import {
  CancellationScope,
  proxyActivities,
  setCurrentDetails,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { FinishResult } from '../activities/finish-processing.ts';
import type { Activities } from '../activities/index.ts';
import type { WorkoutList, WorkoutRef } from '../domain/workout.ts';
import { SEARCH_ATTRIBUTES } from '../domain/workflow-ids.ts';
import { databaseWrite } from './activity-profiles.ts';
import { describeProgress } from './current-details.ts';
import { runSteps, type StepsOutcome } from './run-steps.ts';

export interface ProcessWorkoutResult {
  workoutId: string;
  revision: number;
  /** Absent when the revision was superseded. */
  status?: string;
  failedSteps: string[];
}

/** Processes one workout after the 202: runs its steps, then finishes it. */
export async function ProcessWorkout({ workoutId, revision }: WorkoutRef): Promise<ProcessWorkoutResult> {
  const list = { workouts: [{ workoutId, revision }] };
  const outcome = await followSteps(list);
  const { status, failedSteps } = await finish(list, outcome);
  upsertSearchAttributes([{ key: workoutStatus, value: status ?? 'superseded' }]);
  if (outcome.cancellation) throw outcome.cancellation;
  return { workoutId, revision, ...(status ? { status } : {}), failedSteps };
}

const workoutStatus = defineSearchAttributeKey(SEARCH_ATTRIBUTES.workoutStatus, 'KEYWORD');

/** Runs the steps, and shows their progress in the Temporal UI. */
export async function followSteps(list: WorkoutList): Promise<StepsOutcome> {
  const progress = describeProgress();
  setCurrentDetails(progress.text());
  return runSteps(list, (step, state) => {
    progress.set(step, state);
    setCurrentDetails(progress.text());
  });
}

/** Finishes the workouts. Also runs for a cancelled execution, so that each workout reaches a final state. */
export const finish = (
  list: WorkoutList,
  { steps, failures, cancellation }: StepsOutcome,
): Promise<FinishResult> =>
  CancellationScope.nonCancellable(async () => {
    const isCancelled = cancellation !== undefined;
    const input = { ...list, steps, failures, isCancelled, workflowId: workflowInfo().workflowId };
    let result = await finishProcessing(input);
    while (result.next) result = addUp(result, await finishProcessing({ ...input, progress: result.next }));
    return result;
  });

const addUp = (before: FinishResult, more: FinishResult): FinishResult => ({
  ...more,
  processed: before.processed + more.processed,
  processedWithErrors: before.processedWithErrors + more.processedWithErrors,
  deleted: before.deleted + more.deleted,
  failedSteps: [...new Set([...before.failedSteps, ...more.failedSteps])],
});

const { finishProcessing } = proxyActivities<Pick<Activities, 'finishProcessing'>>({
  ...databaseWrite,
  summary: 'Write the final state and notify the athlete',
});
