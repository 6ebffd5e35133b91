import type { EndpointHealth } from '../../domain/webhooks.ts';
import { WITH_ATHLETE } from '../events/app-log.ts';
import type { Queryable } from '../pool.ts';
import { CURSOR, IS_SELECTED, isOf, PLACE } from './selection.ts';

/**
 * Returns the query for what an endpoint `w` has not got yet: the number of events and resends, and the `created_at` of
 * the oldest. It looks at the first `most` of each of three lists, so that a longer backlog costs no more: the unread
 * events, those of held sources, and the resends.
 */
const countPending = (most: number): string => `
       select count(*)::int as total, min(created_at) as oldest
       from (
         select unread.created_at
         from (
           select e.created_at, (${IS_SELECTED}) as is_selected
           from events e ${WITH_ATHLETE}
           where e.app_id = w.app_id
             and e.position >= w.cursor_position
             and ${PLACE} > ${CURSOR}
           order by e.position
           limit ${most}
         ) as unread
         where unread.is_selected
         union all
         select held.created_at
         from (
           select e.created_at, (${IS_SELECTED}) as is_selected
           from webhook_held h
           join events e on ${isOf('h.source')}
             and e.event_id >= h.next_event_id ${WITH_ATHLETE}
           where h.endpoint_id = w.endpoint_id and ${PLACE} <= ${CURSOR}
           limit ${most}
         ) as held
         where held.is_selected
         union all
         select resent.created_at
         from (
           select r.created_at
           from webhook_resends r
           where r.endpoint_id = w.endpoint_id
           limit ${most}
         ) as resent
       ) as all_pending`;

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
     cross join lateral (${countPending(MOST_COUNTED)}
     ) as pending
     where w.endpoint_id = $1::uuid`,
    [endpointId],
  );
  return rows[0]!;
}

/** A webhook endpoint that is failing or disabled, of any app. */
export interface UnhealthyEndpoint {
  endpointId: string;
  app: string;
  status: Exclude<EndpointHealth['status'], 'enabled'>;
  disabledReason: EndpointHealth['disabledReason'];
  failingSince: Date | null;
  /** Of the newest failed attempt; null after a week without any. */
  lastError: string | null;
  /** Events that the endpoint has not got yet, and resends; of a backlog of more than `MOST_PENDING`, the beginning. */
  pending: number;
  oldestPendingAt: Date | null;
}

/** Maximum number of pending events that are counted, for each endpoint of a page. */
export const MOST_PENDING = 1000;

/** Lists failing endpoints, the longest failing first, then disabled ones. */
export async function listUnhealthyEndpoints(
  db: Queryable,
  { limit }: { limit: number },
): Promise<UnhealthyEndpoint[]> {
  const { rows } = await db.query<UnhealthyEndpoint>(
    `select
       w.endpoint_id as "endpointId",
       p.name as app,
       w.status,
       w.disabled_reason as "disabledReason",
       w.failing_since as "failingSince",
       (
         select coalesce(t.error, 'HTTP status ' || t.status_code)
         from webhook_attempts t
         where t.endpoint_id = w.endpoint_id and not t.succeeded
         order by t.attempt_id desc
         limit 1
       ) as "lastError",
       pending.total as pending,
       pending.oldest as "oldestPendingAt"
     from (
       select *
       from webhook_endpoints
       where status <> 'enabled'
       order by status desc, failing_since, endpoint_id
       limit $1::int
     ) as w
     join apps p on p.app_id = w.app_id
     cross join lateral (${countPending(MOST_PENDING)}
     ) as pending
     order by w.status desc, w.failing_since, w.endpoint_id`,
    [limit],
  );
  return rows;
}
