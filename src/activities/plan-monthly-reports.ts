import { ApplicationFailure } from '@temporalio/common';
import { localDateOf, monthOf, previousMonth } from '../domain/local-time.ts';

/**
 * Returns the month that a tick reports: the one before the local month of the scheduled time. It is an activity
 * because time zone rules may change between two replays of a workflow.
 */
export const createPlanMonthlyReports =
  () =>
  async ({
    timeZone,
    scheduledAt,
  }: {
    timeZone: string;
    scheduledAt: string;
  }): Promise<{ month: string }> => {
    try {
      return { month: previousMonth(monthOf(localDateOf(scheduledAt, timeZone))) };
    } catch {
      throw ApplicationFailure.nonRetryable('The time zone or the time does not exist.', 'invalid-parameter');
    }
  };
