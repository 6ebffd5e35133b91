import type { Queryable } from '../pool.ts';

/** The zones that athletes live in: each has a schedule of its own for the monthly reports. */
export async function listTimeZonesInUse(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ time_zone: string }>(
    `select distinct time_zone
     from athletes
     order by time_zone`,
  );
  return rows.map((row) => row.time_zone);
}
