import { connect } from 'node:net';
import { createApp } from '../../src/api/app.ts';
import type { ApiDependencies } from '../../src/api/dependencies.ts';
import { startServer } from '../../src/api/http/server.ts';
import { ensureApiKey } from '../../src/db/athletes/api-keys.ts';
import { RendererBusy } from '../../src/domain/errors.ts';
import { createPool } from '../../src/db/pool.ts';
import type { LiveApp } from '../e2e/live-app.ts';
import { aRun } from '../support/workouts.ts';
import { createBareApp, silent } from './document.ts';
import { readAnswer, type Answer, type Call } from './recorder.ts';

const ATHLETE = '/v1/athletes/ath-1';
const UNKNOWN = '01980000-0000-7000-8000-000000000000';

/** Makes the requests that are refused, one for each kind of problem. */
export async function recordProblems(
  call: Call,
  { workoutId, app }: { workoutId: string; app: LiveApp },
): Promise<void> {
  const run = aRun({ startedAt: '2025-11-20T07:30:00+01:00' });
  const post = (json: unknown, headers: Record<string, string> = {}) =>
    call('POST', '/v1/workouts', { json, headers });
  await call('GET', '/v1/workouts?athleteId=ath-1&limit=0');
  await post(run, { 'Idempotency-Key': 'clé' });
  await call('POST', '/v1/workouts', {
    body: '{"athleteId":',
    headers: { 'Content-Type': 'application/json' },
  });
  await call('GET', ATHLETE, { key: '' });
  const { body } = await call('POST', `${ATHLETE}/tokens`, { json: {}, isRecorded: false });
  await call('PUT', ATHLETE, { key: body.token as string, json: { timeZone: 'UTC' } });
  await call('GET', `/v1/workouts/${UNKNOWN}`);
  await call('PUT', '/v1/workouts');
  await call('GET', `${ATHLETE}/reports/2025-11`, { headers: { Accept: 'image/png' } });
  await post(run, { 'Idempotency-Key': 'another-key' });
  await call('PATCH', `/v1/workouts/${workoutId}`, { json: { title: 'x' }, headers: { 'If-Match': '"9"' } });
  await call('PATCH', `/v1/workouts/${workoutId}`, { json: { title: 'x' } });
  await call('POST', `/v1/workouts/${workoutId}/flag-review`, {
    json: { decision: 'clear', reason: 'None' },
  });
  await post({ ...run, title: 'x'.repeat(1_100_000) });
  await call('GET', `${ATHLETE}?${'x'.repeat(5000)}`);
  await call('POST', '/v1/workouts', { body: 'a=b', headers: { 'Content-Type': 'text/plain' } });
  await post({ ...run, durationSeconds: -1, shoes: 'red' });
  await post({ ...run, distanceMeters: 5000 }, { 'Idempotency-Key': '4b1c7e0f-save' });
  await app.pool.query(
    `insert into report_months (athlete_uuid, month, state)
     select athlete_uuid, '2025-10', 'failed' from athletes where athlete_id = 'ath-1'`,
  );
  await call('GET', `${ATHLETE}/reports/2025-10`);
  await recordTooManyEndpoints(call, app);
}

async function recordTooManyEndpoints(call: Call, { pool }: LiveApp): Promise<void> {
  const key = 'key-of-an-app-with-many-endpoints-0123456789';
  const { appId } = await ensureApiKey(pool, { key, appName: 'many-endpoints', role: 'app' });
  await pool.query(
    `insert into webhook_endpoints (
       endpoint_id, app_id, url, status, disabled_reason, secret, private_key, public_key,
       cursor_position, cursor_source, cursor_event_id
     )
     select gen_random_uuid(), $1::uuid, 'https://example.com', 'disabled', 'requested', '', '', '', 0, $1::uuid, 0
     from generate_series(1, 50)`,
    [appId],
  );
  await call('POST', '/v1/webhook-endpoints', { key, json: { url: 'https://example.com' } });
}

/** Makes the problem of a service that renders too much already. */
export async function recordBusyRenderer(record: (answer: Answer) => void, app: LiveApp): Promise<void> {
  const busy = createApp({
    pool: app.pool,
    log: silent,
    isDraining: () => false,
    renderer: { render: () => Promise.reject(new RendererBusy()), requireRoom: () => {} },
  } as unknown as ApiDependencies);
  const headers = {
    Authorization: `Bearer ${app.apiKey}`,
    Accept: 'application/pdf',
    'X-Request-Id': 'b1c7e0f2',
  };
  record(await readAnswer(await busy.request(`${ATHLETE}/reports/2025-11`, { headers })));
}

/** Makes the problems of a service that is in trouble, and those that HTTP itself refuses. */
export async function recordWireProblems(record: (answer: Answer) => void): Promise<void> {
  const pool = createPool({ databaseUrl: 'postgres://127.0.0.1:1/none', applicationName: 'x', onError() {} });
  const inspection = { isReachable: async () => true };
  const asking = { headers: { Authorization: 'Bearer any', 'X-Request-Id': 'b1c7e0f2' } };
  const away = createApp({
    pool,
    inspection,
    log: silent,
    isDraining: () => true,
  } as unknown as ApiDependencies);
  record(await readAnswer(await away.request('/v1/leaderboards', asking)));
  record(await readAnswer(await away.request('/readyz', asking)));
  record(await readAnswer(await createBareApp().request('/v1/leaderboards', asking)));
  await pool.end();

  const server = await startServer({
    app: createBareApp(),
    host: '127.0.0.1',
    port: 0,
    headersTimeoutMs: 100,
  });
  const host = 'Host: 127.0.0.1';
  for (const text of [
    `GET / HTTP/1.1\r\n${host}\r\n`,
    `GET / HTTP/1.1\r\n${host}\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`,
    `POST / HTTP/1.1\r\n${host}\r\nExpect: 200-ok\r\nContent-Length: 0\r\n\r\n`,
  ])
    record(await sendRaw(server.port, text));
  await server.close({ drainMs: 0 });
}

async function sendRaw(port: number, text: string): Promise<Answer> {
  const socket = connect(port, '127.0.0.1');
  socket.write(text);
  let received = '';
  for await (const chunk of socket) received += String(chunk);
  const [, status] = / (\d{3}) /.exec(received)!;
  const body: unknown = JSON.parse(received.slice(received.indexOf('\r\n\r\n') + 4));
  return { status: Number(status), headers: new Headers(), mediaType: 'application/problem+json', body };
}
