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
import { sizeOf, type WorkoutList } from '../domain/workout.ts';
import { databaseWrite } from './activity-profiles.ts';

export interface StepsOutcome {
  /** The steps that this execution ran or skipped: one added later is not part of an older execution. */
  steps: StepName[];
  /** Steps that were given up as a whole, and why. */
  failures: { step: StepName; error: string }[];
  /** Set when the execution was cancelled: to be thrown once its workouts have their end. */
  cancellation?: unknown;
}

interface StepEnd {
  /** The ids of the workouts for which the step did not succeed; those that need it are skipped for them. */
  without: ReadonlySet<string> | 'all';
  error?: string;
}

/**
 * Runs every step as soon as those it needs have ended. A step that fails takes along only the steps that need it, and
 * a workout at which a step failed only itself; a cancellation ends them all, and is handed on.
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
  const without = togetherOf((await Promise.all(needed)).map((end) => end.without));
  const left = leftOf(list, without);
  if (!left) {
    onProgress(step.name, 'skipped');
    return { without };
  }
  onProgress(step.name, 'running');
  try {
    const result = await activityOf(step)(left);
    onProgress(step.name, result.failed.length > 0 ? 'failed' : 'succeeded');
    return { without: togetherOf([without, new Set(result.failed)]) };
  } catch (error) {
    if (isCancellation(error)) throw error;
    onProgress(step.name, 'failed');
    return { without: 'all', error: reasonOf(error) };
  }
}

function togetherOf(parts: StepEnd['without'][]): StepEnd['without'] {
  const together = new Set<string>();
  for (const part of parts) {
    if (part === 'all') return 'all';
    for (const workoutId of part) together.add(workoutId);
  }
  return together;
}

/** @returns undefined when nothing is left */
function leftOf(list: WorkoutList, without: StepEnd['without']): WorkoutList | undefined {
  if (without === 'all') return undefined;
  const left =
    'workouts' in list
      ? { workouts: list.workouts.filter(({ workoutId }) => !without.has(workoutId)) }
      : { ...list, ...(without.size > 0 ? { without: [...without] } : {}) };
  return sizeOf(left) > 0 ? left : undefined;
}

/** A step's activity has the step's name; its summary is what the Temporal UI shows beside it. */
const activityOf = (step: Step & { name: StepName }) =>
  proxyActivities<Pick<Activities, StepName>>({ ...databaseWrite, summary: step.summary })[step.name] as (
    input: StepInput,
  ) => Promise<StepResult>;

const reasonOf = (error: unknown): string => {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure ? cause.message : 'The step did not end in time.';
};
