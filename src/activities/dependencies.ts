import type { Pool } from '../db/pool.ts';

/** What activities are closures over; each factory picks what it needs. */
export interface ActivityDependencies {
  pool: Pool;
  /** For energy from power, 0.13–0.26. */
  grossEfficiency?: number | undefined;
  /** Deletes an athlete's executions from Temporal; handed in, since activities hold no Temporal client. */
  deleteExecutionsOf: (
    athleteUuid: string,
    options: { onProgress: () => void; signal: AbortSignal },
  ) => Promise<number>;
  /** From so many live workouts on a new one changes a part of an athlete's boards, and not the whole; for tests. */
  longHistory?: number;
  /** So many finished workouts on, it is kept where an athlete stands after them; for tests. */
  worthAState?: number;
}
