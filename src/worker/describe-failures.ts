import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { ApplicationFailure, TemporalFailure } from '@temporalio/common';
import { describeFailure, failureKind } from '../db/failure.ts';

/**
 * Puts an error that an activity has not made a failure of itself into our words: a history says its kind and its code,
 * never PostgreSQL's own message, which quotes values.
 */
export const describeFailures: ActivityInterceptorsFactory = () => ({
  inbound: {
    async execute(input, next) {
      try {
        return await next(input);
      } catch (error) {
        if (error instanceof TemporalFailure) throw error;
        throw ApplicationFailure.create({ type: failureKind(error), message: describeFailure(error) });
      }
    },
  },
});
