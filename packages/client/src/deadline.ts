import { orAborted, type Clock } from './clock.ts';

interface TimeLimit {
  clock: Clock;
  milliseconds: number;
  /** Ends it early. */
  signal: AbortSignal | undefined;
}

/** There was no response in time. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut';
  constructor(milliseconds: number) {
    super(`Nothing came within ${Math.round(milliseconds / 1000)} s.`);
  }
}

/**
 * Runs work with a signal that is aborted when time is up, or with the outer signal.
 * @throws TimedOut, or the outer signal's reason, even if the work ignores the signal
 */
export async function withinTime<T>(
  { clock, milliseconds, signal }: TimeLimit,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal?.reason);
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort, { once: true });
  const takeBack = clock.setTimer(() => controller.abort(new TimedOut(milliseconds)), milliseconds);
  try {
    return await orAborted(work(controller.signal), controller.signal);
  } finally {
    takeBack();
    signal?.removeEventListener('abort', abort);
  }
}
