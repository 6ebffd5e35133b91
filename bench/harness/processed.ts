import type { Pool } from '../../src/db/pool.ts';
import { untilTrue } from './waiting.ts';

/** Waits until the product has nothing left to process. @throws Error when that takes longer than `timeoutMs` */
export const untilProcessed = (pool: Pool, { timeoutMs }: { timeoutMs: number }): Promise<void> =>
  untilTrue(
    'The last workout',
    async () => {
      const { rows } = await pool.query(
        `select from workouts where status in ('accepted', 'processing') limit 1`,
      );
      return rows.length === 0;
    },
    { timeoutMs },
  );
