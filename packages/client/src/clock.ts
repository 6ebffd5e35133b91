/** The client's clock; a test can replace it by a faster one. */
export interface Clock {
  /** Milliseconds since 1970. It should not jump. */
  now: () => number;
  /** @returns a function that cancels the timer */
  setTimer: (run: () => void, milliseconds: number) => () => void;
}

/** A timer with a longer delay would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  setTimer(run, milliseconds) {
    const timer = setTimeout(run, Math.min(milliseconds, LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  },
};

/** @throws the signal's reason, once it is aborted */
export function sleep(clock: Clock, milliseconds: number, signal?: AbortSignal): Promise<void> {
  let takeBack = (): void => {};
  const slept = new Promise<void>((resolve) => {
    takeBack = clock.setTimer(resolve, milliseconds);
  });
  return orAborted(slept, signal).finally(takeBack);
}

/**
 * Rejects when the signal is aborted, even if the work ignores the signal.
 * @throws the signal's reason
 */
export function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    const forget = (): void => signal.removeEventListener('abort', abort);
    work.then(resolve, reject).finally(forget);
  });
}
