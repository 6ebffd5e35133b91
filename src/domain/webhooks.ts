/** Rules of webhook deliveries, after Standard Webhooks 1.0.0. Times are in milliseconds since 1970. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Pauses before the second and later attempts of an event, 75 h 35 min together. */
export const RETRY_PAUSES_MS: readonly number[] = [
  5000,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

/** A pause is longer by a random part of up to this fraction, so that retries of many athletes spread. */
const JITTER = 0.1;
const LONGEST_RETRY_AFTER_MS = DAY;
/** An endpoint with failures only is disabled after this time. */
const DISABLED_AFTER_MS = 5 * DAY;
/** From this many failures in a row on, an endpoint gets one attempt per pause until one succeeds. */
export const FAILURES_BEFORE_PAUSE = 20;
const PAUSE_MS = 30_000;

/** The outcome of one attempt. */
export interface AttemptOutcome {
  /** Absent without a response. */
  statusCode?: number;
  retryAfterSeconds?: number;
}

export const isDelivered = ({ statusCode = 0 }: AttemptOutcome): boolean =>
  statusCode >= 200 && statusCode < 300;

/** The receiver wants no more events. */
const isGone = ({ statusCode }: AttemptOutcome): boolean => statusCode === 410;

const retryAfterMsOf = ({ retryAfterSeconds = 0 }: AttemptOutcome): number =>
  Math.min(retryAfterSeconds * 1000, LONGEST_RETRY_AFTER_MS);

/**
 * Returns when an event is due again after its failed attempt number `attempt` (1 for the first); undefined after the
 * last one. `random` is in [0, 1).
 */
export function nextAttemptAt(
  { attempt, now, outcome }: { attempt: number; now: number; outcome: AttemptOutcome },
  { pausesMs = RETRY_PAUSES_MS, random }: { pausesMs?: readonly number[]; random: number },
): number | undefined {
  const pauseMs = pausesMs[attempt - 1];
  if (pauseMs === undefined) return undefined;
  return now + Math.max(pauseMs * (1 + JITTER * random), retryAfterMsOf(outcome));
}

/** The health of an endpoint. */
export interface EndpointHealth {
  status: 'enabled' | 'failing' | 'disabled';
  disabledReason: 'requested' | 'gone' | 'failing' | null;
  /** Start of the first failed attempt after the last success. */
  failingSince: number | null;
  failuresInARow: number;
  pausedUntil: number | null;
}

/**
 * Returns an endpoint's health after an attempt. A success ends all failing. An endpoint is failing once a retry fails,
 * too, and no attempt succeeded in between.
 */
export function healthAfter(
  health: EndpointHealth,
  {
    attempt,
    startedAt,
    now,
    outcome,
  }: { attempt: number; startedAt: number; now: number; outcome: AttemptOutcome },
): EndpointHealth {
  if (health.status === 'disabled') return health;
  // A success ends the pause after many failures, but not the one that the endpoint asked for.
  if (isDelivered(outcome))
    return {
      ...HEALTHY,
      pausedUntil: health.failuresInARow < FAILURES_BEFORE_PAUSE ? health.pausedUntil : null,
    };
  const failingSince = health.failingSince ?? startedAt;
  const failuresInARow = health.failuresInARow + 1;
  const reason = isGone(outcome)
    ? 'gone'
    : attempt > 1 && now - failingSince >= DISABLED_AFTER_MS
      ? 'failing'
      : null;
  const isFailing = attempt > 1 || failuresInARow >= FAILURES_BEFORE_PAUSE;
  const isThrottled = outcome.statusCode === 429 || outcome.statusCode === 503;
  const pauseMs = Math.max(
    failuresInARow >= FAILURES_BEFORE_PAUSE ? PAUSE_MS : 0,
    isThrottled ? retryAfterMsOf(outcome) : 0,
  );
  return {
    status: reason ? 'disabled' : isFailing ? 'failing' : health.status,
    disabledReason: reason,
    failingSince,
    failuresInARow,
    pausedUntil: pauseMs > 0 ? Math.max(now + pauseMs, health.pausedUntil ?? 0) : health.pausedUntil,
  };
}

const HEALTHY: EndpointHealth = {
  status: 'enabled',
  disabledReason: null,
  failingSince: null,
  failuresInARow: 0,
  pausedUntil: null,
};
