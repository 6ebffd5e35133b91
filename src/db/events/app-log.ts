import type { Queryable } from '../pool.ts';
import type { EventKey } from './event-key.ts';
import { POSITION_TOLERANCE_MS, positionAt } from './position-at.ts';
import { COMPLETE_BELOW } from './positions.ts';

/** A place in an app's log: after this event, whether or not it still exists. */
export interface LogPlace extends EventKey {
  position: number;
}

export const LOG_START: LogPlace = {
  position: 0,
  source: '00000000-0000-0000-0000-000000000000',
  eventId: 0,
};

export interface LoggedEvent extends LogPlace {
  type: string;
  /** The app's own id. Null for an event of the app itself. */
  athleteId: string | null;
  data: Record<string, unknown>;
  createdAt: Date;
}

/** Selects events for a reader; null selects all. */
export interface LogFilter {
  types: readonly string[] | null;
  /** The app's own id of an athlete. */
  athleteId: string | null;
  /** A webhook endpoint gets no events about itself. */
  exceptEndpoint: string | null;
}

export const EVERYTHING: LogFilter = { types: null, athleteId: null, exceptEndpoint: null };

/** The columns of an event `e`, whose athlete `a` is absent for the app itself. The driver reads a bigint as text. */
export const LOGGED_COLUMNS = `
  e.position::double precision as position,
  coalesce(e.athlete_uuid, e.app_id) as source,
  e.event_id::double precision as "eventId",
  e.type,
  a.athlete_id as "athleteId",
  e.data,
  e.created_at as "createdAt"`;

/** Joins the athlete, and leaves out those who are being erased. */
export const WITH_ATHLETE = `
  left join athletes a on a.athlete_uuid = e.athlete_uuid`;

export const NOT_ERASED = `a.erasing_since is null`;

/** Returns the condition that a filter selects an event `e`; the filter's values are three parameters from this one on. */
export const isSelected = (
  first: number,
): string => `($${first}::text[] is null or e.type = any($${first}::text[]))
        and ($${first + 1}::text is null or a.athlete_id = $${first + 1}::text)
        and ($${first + 2}::text is null or e.athlete_uuid is not null or e.data ->> 'endpointId' <> $${first + 2}::text)
        and ${NOT_ERASED}`;

export const selectedBy = ({ types, athleteId, exceptEndpoint }: LogFilter) => [
  types,
  athleteId,
  exceptEndpoint,
];

/**
 * Lists an app's events after a place, in the order of commit, and each athlete's in the order of their ids. It ends
 * before the oldest open transaction, so a later call finds what commits late.
 */
export async function listAppEvents(
  db: Queryable,
  { appId, after, filter, limit }: { appId: string; after: LogPlace; filter: LogFilter; limit: number },
): Promise<LoggedEvent[]> {
  const { rows } = await db.query<LoggedEvent>({
    name: 'events: app log',
    text: `select ${LOGGED_COLUMNS}
      from events e ${WITH_ATHLETE}
      where e.app_id = $1::uuid
        and e.position >= $2::bigint
        and e.position < ${COMPLETE_BELOW}
        and (e.position, coalesce(e.athlete_uuid, e.app_id), e.event_id) > ($2::bigint, $3::uuid, $4::bigint)
        and ${isSelected(5)}
      order by e.position, coalesce(e.athlete_uuid, e.app_id), e.event_id
      limit $8::int`,
    values: [appId, after.position, after.source, after.eventId, ...selectedBy(filter), limit],
  });
  return rows;
}

/** Returns the place after everything that is complete: a new reader begins there. */
export async function endOfLog(db: Queryable): Promise<LogPlace> {
  const { rows } = await db.query<{ position: number }>(
    `select (${COMPLETE_BELOW})::double precision as position`,
  );
  return { ...LOG_START, ...rows[0]! };
}

/**
 * Returns the place where a reader continues. A restore to an earlier state assigns positions again: the event before
 * the place is then newer than the place itself. The reader then continues by time. It gets some events again, and
 * loses none that the restored log has.
 */
export async function resumePlace(
  db: Queryable,
  { appId, after, readAt }: { appId: string; after: LogPlace; readAt: Date },
): Promise<LogPlace> {
  const latest = new Date(readAt.getTime() + POSITION_TOLERANCE_MS);
  const { rows } = await db.query<{ isNewer: boolean }>(
    `select e.created_at > $3::timestamptz as "isNewer"
     from events e
     where e.app_id = $1::uuid and e.position <= $2::bigint
     order by e.position desc
     limit 1`,
    [appId, after.position, latest],
  );
  if (!rows[0]?.isNewer) return after;
  const instant = readAt.getTime() - POSITION_TOLERANCE_MS;
  return { ...LOG_START, position: await positionAt(db, { appId, instant }) };
}
