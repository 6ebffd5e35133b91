import type { Pool } from '../db/pool.ts';

/** What activities are closures over; each factory picks what it needs. */
export interface ActivityDependencies {
  pool: Pool;
}
