/** Time as the client sees it; a test gives it a faster one. */
export interface Clock {
  /** Milliseconds since 1970; it should not jump. */
  now: () => number;
  /** @returns how to take it back */
  setTimer: (run: () => void, milliseconds: number) => () => void;
}

/** Beyond this a timer would fire at once. */
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
 * Lets the caller go when the signal is aborted, also from work that does not heed it.
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
