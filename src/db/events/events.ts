import type { AppEvent, AthleteEvent } from '../../domain/events.ts';
import type { Queryable, Transaction } from '../pool.ts';
import { NEXT_POSITION } from './positions.ts';

export const EVENTS_CHANNEL = 'athlete_events';
/** A NOTIFY payload holds less than 8,000 bytes. For more athletes than this, all streams are notified. */
const MOST_NAMED_ATHLETES = 200;

/**
 * Appends events to the athletes' streams. The caller holds the athletes' locks, so that ids are in commit order
 * without gaps. NOTIFY takes a global lock at commit, so it is sent once per transaction, and never in the accept
 * path.
 */
export async function appendEvents(tx: Transaction, events: readonly AthleteEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx.query(
    `with incoming as (
       select i.athlete_uuid, i.type, i.data, i.position
       from unnest($1::uuid[], $2::text[], $3::jsonb[]) with ordinality as i (athlete_uuid, type, data, position)
     ),
     counted as (
       select athlete_uuid, count(*) as events
       from incoming
       group by athlete_uuid
     ),
     advanced as (
       update athletes a
       set last_event_id = a.last_event_id + c.events
       from counted c
       where a.athlete_uuid = c.athlete_uuid
       returning a.athlete_uuid, a.app_id, a.last_event_id - c.events as base
     )
     insert into events (app_id, athlete_uuid, event_id, position, type, data)
     select
       a.app_id,
       i.athlete_uuid,
       a.base + row_number() over (partition by i.athlete_uuid order by i.position),
       ${NEXT_POSITION},
       i.type,
       i.data
     from incoming i
     join advanced a on a.athlete_uuid = i.athlete_uuid`,
    [
      events.map((event) => event.athleteUuid),
      events.map((event) => event.type),
      events.map((event) => JSON.stringify(event.data)),
    ],
  );
  const athletes = [...new Set(events.map((event) => event.athleteUuid))];
  await tx.query(`select pg_notify($1::text, $2::text)`, [
    EVENTS_CHANNEL,
    athletes.length > MOST_NAMED_ATHLETES ? '*' : athletes.join(','),
  ]);
}

/** Appends an event of the app itself, such as the end of a webhook endpoint. */
export async function appendAppEvent(tx: Transaction, appId: string, event: AppEvent): Promise<void> {
  const { rows } = await tx.query<{ eventId: string }>(
    `update apps
     set last_event_id = last_event_id + 1
     where app_id = $1::uuid
     returning last_event_id as "eventId"`,
    [appId],
  );
  // A statement of its own: its snapshot is newer than the lock on the app.
  await tx.query(
    `insert into events (app_id, event_id, position, type, data)
     values ($1::uuid, $2::bigint, ${NEXT_POSITION}, $3::text, $4::jsonb)`,
    [appId, rows[0]!.eventId, event.type, JSON.stringify(event.data)],
  );
}

export interface StoredEvent {
  eventId: number;
  type: string;
  data: Record<string, unknown>;
  createdAt: Date;
}

/** Lists an athlete's events after an event id, in order. */
export async function listEventsAfter(
  db: Queryable,
  { athleteUuid, after, limit }: { athleteUuid: string; after: number; limit: number },
): Promise<StoredEvent[]> {
  const { rows } = await db.query<StoredEvent>(
    `select
       event_id::double precision as "eventId",
       type,
       data,
       created_at as "createdAt"
     from events
     where athlete_uuid = $1::uuid and event_id > $2::bigint
     order by event_id
     limit $3::int`,
    [athleteUuid, after, limit],
  );
  return rows;
}

/** Returns the id of the newest event of each existing athlete; 0 before the first event. */
export async function listLastEventIds(db: Queryable, athleteUuids: string[]): Promise<Map<string, number>> {
  const { rows } = await db.query<{ athlete_uuid: string; last_event_id: number }>(
    `select athlete_uuid, last_event_id::double precision
     from athletes
     where athlete_uuid = any($1::uuid[])`,
    [athleteUuids],
  );
  return new Map(rows.map((row) => [row.athlete_uuid, row.last_event_id]));
}
