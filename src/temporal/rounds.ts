import { createOutageLog, type OutageMessages, type WarningLog } from './outage-log.ts';

export interface Rounds extends OutageMessages {
  /** @returns for how many milliseconds to pause; 0: there may be more to do at once */
  round: () => Promise<number>;
  /** Is given what ends the pause that begins. */
  pausing?: (end: () => void) => void;
  /** The pause after a round that failed. */
  failedMs: number;
  log: WarningLog;
}

/** Runs round after round until the signal is given; one that fails is a pause, never an end. */
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
