import { WITH_ATHLETE } from '../events/app-log.ts';
import type { Queryable } from '../pool.ts';
import { CURSOR, IS_SELECTED, isOf, PLACE } from './selection.ts';

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
         and ${PLACE} > ${CURSOR}
         and ${IS_SELECTED}
       union all
       select e.created_at
       from webhook_endpoints w
       join webhook_held h on h.endpoint_id = w.endpoint_id
       join events e on ${isOf('h.source')}
         and e.event_id >= h.next_event_id ${WITH_ATHLETE}
       where w.endpoint_id = $1::uuid
         and ${PLACE} <= ${CURSOR}
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
