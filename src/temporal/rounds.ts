export interface Rounds {
  /** @returns for how many milliseconds to pause; 0: there may be more to do at once */
  round: () => Promise<number>;
  /** Is given what ends the pause that begins. */
  pausing?: (end: () => void) => void;
  /** The pause after a round that failed, and what is logged of it. */
  failedMs: number;
  failed: string;
  log: { warn(fields: object, message: string): void };
}

/** Round after round until the signal is given; one that fails is a pause, never an end. */
export async function runRounds(
  { round, pausing, failedMs, failed, log }: Rounds,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const pauseMs = await round().catch((error: unknown) => {
      log.warn({ error }, failed);
      return failedMs;
    });
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
