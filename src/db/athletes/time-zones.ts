import type { Queryable } from '../pool.ts';

/** Lists the time zones of athletes: each has its own schedule for monthly reports. */
export async function listTimeZonesInUse(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ time_zone: string }>(
    `select distinct time_zone
     from athletes
     order by time_zone`,
  );
  return rows.map((row) => row.time_zone);
}
