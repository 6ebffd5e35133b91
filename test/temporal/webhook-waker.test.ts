import { afterAll, beforeAll, expect, it } from 'vitest';
import { deliverWebhooksId } from '../../src/domain/workflow-ids.ts';
import type { Temporal } from '../../src/temporal/client.ts';
import { wakeOnce } from '../../src/temporal/webhook-waker.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { withoutExecution } from '../support/temporal-faults.ts';
import { createTestNamespace } from '../support/temporal.ts';

let database: TestDatabase;
let temporal: Temporal;
beforeAll(async () => {
  database = await createTestDatabase();
  // No worker polls: what is started stays open.
  temporal = await createTestNamespace();
});
afterAll(async () => {
  await temporal.close();
  await database.drop();
});

/** An endpoint with something to deliver. */
async function dueEndpoint(): Promise<string> {
  const { rows } = await database.pool.query<{ endpoint_id: string }>(
    `with endpoint as (
       insert into webhook_endpoints (
         endpoint_id, app_id, url, secret, private_key, public_key, cursor_position, cursor_source, cursor_event_id
       )
       values (gen_random_uuid(), $1::uuid, 'https://example.com/', '', '', '', 0, $1::uuid, 0)
       returning endpoint_id
     )
     insert into webhook_resends (endpoint_id, source, event_id)
     select endpoint_id, $1::uuid, 1
     from endpoint
     returning endpoint_id`,
    [database.appId],
  );
  return rows[0]!.endpoint_id;
}

it.each(['first', 'last'])('wakes the other endpoints if the %s one fails', async (which) => {
  const endpoints = [await dueEndpoint(), await dueEndpoint(), await dueEndpoint()];
  const failing = which === 'first' ? endpoints.shift()! : endpoints.pop()!;
  const faulty = withoutExecution(temporal, deliverWebhooksId(failing));
  const wokenAt = new Map<string, number>();
  const round = () => wakeOnce({ pool: database.pool, temporal: faulty, log: { warn() {} } }, wokenAt);
  await expect(round()).rejects.toThrow('Not this one');
  for (const endpointId of endpoints) {
    const handle = temporal.client.workflow.getHandle(deliverWebhooksId(endpointId));
    expect((await handle.describe()).status.name).toBe('RUNNING');
  }
  // The failing one is not called in each round: others that wait have a turn.
  expect(await round()).toBe(false);
});
