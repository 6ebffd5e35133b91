import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SendWebhook } from '../../src/activities/webhooks/attempt.ts';
import { deliver, type DeliveryResult } from '../../src/activities/webhooks/deliver.ts';
import { takeLease, type LeasedEndpoint } from '../../src/db/webhooks/lease.ts';
import { newWebhookKeyPair, newWebhookSecret } from '../../src/delivery/webhooks/signature.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** An endpoint for one athlete, leased by this process; it has not got an event of so many days ago. */
async function leasedEndpoint(days: number): Promise<LeasedEndpoint> {
  const { pool, appId } = database;
  const endpointId = randomUUID();
  const athleteId = `of-${endpointId}`;
  const { privateKey, publicKey } = newWebhookKeyPair();
  await pool.query(
    `insert into webhook_endpoints (
       endpoint_id, app_id, athlete_id, url, secret, private_key, public_key, cursor_position, cursor_source,
       cursor_event_id
     )
     values ($1, $2, $3, 'https://example.com/', $4, $5, $6, 0, $2, 0)`,
    [endpointId, appId, athleteId, newWebhookSecret(), privateKey, publicKey],
  );
  await pool.query(
    `with athlete as (
       insert into athletes (athlete_uuid, app_id, athlete_id)
       values (gen_random_uuid(), $1, $2)
       returning athlete_uuid
     )
     insert into events (app_id, athlete_uuid, event_id, position, type, data, created_at)
     select $1, athlete_uuid, 1, 1, 'report.ready', '{}', now() - make_interval(days => $3::int)
     from athlete`,
    [appId, athleteId, days],
  );
  return (await takeLease(pool, { endpointId, lease: randomUUID(), seconds: 60 })) as LeasedEndpoint;
}

const deliverTo = (endpoint: LeasedEndpoint, send: SendWebhook): Promise<DeliveryResult> =>
  deliver(endpoint, {
    pool: database.pool,
    send,
    allowLoopback: false,
    clock: Date.now,
    pausesMs: [1000],
    onProgress: () => {},
    isStopping: () => false,
  });

it('delivers a backlog that is older than 24 days', async () => {
  const endpoint = await leasedEndpoint(30);
  const sent = { statusCode: 204, responseText: '', durationMs: 1 };
  expect(await deliverTo(endpoint, async () => sent)).toEqual({ delivered: 1, failed: 0 });
  const { rows } = await database.pool.query(
    'select delivery_ms from webhook_attempts where endpoint_id = $1',
    [endpoint.endpointId],
  );
  expect(rows).toEqual([{ delivery_ms: 2 ** 31 - 1 }]);
});

it('ends its requests before it fails because of the database', async () => {
  const endpoint = await leasedEndpoint(0);
  const requests = { started: 0, ended: 0 };
  const send: SendWebhook = ({ signal }) =>
    new Promise((_resolve, reject) => {
      requests.started += 1;
      signal!.addEventListener('abort', () =>
        setImmediate(() => {
          requests.ended += 1;
          reject(signal!.reason as Error);
        }),
      );
    });
  const delivering = deliverTo(endpoint, send).catch((error: Error) => ({ error, ...requests }));
  await expect.poll(() => requests.started).toBe(1);
  await database.pool.query('alter table webhook_endpoints rename to away');
  try {
    expect(await delivering).toMatchObject({
      error: { message: 'relation "webhook_endpoints" does not exist' },
      started: 1,
      ended: 1,
    });
  } finally {
    await database.pool.query('alter table away rename to webhook_endpoints');
  }
});
