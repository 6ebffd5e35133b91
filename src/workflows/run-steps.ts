import {
  ActivityFailure,
  ApplicationFailure,
  isCancellation,
  patched,
  proxyActivities,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { StepInput, StepResult } from '../activities/step-contract.ts';
import { STEPS, type Step, type StepName } from '../domain/steps.ts';
import type { WorkoutList } from '../domain/workout.ts';
import { databaseWrite } from './activity-profiles.ts';

export interface StepsOutcome {
  /** The steps that this execution ran or skipped. A step that was added later is not part of an older execution. */
  steps: StepName[];
  /** Steps that failed as a whole, and why. */
  failures: { step: StepName; error: string }[];
  /** Set when the execution was cancelled: to be thrown once its workouts are finished. */
  cancellation?: unknown;
}

interface StepEnd {
  /** Why the step failed as a whole; the steps that need it are skipped. */
  error?: string;
  isSkipped?: boolean;
}

/**
 * Runs every step as soon as the steps that it needs have ended. If a step fails, only the steps that need it are
 * skipped. If it fails for one workout of a list, later steps skip that workout by its state in the database. A
 * cancellation ends all steps and is passed on.
 */
export async function runSteps(
  list: WorkoutList,
  onProgress: (step: StepName, state: 'running' | 'succeeded' | 'failed' | 'skipped') => void,
): Promise<StepsOutcome> {
  const steps = (STEPS as readonly (Step & { name: StepName })[]).filter(
    (step) => !step.patch || patched(step.patch),
  );
  const ends = new Map<string, Promise<StepEnd>>();
  for (const step of steps) {
    const needed = step.needs.flatMap((need) => ends.get(need) ?? []);
    ends.set(step.name, runStep(step, list, needed, onProgress));
  }
  const settled = await Promise.allSettled(ends.values());
  const cancelled = settled.find((end) => end.status === 'rejected');
  const failures = steps.flatMap((step, index) => {
    const end = settled[index]!;
    return end.status === 'fulfilled' && end.value.error ? [{ step: step.name, error: end.value.error }] : [];
  });
  return {
    steps: steps.map((step) => step.name),
    failures,
    ...(cancelled ? { cancellation: cancelled.reason } : {}),
  };
}

async function runStep(
  step: Step & { name: StepName },
  list: WorkoutList,
  needed: Promise<StepEnd>[],
  onProgress: (step: StepName, state: 'running' | 'succeeded' | 'failed' | 'skipped') => void,
): Promise<StepEnd> {
  const ends = await Promise.all(needed);
  if (ends.some((end) => end.isSkipped || end.error !== undefined)) {
    onProgress(step.name, 'skipped');
    return { isSkipped: true };
  }
  onProgress(step.name, 'running');
  try {
    const failed = await runToEnd(step, list);
    onProgress(step.name, failed.length > 0 ? 'failed' : 'succeeded');
    return {};
  } catch (error) {
    if (isCancellation(error)) throw error;
    onProgress(step.name, 'failed');
    return { error: reasonOf(error) };
  }
}

/** Calls a step's activity until nothing of the list is left. @returns the workouts for which it failed */
async function runToEnd(step: Step & { name: StepName }, list: WorkoutList): Promise<string[]> {
  const run = activityOf(step);
  let result = await run(list);
  while (result.next) result = await run({ ...list, progress: result.next });
  return result.failed;
}

/** A step's activity has the step's name; the Temporal UI shows its summary. */
const activityOf = (step: Step & { name: StepName }) =>
  proxyActivities<Pick<Activities, StepName>>({ ...databaseWrite, summary: step.summary })[step.name] as (
    input: StepInput,
  ) => Promise<StepResult>;

const reasonOf = (error: unknown): string => {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure ? cause.message : 'The step did not end in time.';
};
