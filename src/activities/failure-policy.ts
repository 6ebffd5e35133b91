import { activityInfo, heartbeat, log } from '@temporalio/activity';
import { ApplicationFailure, TemporalFailure } from '@temporalio/common';
import { describeFailure, failureKind } from '../db/failure.ts';
import { wrapActivities, type Activity } from './wrap-activities.ts';

/** Maximum attempts that end with an unclassified error, for one workout alone and in a list. */
export const UNKNOWN_FAILURES = { alone: 8, inAList: 2 } as const;

/**
 * State that an attempt passes to the next one by heartbeat. Temporal's count of attempts is not used: it includes
 * those that an outage ended.
 */
interface AttemptState {
  /** Attempts that ended with an unclassified error. */
  unknownFailures: number;
  /** Progress of the activity, in its own format. */
  progress?: unknown;
}

function attemptState(): AttemptState {
  const details = activityInfo().heartbeatDetails as Partial<AttemptState> | undefined;
  return { unknownFailures: 0, ...details };
}

/** Returns the progress of earlier attempts, in the activity's own format; undefined if they reported none. */
export const previousProgress = (): unknown => attemptState().progress;

/** Sends a heartbeat, with the progress so far. */
export const sendHeartbeat = (progress?: unknown): void =>
  heartbeat({ unknownFailures: attemptState().unknownFailures, progress } satisfies AttemptState);

/**
 * Returns whether to stop retrying: at once for bad data, never for transient errors (architecture.md, Failure
 * policy). A timeout splits a list, but never ends the work for a single workout or report.
 */
export function isFinalFailure(error: unknown, where: keyof typeof UNKNOWN_FAILURES = 'alone'): boolean {
  const kind = failureKind(error);
  if (kind === 'unknown') return attemptState().unknownFailures + 1 >= UNKNOWN_FAILURES[where];
  return kind === 'permanent' || (kind === 'timeout' && where === 'inAList');
}

/** Converts an error for the execution's history: kind and code only, since database messages quote values. */
export const toFailure = (
  error: unknown,
  options: { nonRetryable?: boolean; nextRetryDelay?: number } = {},
): Error =>
  error instanceof TemporalFailure
    ? error
    : ApplicationFailure.create({ type: failureKind(error), message: describeFailure(error), ...options });

/** Passes the progress and the count of unclassified errors to the next attempt. */
export function saveProgress(error: unknown, progress?: unknown): void {
  const isUnknown = !(error instanceof TemporalFailure) && failureKind(error) === 'unknown';
  const unknownFailures = attemptState().unknownFailures + (isUnknown ? 1 : 0);
  heartbeat({ unknownFailures, progress } satisfies AttemptState);
}

/** Wraps activities so that no raw error reaches a history. The error is logged here, then retried. */
export const withSafeFailures = <Named extends Record<string, Activity>>(activities: Named): Named =>
  wrapActivities(activities, async (name, run) => {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof TemporalFailure)) log.warn('An activity failed', { activity: name, error });
      throw toFailure(error);
    }
  });
