import { sleep, type Clock } from './clock.ts';
import { TimedOut, withinTime } from './deadline.ts';
import { NoAnswerError, ProblemError } from './errors.ts';
import { pauseAfter, type RetryOptions } from './retry.ts';
import { Unanswered, type ApiCall, type Transport } from './transport.ts';

export interface RequestOptions {
  /** Ends the request and its retries. */
  signal?: AbortSignal | undefined;
  /** Overrides the client's retry options. */
  retry?: Partial<RetryOptions> | undefined;
}

/**
 * Sends a request, and retries it until there is a definite response. @throws ProblemError, NoAnswerError, the signal's
 * reason
 */
export type Ask = <Body>(call: ApiCall, options?: RequestOptions) => Promise<Body>;

/** Repeats an attempt until there is a definite response. @throws ProblemError, NoAnswerError, the signal's reason */
export type Repeat = <T>(
  tryOnce: (signal: AbortSignal) => Promise<T>,
  options?: RequestOptions,
) => Promise<T>;

/** Creates the function that sends requests. Every request is idempotent, so each may be retried. */
export const createAsk =
  ({ transport, repeat }: { transport: Transport; repeat: Repeat }): Ask =>
  (call, options) =>
    repeat((signal) => transport.send(call, signal), options) as Promise<never>;

export function createRepeat({ clock, retry }: { clock: Clock; retry: RetryOptions }): Repeat {
  return async (tryOnce, { signal, ...options } = {}) => {
    const policy = { ...retry, ...options.retry };
    const limits = { clock, milliseconds: policy.tryTimeoutMs, signal };
    const giveUpAt = clock.now() + policy.giveUpAfterMs;
    for (let tries = 1; ; tries += 1) {
      signal?.throwIfAborted();
      try {
        return await withinTime(limits, tryOnce);
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof ProblemError) error.tries = tries;
        const pauseMs = pauseBeforeNext(error, tries, policy);
        if (clock.now() + pauseMs > giveUpAt) throw new NoAnswerError(tries, error);
        await sleep(clock, pauseMs, signal);
      }
    }
  };
}

/** @throws the error itself when it is definite */
export function pauseBeforeNext(error: unknown, tries: number, policy: RetryOptions): number {
  if (error instanceof TimedOut) return pauseAfter(tries, 0, policy);
  if (error instanceof Unanswered) return pauseAfter(tries, error.retryAfterMs, policy);
  throw error;
}
