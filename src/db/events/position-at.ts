import type { Queryable } from '../pool.ts';

/** Positions follow the time of events within it: a transaction lasts 7 s at most; the rest is for corrected clocks. */
export const POSITION_TOLERANCE_MS = 60_000;

/**
 * Returns the position of an app's first event at an instant (milliseconds since 1970) or later, within the tolerance.
 * Without one it is behind the last event. Bisects the positions: the log has no index by time, and it may hold years.
 */
export async function positionAt(
  db: Queryable,
  { appId, instant }: { appId: string; instant: number },
): Promise<number> {
  const { rows } = await db.query<{ position: number }>(
    `with recursive bisection as (
       select
         0::bigint as low,
         coalesce(
           (select position from events where app_id = $1::uuid order by position desc limit 1),
           0
         ) + 1 as high
       union all
       select
         case when probe.is_before then probe.position + 1 else remaining.low end,
         case when probe.is_before then remaining.high else remaining.middle end
       from (
         select low, high, (low + high) / 2 as middle
         from bisection
         where low < high
       ) as remaining
       cross join lateral (
         select position, created_at < $2::timestamptz as is_before
         from events
         where app_id = $1::uuid and position >= remaining.middle
         order by position
         limit 1
       ) as probe
     )
     select min(high)::double precision as position
     from bisection`,
    [appId, new Date(instant)],
  );
  return rows[0]!.position;
}
