import { activityInfo, log } from '@temporalio/activity';
import { ApplicationFailure, TemporalFailure } from '@temporalio/common';
import { describeFailure, failureKind } from '../db/failure.ts';

/** An error that nobody has classified is tried this often by itself; in a list it is looked for from the second time on. */
const UNKNOWN_ATTEMPTS = { alone: 8, inAList: 2 } as const;

/** Whether to stop repeating: bad data at once, what passes by itself never (architecture.md, Failure policy). */
export function isHopeless(error: unknown, where: keyof typeof UNKNOWN_ATTEMPTS = 'alone'): boolean {
  const kind = failureKind(error);
  return kind === 'permanent' || (kind === 'unknown' && activityInfo().attempt >= UNKNOWN_ATTEMPTS[where]);
}

/** What an execution's history may say of an error: its kind and its code, never the database's words, which quote values. */
export const toFailure = (error: unknown, { nonRetryable = false } = {}): Error =>
  error instanceof TemporalFailure
    ? error
    : ApplicationFailure.create({ type: failureKind(error), message: describeFailure(error), nonRetryable });

type Activity = (...input: never[]) => Promise<unknown>;

/** Lets no error into a history as it is, whichever activity throws it; it is logged here and retried. */
export const withSafeFailures = <Named extends Record<string, Activity>>(activities: Named): Named =>
  Object.fromEntries(
    Object.entries(activities).map(([name, activity]) => [
      name,
      async (...input: never[]) => {
        try {
          return await activity(...input);
        } catch (error) {
          if (!(error instanceof TemporalFailure)) log.warn('An activity failed', { activity: name, error });
          throw toFailure(error);
        }
      },
    ]),
  ) as Named;
