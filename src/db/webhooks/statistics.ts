import { NOT_ERASED, WITH_ATHLETE } from '../events/app-log.ts';
import type { Queryable } from '../pool.ts';

export interface EndpointStatistics {
  /** Deliveries that succeeded, resends included. */
  delivered: number;
  /** Events that were skipped after their last attempt. */
  failed: number;
  /** Events that the endpoint has not got yet, and resends. */
  pending: number;
  oldestPendingAt: Date | null;
  /** From the event to its receipt, over the newest 1,000 first deliveries of the last day. Null without any. */
  p95DeliveryMs: number | null;
}

/** Reads the statistics of an endpoint in one statement. */
export async function readStatistics(db: Queryable, endpointId: string): Promise<EndpointStatistics> {
  const { rows } = await db.query<EndpointStatistics & { delivered: string; failed: string }>(
    `with pending as (
       select e.created_at
       from webhook_endpoints w
       join events e on e.app_id = w.app_id and e.position >= w.cursor_position ${WITH_ATHLETE}
       where w.endpoint_id = $1::uuid
         and (e.position, coalesce(e.athlete_uuid, e.app_id), e.event_id)
           > (w.cursor_position, w.cursor_source, w.cursor_event_id)
         and ${IS_SELECTED}
       union all
       select e.created_at
       from webhook_endpoints w
       join webhook_held h on h.endpoint_id = w.endpoint_id
       join events e
         on (e.athlete_uuid = h.source or (e.athlete_uuid is null and e.app_id = h.source))
         and e.event_id >= h.next_event_id ${WITH_ATHLETE}
       where w.endpoint_id = $1::uuid
         and (e.position, coalesce(e.athlete_uuid, e.app_id), e.event_id)
           <= (w.cursor_position, w.cursor_source, w.cursor_event_id)
         and ${IS_SELECTED}
       union all
       select r.created_at
       from webhook_resends r
       where r.endpoint_id = $1::uuid
     )
     select
       w.delivered,
       w.failed,
       (select count(*)::int from pending) as pending,
       (select min(created_at) from pending) as "oldestPendingAt",
       (
         select percentile_disc(0.95) within group (order by delivery_ms)
         from (
           select delivery_ms
           from webhook_attempts
           where endpoint_id = $1::uuid
             and delivery_ms is not null
             and started_at > now() - interval '1 day'
           order by attempt_id desc
           limit 1000
         ) as newest
       ) as "p95DeliveryMs"
     from webhook_endpoints w
     where w.endpoint_id = $1::uuid`,
    [endpointId],
  );
  const { delivered, failed, ...row } = rows[0]!;
  return { ...row, delivered: Number(delivered), failed: Number(failed) };
}

/** Whether an endpoint `w` gets an event `e` of athlete `a`; it gets no events about itself. */
const IS_SELECTED = `(w.event_types is null or e.type = any(w.event_types))
         and (w.athlete_id is null or a.athlete_id = w.athlete_id)
         and (e.athlete_uuid is not null or e.data ->> 'endpointId' <> w.endpoint_id::text)
         and ${NOT_ERASED}`;
