import {
  isSelected,
  LOGGED_COLUMNS,
  selectedBy,
  WITH_ATHLETE,
  type LoggedEvent,
  type LogFilter,
  type LogPlace,
} from '../events/app-log.ts';
import type { Queryable, Transaction } from '../pool.ts';

/** A source that lags behind the endpoint's cursor. */
export interface HeldSource {
  source: string;
  /** The event to deliver next, or the first one after it that exists. */
  nextEventId: number;
  /** Failed attempts of that event. */
  attempts: number;
  /** Milliseconds since 1970. */
  nextAttemptAt: number;
}

export async function listHeld(db: Queryable, endpointId: string): Promise<HeldSource[]> {
  const { rows } = await db.query<Omit<HeldSource, 'nextAttemptAt'> & { nextAttemptAt: Date }>(
    `select
       source,
       next_event_id::double precision as "nextEventId",
       attempts,
       next_attempt_at as "nextAttemptAt"
     from webhook_held
     where endpoint_id = $1::uuid`,
    [endpointId],
  );
  return rows.map((row) => ({ ...row, nextAttemptAt: row.nextAttemptAt.getTime() }));
}

/** Lists a source's events from an id on, up to a place of the app's log, in order. */
export async function listSourceEvents(
  db: Queryable,
  {
    appId,
    source,
    fromEventId,
    upTo,
    filter,
    limit,
  }: {
    appId: string;
    source: string;
    fromEventId: number;
    upTo: LogPlace;
    filter: LogFilter;
    limit: number;
  },
): Promise<LoggedEvent[]> {
  const isApp = source === appId;
  const { rows } = await db.query<LoggedEvent>(
    `select ${LOGGED_COLUMNS}
     from events e ${WITH_ATHLETE}
     where ${isApp ? 'e.app_id = $1::uuid and e.athlete_uuid is null' : 'e.athlete_uuid = $1::uuid'}
       and e.event_id >= $2::bigint
       and (e.position, $1::uuid, e.event_id) <= ($3::bigint, $4::uuid, $5::bigint)
       and ${isSelected(6)}
     order by e.event_id
     limit $9::int`,
    [source, fromEventId, upTo.position, upTo.source, upTo.eventId, ...selectedBy(filter), limit],
  );
  return rows;
}

/** Writes the state of held sources, and deletes those that have caught up. */
export async function writeHeld(
  tx: Transaction,
  endpointId: string,
  { held, released }: { held: readonly HeldSource[]; released: readonly string[] },
): Promise<void> {
  if (released.length > 0)
    await tx.query(`delete from webhook_held where endpoint_id = $1::uuid and source = any($2::uuid[])`, [
      endpointId,
      released,
    ]);
  if (held.length === 0) return;
  await tx.query(
    `insert into webhook_held (endpoint_id, source, next_event_id, attempts, next_attempt_at)
     select $1::uuid, h.source, h.next_event_id, h.attempts, h.next_attempt_at
     from unnest($2::uuid[], $3::bigint[], $4::int[], $5::timestamptz[])
       as h (source, next_event_id, attempts, next_attempt_at)
     on conflict (endpoint_id, source) do update set
       next_event_id = excluded.next_event_id,
       attempts = excluded.attempts,
       next_attempt_at = excluded.next_attempt_at`,
    [
      endpointId,
      held.map(({ source }) => source),
      held.map(({ nextEventId }) => nextEventId),
      held.map(({ attempts }) => attempts),
      held.map(({ nextAttemptAt }) => new Date(nextAttemptAt)),
    ],
  );
}
