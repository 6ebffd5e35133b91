import type { Queryable } from '../pool.ts';
import { pendingOf } from './pending.ts';

export interface EndpointStatistics {
  /** Deliveries that succeeded, resends included. */
  delivered: number;
  /** Events that were skipped after their last attempt. */
  failed: number;
  /** Events that the endpoint has not got yet, and resends; of a backlog of more than `MOST_COUNTED`, the beginning. */
  pending: number;
  oldestPendingAt: Date | null;
  /** From the event to its receipt, over the newest 1,000 successes of the last day. Null without any. */
  p95DeliveryMs: number | null;
}

/** Maximum number of pending events that are counted. */
export const MOST_COUNTED = 10_000;

/** Reads the statistics of an endpoint in one statement. */
export async function readStatistics(db: Queryable, endpointId: string): Promise<EndpointStatistics> {
  const { rows } = await db.query<EndpointStatistics>(
    `select
       w.delivered::double precision,
       w.failed::double precision,
       pending.total as pending,
       pending.oldest as "oldestPendingAt",
       (
         select percentile_disc(0.95) within group (order by delivery_ms)
         from (
           select delivery_ms
           from webhook_attempts
           where endpoint_id = w.endpoint_id
             and succeeded
             and started_at > now() - interval '1 day'
           order by attempt_id desc
           limit 1000
         ) as newest
       ) as "p95DeliveryMs"
     from webhook_endpoints w
     cross join lateral (
       select count(*)::int as total, min(created_at) as oldest
       from (${pendingOf(MOST_COUNTED)}) as all_pending
     ) as pending
     where w.endpoint_id = $1::uuid`,
    [endpointId],
  );
  return rows[0]!;
}
