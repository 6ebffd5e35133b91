import type { ClosedMonth } from '../domain/closed-month.ts';
import type { Queryable } from './pool.ts';

/** Notes that everybody in the zone has their report of the month. */
export async function finishMonth(
  db: Queryable,
  { timeZone, month }: { timeZone: string; month: string },
): Promise<void> {
  await db.query(
    `insert into finished_months (time_zone, month)
     values ($1::text, $2::text)
     on conflict (time_zone, month) do nothing`,
    [timeZone, month],
  );
}

/** Which of these are not finished though somebody who lives there was an athlete then. */
export async function listMissedMonths(
  db: Queryable,
  months: readonly ClosedMonth[],
): Promise<{ timeZone: string; month: string }[]> {
  const { rows } = await db.query<{ timeZone: string; month: string }>(
    `select m.time_zone as "timeZone", m.month
     from unnest($1::text[], $2::text[], $3::timestamptz[]) as m (time_zone, month, ended_at)
     where not exists (
         select from finished_months f where f.time_zone = m.time_zone and f.month = m.month
       )
       and exists (
         select from athletes a
         where a.time_zone = m.time_zone and a.created_at < m.ended_at and a.erasing_since is null
       )
     order by m.time_zone`,
    [
      months.map(({ timeZone }) => timeZone),
      months.map(({ month }) => month),
      months.map(({ endedAt }) => endedAt),
    ],
  );
  return rows;
}
