import type { Pool } from '../../src/db/pool.ts';
import type { Difference } from '../../src/domain/differences.ts';
import { verify } from '../../src/ops/verify.ts';

/** What `verify` finds in a database: rows that differ, and how many workouts are unfinished. */
export async function verified(pool: Pool): Promise<{ unfinished: number; differences: Difference[] }> {
  const differences: Difference[] = [];
  const { unfinished } = await verify(pool, (difference) => differences.push(difference));
  return { unfinished, differences };
}
