import { setTimeout as delay } from 'node:timers/promises';
import { keepCounts } from '../db/board-counting.ts';
import type { Pool } from '../db/pool.ts';

/** Whoever reads a board adds up what was noted meanwhile: few enough to be read in a millisecond. */
const PAUSE_MS = 500;
const FAILED_MS = 5000;

interface Dependencies {
  pool: Pool;
  log: { warn(fields: object, message: string): void };
}

/** Keeps the counts of large boards near what is there, until the signal is given. Ranks are right without it, and slow. */
export async function keepBoardCounts({ pool, log }: Dependencies, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const pauseMs = await keepCounts(pool).then(
      (isBusy) => (isBusy ? 0 : PAUSE_MS),
      (error: unknown) => {
        log.warn({ error }, 'The counts of the boards are behind: a round failed');
        return FAILED_MS;
      },
    );
    if (pauseMs > 0) await delay(pauseMs, undefined, { signal }).catch(() => {});
  }
}
