import { keepCounts } from '../db/board-counting.ts';
import type { Pool } from '../db/pool.ts';
import { runRounds } from '../temporal/rounds.ts';

/** Whoever reads a board adds up what was noted meanwhile: few enough to be read in a millisecond. */
const PAUSE_MS = 500;
const FAILED_MS = 5000;

interface Dependencies {
  pool: Pool;
  log: { warn(fields: object, message: string): void };
}

/** Keeps the counts of large boards near what is there, until the signal is given. Ranks are right without it, and slow. */
export const keepBoardCounts = ({ pool, log }: Dependencies, signal: AbortSignal): Promise<void> =>
  runRounds(
    {
      round: async () => ((await keepCounts(pool)) ? 0 : PAUSE_MS),
      failedMs: FAILED_MS,
      failed: 'The counts of the boards are behind: a round failed',
      log,
    },
    signal,
  );
