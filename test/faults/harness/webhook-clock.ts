import type { System } from './system.ts';

/**
 * Lets time pass for an endpoint's deliveries: moves stored times into the past. The new revision makes a running
 * delivery start over, and read them.
 */
export async function advanceWebhookClock(
  { database }: System,
  { endpointId, by }: { endpointId: string; by: string },
): Promise<void> {
  await database.ask(
    `with moved as (
       update webhook_held set next_attempt_at = next_attempt_at - $2::interval where endpoint_id = $1::uuid
     )
     update webhook_endpoints
     set
       failing_since = failing_since - $2::interval,
       paused_until = paused_until - $2::interval,
       revision = revision + 1
     where endpoint_id = $1::uuid`,
    [endpointId, by],
  );
}

/** Makes every retry due now. */
export async function makeRetriesDue({ database }: System): Promise<void> {
  await database.ask(
    `with due as (
       update webhook_held
       set next_attempt_at = now()
       where next_attempt_at > now()
       returning endpoint_id
     )
     update webhook_endpoints
     set paused_until = null, revision = revision + 1
     where endpoint_id in (select endpoint_id from due) or paused_until > now()`,
  );
}
