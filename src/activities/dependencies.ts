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
  /** Called when an execution has ended, so that what waits for its place is started at once. */
  onExecutionEnded?: () => void;
}
