import { COMPLETE_BELOW } from '../events/positions.ts';
import type { Queryable } from '../pool.ts';

/** Summary of the webhook endpoints of all apps. */
export interface WebhookSummary {
  endpoints: { enabled: number; failing: number; disabled: number };
  /** Athletes whose events wait for the retry of a failed one, over all endpoints. */
  held: number;
  /** Age of the oldest event that an endpoint that is not disabled has not read, in seconds; 0 without any. */
  oldestUnreadSeconds: number;
}

/** Reads the summary with one look into the log per endpoint. */
export async function summarizeWebhooks(db: Queryable): Promise<WebhookSummary> {
  const { rows } = await db.query<WebhookSummary>(
    `select
       jsonb_build_object(
         'enabled', count(*) filter (where w.status = 'enabled'),
         'failing', count(*) filter (where w.status = 'failing'),
         'disabled', count(*) filter (where w.status = 'disabled')
       ) as endpoints,
       (select count(*)::int from webhook_held) as held,
       coalesce(
         greatest(extract(epoch from clock_timestamp() - min(unread.created_at)), 0),
         0
       )::double precision as "oldestUnreadSeconds"
     from webhook_endpoints w
     left join lateral (
       select e.created_at
       from events e
       where e.app_id = w.app_id
         and e.position > w.cursor_position
         and e.position < ${COMPLETE_BELOW}
         and w.status <> 'disabled'
       order by e.position
       limit 1
     ) as unread on true`,
  );
  return rows[0]!;
}
