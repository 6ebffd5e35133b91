import type { Queryable } from '../../src/db/pool.ts';

/** How many sessions of this test's database wait for a lock. */
export async function countWaiting(db: Queryable): Promise<number> {
  const { rows } = await db.query(
    `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows.length;
}
