import { activityInfo, log } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { noteFailedAttempts } from '../db/dispatch/stuck-work.ts';
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
    const note = (attempts: number, error: string | null) =>
      noteFailedAttempts(pool, { workflowId, attempts, error });
    try {
      const result = await run();
      if (attempt > 1) await note(0, null);
      return result;
    } catch (error) {
      const failure = error instanceof ApplicationFailure ? error : undefined;
      // A final failure is recorded elsewhere.
      const noted = failure?.nonRetryable
        ? note(0, null)
        : note(attempt, failure?.message ?? describeFailure(error));
      await noted.catch((unnoted: unknown) =>
        log.warn('A failed attempt could not be recorded', { activity: name, attempt, error: unnoted }),
      );
      throw error;
    }
  });
