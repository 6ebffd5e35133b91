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
  /** Attempts that exceeded the activity's own time limit. */
  timeouts: number;
}

export const attemptState = (): AttemptState => ({
  unknownFailures: 0,
  timeouts: 0,
  ...(activityInfo().heartbeatDetails as Partial<AttemptState> | undefined),
});

/** Sends a heartbeat, with the state that earlier attempts have passed. */
export const sendHeartbeat = (): void => heartbeat(attemptState());

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

/** Counts this attempt for the next one, by its error. */
export function saveFailure(error: unknown, isTimeout = false): void {
  const { unknownFailures, timeouts } = attemptState();
  const isUnknown = !(error instanceof TemporalFailure) && failureKind(error) === 'unknown';
  heartbeat({
    unknownFailures: unknownFailures + Number(isUnknown),
    timeouts: timeouts + Number(isTimeout),
  } satisfies AttemptState);
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
