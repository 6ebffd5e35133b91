import { metricMeter } from '@temporalio/activity';
import type { FailureKind } from '../db/failure.ts';
import type { StepName } from '../domain/steps.ts';
import type { WorkoutStatus } from '../domain/workout.ts';

/** The worker's own metrics, served beside the SDK's. Labels are small closed sets, never ids. */

type StepOutcome = 'succeeded' | 'up_to_date' | 'superseded' | 'failed' | 'moved_out';

/** Counts workouts by the outcome of a step. */
export function countStep(step: StepName, outcome: StepOutcome, workouts: number): void {
  if (workouts === 0) return;
  metricMeter
    .createCounter('afterburn_steps_total', 'workouts', 'Workouts by step and outcome')
    .add(workouts, { step, outcome });
}

/** Counts an attempt that failed, for one workout or for a list. Continuing a list is not a failure. */
export function countFailedAttempt(step: string, kind: FailureKind): void {
  metricMeter
    .createCounter(
      'afterburn_step_attempts_failed_total',
      'attempts',
      'Attempts of a step that failed, by cause',
    )
    .add(1, { step, kind });
}

/** Counts workouts that reached a final state. */
export function countFinished(status: WorkoutStatus, workouts: number): void {
  if (workouts === 0) return;
  metricMeter
    .createCounter('afterburn_workouts_finished_total', 'workouts', 'Workouts that ended, by their status')
    .add(workouts, { status });
}
