import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure, TemporalFailure } from '@temporalio/common';
import { describeFailure, failureKind } from '../db/failure.ts';

/** An error that nobody has classified is tried this often. */
const UNKNOWN_ATTEMPTS = 8;
/** In a list the one that causes it is looked for from this attempt on. */
const UNKNOWN_ATTEMPTS_IN_A_LIST = 2;

/** Whether to stop repeating (architecture.md, Failure policy): transient errors never, bad data at once. */
export function isGivenUp(error: unknown, { alone }: { alone: boolean }): boolean {
  const kind = failureKind(error);
  const attempts = alone ? UNKNOWN_ATTEMPTS : UNKNOWN_ATTEMPTS_IN_A_LIST;
  return kind === 'permanent' || (kind === 'unknown' && activityInfo().attempt >= attempts);
}

/** What an execution's history may say of an error: its kind and its code, never the database's words, which quote values. */
export function toReportFailure(error: unknown): Error {
  if (error instanceof TemporalFailure) return error;
  return ApplicationFailure.create({
    type: failureKind(error),
    message: describeFailure(error),
    nonRetryable: isGivenUp(error, { alone: true }),
  });
}
