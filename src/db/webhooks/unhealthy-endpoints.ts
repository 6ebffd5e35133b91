import type { EndpointHealth } from '../../domain/webhooks.ts';
import type { Queryable } from '../pool.ts';
import { pendingOf } from './pending.ts';

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
     cross join lateral (
       select count(*)::int as total, min(created_at) as oldest
       from (${pendingOf(MOST_PENDING)}) as all_pending
     ) as pending
     order by w.status desc, w.failing_since, w.endpoint_id`,
    [limit],
  );
  return rows;
}
