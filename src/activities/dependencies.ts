import type { Pool } from '../db/pool.ts';

/** The dependencies of activities; each factory picks those that it needs. */
export interface ActivityDependencies {
  pool: Pool;
  /** Gross efficiency for energy from power, 0.13–0.26. */
  grossEfficiency?: number | undefined;
  /** Deletes an athlete's executions from Temporal. Passed in, since activities hold no Temporal client. */
  deleteExecutionsOf: (
    athleteUuid: string,
    options: { onProgress: () => void; signal: AbortSignal },
  ) => Promise<number>;
  /** Called when an execution has ended, so that the dispatcher starts waiting work at once. */
  onExecutionEnded?: () => void;
}
