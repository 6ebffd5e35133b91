import type { Queryable } from '../pool.ts';

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
