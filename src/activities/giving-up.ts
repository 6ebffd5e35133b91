import { activityInfo, heartbeat, log } from '@temporalio/activity';
import { ApplicationFailure, TemporalFailure } from '@temporalio/common';
import { describeFailure, failureKind } from '../db/failure.ts';

/** An error that nobody has classified is met this often by itself; in a list it is looked for from the second time on. */
export const UNKNOWN_FAILURES = { alone: 8, inAList: 2 } as const;

/**
 * What an attempt hands on to the next one, by heartbeat: Temporal counts attempts, whatever ended them, and an outage
 * has many.
 */
interface Handover {
  /** How many attempts ended with an error that nobody has classified. */
  unknownFailures: number;
  /** How far the activity is, in its own words. */
  progress?: unknown;
}

function handover(): Handover {
  const details = activityInfo().heartbeatDetails as Partial<Handover> | undefined;
  return { unknownFailures: 0, ...details };
}

/** What the attempts before have done, where they have said so; the activity knows its own words. */
export const handedOn = (): unknown => handover().progress;

/** Tells that this attempt lives, and how far it is. */
export const beat = (progress?: unknown): void =>
  heartbeat({ unknownFailures: handover().unknownFailures, progress } satisfies Handover);

/**
 * Whether to stop repeating: bad data at once, what passes by itself never (architecture.md, Failure policy). A timeout
 * divides a list and is no reason to give one up.
 */
export function isHopeless(error: unknown, where: keyof typeof UNKNOWN_FAILURES = 'alone'): boolean {
  const kind = failureKind(error);
  if (kind === 'unknown') return handover().unknownFailures + 1 >= UNKNOWN_FAILURES[where];
  return kind === 'permanent' || (kind === 'timeout' && where === 'inAList');
}

/** What an execution's history may say of an error: its kind and its code, never the database's words, which quote values. */
export const toFailure = (
  error: unknown,
  options: { nonRetryable?: boolean; nextRetryDelay?: number } = {},
): Error =>
  error instanceof TemporalFailure
    ? error
    : ApplicationFailure.create({ type: failureKind(error), message: describeFailure(error), ...options });

/** Hands on to the attempt that follows what is done and, of an unknown error, that it came. To be thrown afterwards. */
export function handOn(error: unknown, progress?: unknown): void {
  const isUnknown = !(error instanceof TemporalFailure) && failureKind(error) === 'unknown';
  const unknownFailures = handover().unknownFailures + (isUnknown ? 1 : 0);
  heartbeat({ unknownFailures, progress } satisfies Handover);
}

export type Activity = (...input: never[]) => Promise<unknown>;

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
