import { WITH_ATHLETE } from '../events/app-log.ts';
import { COMPLETE_BELOW } from '../events/positions.ts';
import type { Queryable } from '../pool.ts';
import { CURSOR, IS_SELECTED, PLACE, SOURCE } from './selection.ts';

/** Events that a round looks at for each endpoint. */
const SCANNED = 200;

const IS_FREE = `(w.lease is null or w.leased_until < clock_timestamp())`;

/**
 * Lists endpoints that have events to deliver and are not leased by any process. If an endpoint selects none of the new
 * events, its cursor advances here, without an execution.
 */
export async function listDueEndpoints(db: Queryable, now: Date): Promise<string[]> {
  const { rows } = await db.query<{ endpointId: string }>({
    name: 'webhooks: due endpoints',
    text: `with new_events as materialized (
        select w.endpoint_id, s.position, s.source, s.event_id, s.is_selected
        from webhook_endpoints w
        cross join lateral (
          select
            e.position,
            ${SOURCE} as source,
            e.event_id,
            (${IS_SELECTED}) as is_selected
          from events e ${WITH_ATHLETE}
          where e.app_id = w.app_id
            and e.position >= w.cursor_position
            and e.position < ${COMPLETE_BELOW}
            and ${PLACE} > ${CURSOR}
          order by e.position, ${SOURCE}, e.event_id
          limit ${SCANNED}
        ) as s
        where ${IS_FREE}
          and w.status <> 'disabled'
          and (w.paused_until is null or w.paused_until <= $1::timestamptz)
      ),
      advanced as (
        update webhook_endpoints w
        set cursor_position = n.position, cursor_source = n.source, cursor_event_id = n.event_id
        from (
          select distinct on (endpoint_id) *
          from new_events
          order by endpoint_id, position desc, source desc, event_id desc
        ) as n
        where w.endpoint_id = n.endpoint_id
          and ${IS_FREE}
          and (w.cursor_position, w.cursor_source, w.cursor_event_id) < (n.position, n.source, n.event_id)
          and not exists (select from new_events s where s.endpoint_id = n.endpoint_id and s.is_selected)
      )
      select w.endpoint_id as "endpointId"
      from webhook_endpoints w
      where ${IS_FREE}
        and (
          exists (select from new_events n where n.endpoint_id = w.endpoint_id and n.is_selected)
          or exists (
            select
            from webhook_held h
            where h.endpoint_id = w.endpoint_id
              and h.next_attempt_at <= $1::timestamptz
              and w.status <> 'disabled'
              and (w.paused_until is null or w.paused_until <= $1::timestamptz)
          )
          or exists (
            select
            from (
              select distinct on (r.source) r.next_attempt_at
              from webhook_resends r
              where r.endpoint_id = w.endpoint_id
              order by r.source, r.event_id
            ) as firsts
            where firsts.next_attempt_at <= $1::timestamptz
          )
        )`,
    values: [now],
  });
  return rows.map(({ endpointId }) => endpointId);
}
