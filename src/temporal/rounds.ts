import { createOutageLog, type OutageMessages, type WarningLog } from './outage-log.ts';

export interface Rounds extends OutageMessages {
  /** @returns the delay in milliseconds until the next round; 0 if there may be more to do */
  round: () => Promise<number>;
  /** Receives a function that ends the next delay early. */
  pausing?: (end: () => void) => void;
  /** The delay after a round that failed. */
  failedMs: number;
  log: WarningLog;
}

/** Runs rounds until the signal is aborted. After a failed round it waits and continues. */
export async function runRounds(
  { round, pausing, failedMs, log, ...messages }: Rounds,
  signal: AbortSignal,
): Promise<void> {
  const outage = createOutageLog(log, messages);
  while (!signal.aborted) {
    let pauseMs = failedMs;
    try {
      pauseMs = await round();
      outage.succeeded();
    } catch (error) {
      outage.failed(error);
    }
    if (pauseMs > 0) await pause(pauseMs, signal, pausing);
  }
}

const pause = (ms: number, signal: AbortSignal, pausing: Rounds['pausing']): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
    pausing?.(end);
  });
