import type { EventKey } from '../events/event-key.ts';
import { NOT_ERASED, WITH_ATHLETE } from '../events/app-log.ts';
import { POSITION_TOLERANCE_MS, positionAt } from '../events/position-at.ts';
import type { Transaction } from '../pool.ts';
import { CURSOR, isOf, PLACE, SOURCE } from './selection.ts';

/** The events to send again. */
export interface ResendSelection {
  /** One event, of any type. */
  event?: EventKey | undefined;
  /** A source, else all that the endpoint selects. */
  source?: string | undefined;
  /** Inclusive, as `until`. */
  since?: Date | undefined;
  until?: Date | undefined;
}

/** Maximum number of events of a request. */
export const MOST_RESENDS = 100_000;

/**
 * Enqueues events again, in their athletes' order. Events that wait for a retry are due now instead. A disabled
 * endpoint gets what it missed, too: nothing else will send it.
 * @returns how many events; more than `MOST_RESENDS` if there are too many
 */
export async function enqueueResends(
  tx: Transaction,
  { appId, endpointId, selection }: { appId: string; endpointId: string; selection: ResendSelection },
): Promise<number> {
  const { event, source, since, until } = selection;
  const from = since && (await positionAt(tx, { appId, instant: since.getTime() - POSITION_TOLERANCE_MS }));
  const to = until && (await positionAt(tx, { appId, instant: until.getTime() + POSITION_TOLERANCE_MS }));
  const { rows } = await tx.query<{ queued: number }>(
    `with endpoint as (
       update webhook_endpoints
       set revision = revision + 1, paused_until = null
       where endpoint_id = $1::uuid
       returning *
     ),
     chosen as materialized (
       select
         ${SOURCE} as source,
         e.event_id,
         w.status <> 'disabled' and h.source is not null and e.event_id >= h.next_event_id as is_held
       from endpoint w
       join events e on e.app_id = w.app_id ${WITH_ATHLETE}
       left join webhook_held h
         on h.endpoint_id = w.endpoint_id and h.source = ${SOURCE}
       where ${NOT_ERASED}
         and ($2::uuid is null or ${isOf('$2::uuid')})
         and ($3::bigint is null or e.event_id = $3::bigint)
         and ($3::bigint is not null or w.event_types is null or e.type = any(w.event_types))
         and ($3::bigint is not null or w.athlete_id is null or a.athlete_id = w.athlete_id)
         and ($4::timestamptz is null or e.created_at >= $4::timestamptz)
         and ($5::timestamptz is null or e.created_at <= $5::timestamptz)
         and ($6::bigint is null or e.position >= $6::bigint)
         and ($7::bigint is null or e.position < $7::bigint)
         -- The delivery has not read the later ones.
         and (
           w.status = 'disabled'
           or $3::bigint is not null
           or ${PLACE} <= ${CURSOR}
         )
       limit ${MOST_RESENDS + 1}
     ),
     due as (
       update webhook_held
       set next_attempt_at = now()
       where endpoint_id = $1::uuid and source in (select c.source from chosen c where c.is_held)
     ),
     inserted as (
       insert into webhook_resends (endpoint_id, source, event_id)
       select $1::uuid, source, event_id
       from chosen
       where not is_held
       on conflict (endpoint_id, source, event_id) do update set
         requests = webhook_resends.requests + 1,
         attempts = 0,
         next_attempt_at = now()
     )
     select count(*)::int as queued from chosen`,
    [
      endpointId,
      event?.source ?? source ?? null,
      event?.eventId ?? null,
      since ?? null,
      until ?? null,
      from ?? null,
      to ?? null,
    ],
  );
  return rows[0]!.queued;
}

/** Enqueues an example, under an id of its own. */
export async function enqueueExample(
  tx: Transaction,
  { endpointId, key, example }: { endpointId: string; key: EventKey; example: object },
): Promise<void> {
  await tx.query(
    `with endpoint as (
       update webhook_endpoints
       set revision = revision + 1
       where endpoint_id = $1::uuid
     )
     insert into webhook_resends (endpoint_id, source, event_id, example)
     values ($1::uuid, $2::uuid, $3::bigint, $4::jsonb)`,
    [endpointId, key.source, key.eventId, JSON.stringify(example)],
  );
}
