import {
  ActivityFailure,
  ApplicationFailure,
  isCancellation,
  patched,
  proxyActivities,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { StepResult } from '../activities/step-contract.ts';
import { STEPS, type Step, type StepName } from '../domain/steps.ts';
import type { WorkoutRef } from '../domain/workout.ts';
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
  /** The workouts for which the step did not succeed; those that need it are skipped for them. */
  without: ReadonlySet<string>;
  error?: string;
}

/**
 * Runs every step as soon as those it needs have ended. A step that fails takes along only the steps that need it, and
 * a workout at which a step failed only itself; a cancellation ends them all, and is handed on.
 */
export async function runSteps(
  workouts: WorkoutRef[],
  onProgress: (step: StepName, state: 'running' | 'succeeded' | 'failed' | 'skipped') => void,
): Promise<StepsOutcome> {
  const steps = (STEPS as readonly (Step & { name: StepName })[]).filter(
    (step) => !step.patch || patched(step.patch),
  );
  const ends = new Map<string, Promise<StepEnd>>();
  for (const step of steps) {
    const needed = step.needs.flatMap((need) => ends.get(need) ?? []);
    ends.set(step.name, runStep(step, workouts, needed, onProgress));
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
  workouts: WorkoutRef[],
  needed: Promise<StepEnd>[],
  onProgress: (step: StepName, state: 'running' | 'succeeded' | 'failed' | 'skipped') => void,
): Promise<StepEnd> {
  const without = new Set((await Promise.all(needed)).flatMap((end) => [...end.without]));
  const given = workouts.filter((workout) => !without.has(workout.workoutId));
  if (given.length === 0) {
    onProgress(step.name, 'skipped');
    return { without };
  }
  onProgress(step.name, 'running');
  try {
    const result = await activityOf(step)({ workouts: given });
    onProgress(step.name, result.failed.length > 0 ? 'failed' : 'succeeded');
    return { without: new Set([...without, ...result.failed]) };
  } catch (error) {
    if (isCancellation(error)) throw error;
    onProgress(step.name, 'failed');
    return { without: new Set(workouts.map((workout) => workout.workoutId)), error: reasonOf(error) };
  }
}

/** A step's activity has the step's name; its summary is what the Temporal UI shows beside it. */
const activityOf = (step: Step & { name: StepName }) =>
  proxyActivities<Pick<Activities, StepName>>({ ...databaseWrite, summary: step.summary })[
    step.name
  ] as (input: { workouts: WorkoutRef[] }) => Promise<StepResult>;

const reasonOf = (error: unknown): string => {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure ? cause.message : 'The step did not end in time.';
};
