import type { Queryable } from '../pool.ts';

/**
 * Positions order an app's events by commit. A position is a transaction's id, or a higher id that is already assigned.
 * Events below the oldest open transaction's id are complete, so a reader that stops there loses nothing.
 */

const OFFSET = '(select transaction_offset from event_log)';

/**
 * The position of the events of a statement, under their athletes' locks. A transaction may get its id before another
 * one, but its lock later. The newest id that has ended keeps positions in the order of the athlete's events.
 */
export const NEXT_POSITION = `${OFFSET} + greatest(
         pg_current_xact_id()::text::bigint,
         pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1
       )`;

/** Events below it are complete: no open transaction can add one. */
export const COMPLETE_BELOW = `${OFFSET} + pg_snapshot_xmin(pg_current_snapshot())::text::bigint`;

/**
 * Raises the offset after a restore into a cluster whose transaction ids are lower than the restored positions. Without
 * it, readers would wait until the ids catch up.
 */
export async function raiseTransactionOffset(db: Queryable): Promise<void> {
  await db.query(
    `update event_log
     set transaction_offset = newest.position + 1 - pg_current_xact_id()::text::bigint
     from (
       select max(e.position) as position
       from apps a
       cross join lateral (
         select position
         from events
         where app_id = a.app_id
         order by position desc
         limit 1
       ) as e
     ) as newest
     where newest.position >= transaction_offset + pg_current_xact_id()::text::bigint`,
  );
}
