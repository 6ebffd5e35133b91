import { activityInfo, log } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { forgetFailedAttempts, noteFailedAttempt } from '../db/dispatch/stuck-work.ts';
import { describeFailure } from '../db/failure.ts';
import type { Pool } from '../db/pool.ts';
import { wrapActivities, type Activity } from './wrap-activities.ts';

/**
 * Records failed attempts with their execution, so that operators see and redrive stuck work. It is for uploads,
 * imports, reports and erasures; a step records its attempts with each workout.
 */
export const withNotedAttempts = <Named extends Record<string, Activity>>(
  { pool }: { pool: Pool },
  activities: Named,
): Named =>
  wrapActivities(activities, async (name, run) => {
    const { attempt, workflowExecution } = activityInfo();
    const workflowId = workflowExecution?.workflowId ?? '';
    try {
      const result = await run();
      if (attempt > 1) await forgetFailedAttempts(pool, workflowId);
      return result;
    } catch (error) {
      await note(pool, { workflowId, attempt, error }).catch((unnoted: unknown) =>
        log.warn('A failed attempt could not be recorded', { activity: name, attempt, error: unnoted }),
      );
      throw error;
    }
  });

/** A final failure is recorded elsewhere. */
const note = (
  pool: Pool,
  { workflowId, attempt, error }: { workflowId: string; attempt: number; error: unknown },
): Promise<void> =>
  error instanceof ApplicationFailure && error.nonRetryable
    ? forgetFailedAttempts(pool, workflowId)
    : noteFailedAttempt(pool, {
        workflowId,
        attempt,
        error: error instanceof ApplicationFailure ? error.message : describeFailure(error),
      });
