/** How a request is retried until there is a definite response. */
export interface RetryOptions {
  /** Timeout of one attempt; 10 s by default. The API itself holds a save for up to 5 s. */
  tryTimeoutMs: number;
  /** No attempt starts later than this after the first one; 2 minutes by default. */
  giveUpAfterMs: number;
  /** The pause after attempt n is random, up to `firstPauseMs * 2 ** (n - 1)`, at most `longestPauseMs`. */
  firstPauseMs: number;
  longestPauseMs: number;
}

export const DEFAULT_RETRY: RetryOptions = {
  tryTimeoutMs: 10_000,
  giveUpAfterMs: 120_000,
  firstPauseMs: 250,
  longestPauseMs: 10_000,
};

/**
 * Exponential backoff with full jitter, so that clients that failed together do not retry together. A pause that the
 * service requests is a minimum, with jitter on top.
 */
export function pauseAfter(
  tries: number,
  retryAfterMs: number,
  { firstPauseMs, longestPauseMs }: Pick<RetryOptions, 'firstPauseMs' | 'longestPauseMs'>,
): number {
  return retryAfterMs + Math.random() * Math.min(longestPauseMs, firstPauseMs * 2 ** (tries - 1));
}

/**
 * Returns `Retry-After` in milliseconds from now. A date is compared with the `Date` of the response, since the clock of
 * the device may be wrong by hours.
 */
export function readRetryAfter(headers: Headers, now: number): number {
  const text = headers.get('Retry-After')?.trim();
  if (!text) return 0;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const until = Date.parse(text);
  const sentAt = Date.parse(headers.get('Date') ?? '');
  return Number.isNaN(until) ? 0 : Math.max(0, until - (Number.isNaN(sentAt) ? now : sentAt));
}

const ASKED_TO_REPEAT = new Set([408, 425, 429]);

/**
 * Returns whether a status is definite. After any other status the outcome is unknown, or the service asked for a
 * retry.
 */
export const isDefinite = (status: number): boolean =>
  (status >= 200 && status < 300) || (status >= 400 && status < 500 && !ASKED_TO_REPEAT.has(status));
