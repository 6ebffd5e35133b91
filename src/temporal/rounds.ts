import { setTimeout as delay } from 'node:timers/promises';

export interface Rounds {
  /** @returns for how many milliseconds to pause; 0: there may be more to do at once */
  round: () => Promise<number>;
  /** The pause after a round that failed, and what is logged of it. */
  failedMs: number;
  failed: string;
  log: { warn(fields: object, message: string): void };
}

/** Round after round until the signal is given; one that fails is a pause, never an end. */
export async function runRounds(
  { round, failedMs, failed, log }: Rounds,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const pauseMs = await round().catch((error: unknown) => {
      log.warn({ error }, failed);
      return failedMs;
    });
    if (pauseMs > 0) await delay(pauseMs, undefined, { signal }).catch(() => {});
  }
}
