import { ApplicationFailure } from '@temporalio/common';
import { localDateOf, monthOf, previousMonth } from '../domain/local-time.ts';

/**
 * Tells which month a tick is about: the one before the local month that the tick was scheduled in. An activity, since
 * the workflow keeps away from time zones: their rules may change between two replays.
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
