import { localDateOf, monthOf } from '../../domain/local-time.ts';
import type { Queryable } from '../pool.ts';

/** Returns the athlete's current local month, and the month of the last counted workout. */
export async function getMonths(
  db: Queryable,
  athleteUuid: string,
): Promise<{ activeMonth: string | null; currentMonth: string }> {
  const { rows } = await db.query<{ activeMonth: string | null; timeZone: string; now: Date }>(
    `select
       a.time_zone as "timeZone",
       now() as now,
       (
         select to_char(max(w.local_start), 'YYYY-MM')
         from counted_workouts w
         where w.athlete_uuid = a.athlete_uuid
       ) as "activeMonth"
     from athletes a
     where a.athlete_uuid = $1::uuid`,
    [athleteUuid],
  );
  if (!rows[0]) return { activeMonth: null, currentMonth: '' };
  const { activeMonth, timeZone, now } = rows[0];
  return { activeMonth, currentMonth: monthOf(localDateOf(now.toISOString(), timeZone)) };
}
