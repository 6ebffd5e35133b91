import { afterAll, beforeAll, expect, it } from 'vitest';
import { listDueEndpoints } from '../../src/db/webhooks/due-endpoints.ts';
import { listDueResends, nextResendAt } from '../../src/db/webhooks/resends.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

it('an endpoint is not due while the first resend of a source waits for its retry', async () => {
  const { pool, appId } = database;
  const { rows } = await pool.query<{ endpoint_id: string }>(
    `insert into webhook_endpoints (
       endpoint_id, app_id, url, secret, private_key, public_key, cursor_position, cursor_source, cursor_event_id
     )
     values (gen_random_uuid(), $1::uuid, 'https://example.com/', '', '', '', 0, $1::uuid, 0)
     returning endpoint_id`,
    [appId],
  );
  const endpointId = rows[0]!.endpoint_id;
  const retryAt = new Date(Date.now() + 3_600_000);
  await pool.query(
    `insert into webhook_resends (endpoint_id, source, event_id, example, next_attempt_at)
     values ($1, $2, 1, '{}', $3), ($1, $2, 2, '{}', now())`,
    [endpointId, appId, retryAt],
  );
  expect(await listDueEndpoints(pool, new Date())).toEqual([]);
  expect(await listDueResends(pool, { endpointId, now: new Date(), limit: 9 })).toEqual([]);
  expect(await nextResendAt(pool, endpointId)).toBe(retryAt.getTime());
  expect(await listDueEndpoints(pool, retryAt)).toEqual([endpointId]);
  expect(await listDueResends(pool, { endpointId, now: retryAt, limit: 9 })).toHaveLength(2);
});
