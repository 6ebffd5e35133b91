import { metricMeter } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { StepName } from '../domain/steps.ts';
import type { WorkoutStatus } from '../domain/workout.ts';
import type { StepResult } from './step-contract.ts';

/** What the worker counts beside the SDK's own figures, at its /metrics. Labels are small closed sets, never an id. */

type StepOutcome = 'succeeded' | 'up_to_date' | 'superseded' | 'failed' | 'retried';

/** Runs a step's attempt for so many workouts, and counts what became of each. */
export async function countingStep(
  step: StepName,
  workouts: number,
  attempt: () => Promise<StepResult>,
): Promise<StepResult> {
  try {
    const result = await attempt();
    countStep(step, 'succeeded', result.succeeded);
    countStep(step, 'up_to_date', result.upToDate ?? 0);
    countStep(step, 'superseded', result.superseded);
    countStep(step, 'failed', result.failed.length);
    return result;
  } catch (error) {
    const isLast = error instanceof ApplicationFailure && error.nonRetryable;
    countStep(step, isLast ? 'failed' : 'retried', workouts);
    throw error;
  }
}

function countStep(step: StepName, outcome: StepOutcome, workouts: number): void {
  if (workouts === 0) return;
  metricMeter
    .createCounter('afterburn_steps_total', 'workouts', 'Workouts by step and by what became of it')
    .add(workouts, { step, outcome });
}

/** Counts workouts that came to their end. */
export function countFinished(status: WorkoutStatus, workouts: number): void {
  if (workouts === 0) return;
  metricMeter
    .createCounter('afterburn_workouts_finished_total', 'workouts', 'Workouts that ended, by their status')
    .add(workouts, { status });
}
