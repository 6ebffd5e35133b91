import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure, TemporalFailure } from '@temporalio/common';
import { describeFailure, failureKind } from '../db/failure.ts';

/** An error that nobody has classified is tried this often, and so is an athlete for whom the time did not suffice. */
const ATTEMPTS = 8;
/** In a list, the athlete who causes an error that nobody has classified is looked for from this attempt on. */
const ATTEMPTS_IN_A_LIST = 2;

/** A transaction's time was up (25P04): a smaller group fits into it, and a later moment may suit better. */
const isOutOfTime = (error: unknown): boolean => describeFailure(error).endsWith('25P04');

/** Whether to try with half of the athletes each (architecture.md, Failure policy): never for what passes by itself. */
export function isWorthSplitting(error: unknown): boolean {
  const kind = failureKind(error);
  const isUnknown = kind === 'unknown' && activityInfo().attempt >= ATTEMPTS_IN_A_LIST;
  return kind === 'permanent' || isUnknown || isOutOfTime(error);
}

/** Whether to stop repeating for this one athlete: bad data at once, what passes by itself never. */
export function isHopeless(error: unknown, attempts = ATTEMPTS): boolean {
  const kind = failureKind(error);
  const { attempt } = activityInfo();
  return (
    kind === 'permanent' ||
    (kind === 'unknown' && attempt >= attempts) ||
    (isOutOfTime(error) && attempt >= ATTEMPTS)
  );
}

/** The same for one athlete out of a list, who must not keep the others waiting. */
export const isHopelessInAList = (error: unknown): boolean => isHopeless(error, ATTEMPTS_IN_A_LIST);

/** What an execution's history may say of an error: its kind and its code, never the database's words, which quote values. */
export function toReportFailure(error: unknown): Error {
  if (error instanceof TemporalFailure) return error;
  return ApplicationFailure.create({
    type: failureKind(error),
    message: describeFailure(error),
    nonRetryable: isHopeless(error),
  });
}
