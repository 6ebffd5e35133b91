import { sleep, type Clock } from './clock.ts';
import { TimedOut, withinTime } from './deadline.ts';
import { NoAnswerError, ProblemError } from './errors.ts';
import { pauseAfter, type RetryOptions } from './retry.ts';
import { Unanswered, type Answer, type ApiCall, type Transport } from './transport.ts';

export interface RequestOptions {
  /** Ends the request with all its repetitions. */
  signal?: AbortSignal | undefined;
  /** Other patience than the client's. */
  retry?: Partial<RetryOptions> | undefined;
}

/** Asks until the answer is definite. @throws ProblemError, NoAnswerError, the signal's reason */
export type Ask = <Body>(call: ApiCall, options?: RequestOptions) => Promise<Answer<Body>>;

interface RequestsOptions {
  transport: Transport;
  clock: Clock;
  retry: RetryOptions;
}

/** Every call is made so that it does no harm twice; so each may be repeated. */
export function createAsk({ transport, clock, retry }: RequestsOptions): Ask {
  return async (call, { signal, ...options } = {}) => {
    const policy = { ...retry, ...options.retry };
    const limits = { clock, milliseconds: policy.tryTimeoutMs, signal };
    const giveUpAt = clock.now() + policy.giveUpAfterMs;
    for (let tries = 1; ; tries += 1) {
      signal?.throwIfAborted();
      try {
        return (await withinTime(limits, (ending) => transport.send(call, ending))) as Answer<never>;
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
