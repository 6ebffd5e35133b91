import type { CheckedSystem } from '../system.ts';
import type { AcceptedDelivery, WebhookReceiver } from '../webhook-receiver.ts';

/** Lists what an endpoint must have received: all events of athletes, and those of the app that are not about itself. */
export async function listExpectedDeliveries(
  { database }: Pick<CheckedSystem, 'database'>,
  receiver: WebhookReceiver,
): Promise<Set<string>> {
  const rows = await database.ask<{ athlete_id: string | null; event_id: string }>(
    `select a.athlete_id, e.event_id
     from events e
     left join athletes a on a.athlete_uuid = e.athlete_uuid
     where e.athlete_uuid is not null or e.data ->> 'endpointId' <> $1::text`,
    [receiver.endpointId()],
  );
  return new Set(rows.map((row) => keyOf({ athleteId: row.athlete_id, sequence: Number(row.event_id) })));
}

const keyOf = ({ athleteId, sequence }: Omit<AcceptedDelivery, 'webhookId'>): string =>
  `${athleteId ?? 'the app'}/${sequence}`;

export function isComplete({ accepted }: WebhookReceiver, expected: ReadonlySet<string>): boolean {
  const received = new Set(accepted.map(keyOf));
  return [...expected].every((key) => received.has(key));
}

/** Checks that an endpoint has every event, in order per athlete, and that each repeat had the same id. */
export function checkReceiver(
  { findings }: Pick<CheckedSystem, 'findings'>,
  { fault, accepted, unverified }: WebhookReceiver,
  expected: ReadonlySet<string>,
): { summary: string; repeats: number } {
  const idOf = new Map<string, string>();
  const lastOf = new Map<string | null, number>();
  let [outOfOrder, repeats] = [0, 0];
  for (const delivery of accepted) {
    const key = keyOf(delivery);
    const id = idOf.get(key);
    if (id !== undefined) {
      repeats += 1;
      if (id !== delivery.webhookId)
        findings.add('duplicates', `${fault}: ${key} had the ids ${id} and ${delivery.webhookId}`);
      continue;
    }
    idOf.set(key, delivery.webhookId);
    if (!expected.has(key)) findings.add('ghosts', `${fault}: ${key} is not an event`);
    const last = lastOf.get(delivery.athleteId) ?? 0;
    if (delivery.sequence < last) {
      outOfOrder += 1;
      findings.add('divergences', `${fault}: ${key} was received after ${last}`);
    }
    lastOf.set(delivery.athleteId, Math.max(last, delivery.sequence));
  }
  if (new Set(idOf.values()).size < idOf.size) findings.add('duplicates', `${fault}: two events had one id`);
  const lost = [...expected].filter((key) => !idOf.has(key));
  for (const key of lost) findings.add('lost', `${fault}: ${key} was never received`);
  if (unverified() > 0)
    findings.add('ghosts', `${fault}: ${unverified()} requests were not signed by the endpoint`);
  const summary = `${expected.size} events, ${lost.length} lost, ${outOfOrder} out of order, ${repeats} repeated`;
  return { summary, repeats };
}

/** Whether an attempt has failed at each receiver that has a fault. */
export async function haveAllFailed(
  { database }: Pick<CheckedSystem, 'database'>,
  receivers: readonly WebhookReceiver[],
  from: number,
): Promise<boolean> {
  const failed = await database.ask<{ endpoint_id: string }>(
    `select distinct endpoint_id
     from webhook_attempts
     where started_at >= $1::timestamptz and (error is not null or status_code >= 300)`,
    [new Date(from)],
  );
  return receivers.every(
    ({ fault, endpointId }) =>
      fault === 'none' || failed.some(({ endpoint_id }) => endpoint_id === endpointId()),
  );
}
