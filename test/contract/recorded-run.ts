import { setTimeout as delay } from 'node:timers/promises';
import type { Examples } from '../../src/api/contract/examples.ts';
import { ensureApiKey } from '../../src/db/athletes/api-keys.ts';
import { enqueueReportEmails, findEmail } from '../../src/db/notifications/emails.ts';
import { unsubscribePathOf } from '../../src/delivery/mail/unsubscribe-link.ts';
import { withTransaction } from '../../src/db/pool.ts';
import { makeGpx } from '../../src/demo/make-gpx.ts';
import type { LiveApp } from '../e2e/live-app.ts';
import { startReceiver } from '../support/webhook-receiver.ts';
import { aRun } from '../support/workouts.ts';
import { recordBusyRenderer, recordProblems, recordWireProblems } from './recorded-problems.ts';
import { createRecorder, type Answer, type Call } from './recorder.ts';

const ATHLETE = '/v1/athletes/ath-1';
const OPERATOR_KEY = 'operator-key-of-the-recorded-run-0123456789';
const PROFILE = {
  timeZone: 'Europe/Paris',
  sex: 'female',
  birthDate: '1990-05-17',
  weightKg: 64,
  heightCm: 172,
  restingHeartRate: 52,
  maxHeartRate: 188,
  ftpWatts: 240,
  vo2Max: 51,
  displayName: 'Ada',
  units: 'metric',
  leaderboardVisibility: 'public',
};
const MERGE_PATCH = { 'Content-Type': 'application/merge-patch+json' };

/**
 * Uses every operation once, as an app would, and returns what was sent and returned. A new operation needs a call here;
 * `UPDATE_CONTRACT=1 npx vitest run test/contract` then writes its examples.
 */
export async function recordExamples(app: LiveApp, document: object): Promise<Examples> {
  const { call, recordProblem, examples } = createRecorder(document as never, app);
  await ensureApiKey(app.pool, { key: OPERATOR_KEY, appName: 'operators', role: 'operator' });
  await call('PUT', ATHLETE, { json: PROFILE });
  await call('PUT', ATHLETE, { json: PROFILE });
  await call('PUT', `${ATHLETE}/weights/2025-11-01`, { json: { weightKg: 64.5 } });
  await call('GET', ATHLETE);
  const workoutId = await recordWorkouts(call);
  await recordFiles(call);
  await recordReports(call, app);
  await recordMail(call, app);
  await recordReads(call, workoutId);
  await recordWebhooks(call);
  await recordProblems(call, { workoutId, app });
  await recordBusyRenderer(recordProblem, app);
  await recordWireProblems(recordProblem);
  await recordRevisions(call, workoutId);
  for (const event of await listEvents(app)) examples.events[event.type] ??= event;
  for (const event of await listAppEvents(call)) examples.events[event.type] ??= event;
  return examples;
}

async function recordWorkouts(call: Call): Promise<string> {
  const run = aRun({ startedAt: '2025-11-20T07:30:00+01:00' });
  const headers = { 'Idempotency-Key': '4b1c7e0f-save' };
  const { body: saved } = await call('POST', '/v1/workouts', { json: run, headers });
  await untilProcessed(call, saved.id);
  const longer = aRun({
    startedAt: '2025-11-22T09:00:00+01:00',
    distanceMeters: 12_500,
    durationSeconds: 3300,
  });
  const workouts = [
    { ...longer, movingSeconds: 3250, idempotencyKey: '4b1c7e0f-batch' },
    { ...run, idempotencyKey: '4b1c7e0f-again' },
  ];
  const { body: batch } = await call('POST', '/v1/workouts/batch', { json: { workouts } });
  await untilProcessed(call, batch.results[0].id);
  await call('GET', `/v1/workouts/${saved.id}`);
  await call('GET', '/v1/workouts?athleteId=ath-1&limit=1');
  await call('GET', `/v1/workouts/${saved.id}/temporal`);
  await call('GET', `/v1/operations/workouts/${saved.id}`, { key: OPERATOR_KEY });
  const tooFast = aRun({ startedAt: '2025-11-10T07:30:00+01:00', distanceMeters: 60_000 });
  const flagged = await call('POST', '/v1/workouts', { json: tooFast });
  await untilProcessed(call, flagged.body.id);
  await call('POST', `/v1/workouts/${flagged.body.id}/flag-review`, {
    json: { decision: 'clear', reason: 'The distance is right; the watch was started late.' },
    headers: { 'Idempotency-Key': '4b1c7e0f-review' },
  });
  await untilProcessed(call, flagged.body.id);
  return saved.id as string;
}

async function recordFiles(call: Call): Promise<void> {
  const gpx = makeGpx({ sport: 'run', startedAt: '2025-11-24T07:00:00Z', durationSeconds: 1800 });
  const form = new FormData();
  form.set('file', new Blob([Buffer.from(gpx)]), 'morning-run.gpx');
  const upload = await call('POST', '/v1/uploads?athleteId=ath-1', {
    body: form,
    bodyExample: { file: 'the bytes of morning-run.gpx' },
  });
  const path = `/v1/uploads/${upload.body.id}`;
  await untilSettled(call, path);
  await call('GET', path);
  const broken = await call('POST', '/v1/uploads?athleteId=ath-1', {
    body: gpx.subarray(0, 2000) as Uint8Array<ArrayBuffer>,
    isRecorded: false,
    headers: { 'Content-Type': 'application/gpx+xml' },
  });
  await untilSettled(call, `/v1/uploads/${broken.body.id}`);

  const walk = aRun({ sport: 'walk', startedAt: '2025-11-25T18:00:00+01:00', distanceMeters: 3200 });
  const lines = [walk, walk, { ...walk, durationSeconds: -1 }];
  const imported = await call('POST', '/v1/imports', {
    body: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
    headers: { 'Content-Type': 'application/x-ndjson' },
  });
  await call('POST', '/v1/imports', {
    body: `${JSON.stringify(walk)}\n`,
    headers: { 'Content-Type': 'application/ndjson' },
  });
  await untilSettled(call, `/v1/imports/${imported.body.id}`);
  await call('GET', `/v1/imports/${imported.body.id}`);
}

async function recordReports(call: Call, app: LiveApp): Promise<void> {
  const month = `${ATHLETE}/reports/2025-11`;
  await call('GET', month);
  // Without a worker the report stays in progress for as long as it is looked at.
  await app.stopWorker();
  await call('POST', month);
  await call('GET', month);
  await app.startWorkerAgain();
  await poll(
    () => call('GET', month, { isRecorded: false }),
    ({ status }) => status === 200,
  );
  await call('GET', month);
  await call('GET', month, { headers: { Accept: 'text/html' } });
  await call('GET', month, { headers: { Accept: 'application/pdf' } });
  const card = { of: 'month', id: '2025-11', format: 'landscape', map: false, expiresInSeconds: 86_400 };
  const { body: shared } = await call('POST', `${ATHLETE}/share-cards`, { json: card });
  await call('GET', shared.url as string, { key: '' });
  await call('GET', `${month}/email`);
  await call('GET', `${ATHLETE}/reports`);
  await call('POST', `${month}/links`);
}

async function recordMail(call: Call, { pool }: LiveApp): Promise<void> {
  const notifications = {
    email: 'ada@example.com',
    reportByEmail: true,
    badgesByEmail: false,
    quietHours: { from: '22:00', to: '07:00' },
  };
  await call('PUT', `${ATHLETE}/notifications`, { json: notifications });
  await call('GET', `${ATHLETE}/notifications`);
  const { rows } = await pool.query<{ athlete_uuid: string }>(
    `select athlete_uuid from athletes where athlete_id = 'ath-1'`,
  );
  const athleteUuid = rows[0]!.athlete_uuid;
  await withTransaction(pool, (tx) =>
    enqueueReportEmails(tx, [{ athleteUuid, month: '2025-11', revision: 1 }]),
  );
  const { rows: emails } = await pool.query<{ email_id: string }>('select email_id from emails');
  const emailId = emails[0]!.email_id;
  const link = unsubscribePathOf({ emailId, secret: (await findEmail(pool, emailId))!.secret });
  await call('GET', link, { key: '' });
  const oneClick = { 'Content-Type': 'application/x-www-form-urlencoded' };
  await call('POST', link, { key: '', body: 'List-Unsubscribe=One-Click', headers: oneClick });
}

async function recordReads(call: Call, workoutId: string): Promise<void> {
  await call('GET', '/v1/achievements');
  await call('GET', `${ATHLETE}/achievements`);
  await call('GET', `${ATHLETE}/records`);
  await call('GET', `${ATHLETE}/training-load?from=2025-11-20&to=2025-11-22&basis=trimp`);
  await call('GET', `${ATHLETE}/events`, { headers: { 'Last-Event-ID': '0' } });
  await call('GET', '/v1/leaderboards');
  await call('GET', '/v1/leaderboards/distance?period=2025-11&sport=run&limit=10&around=ath-1');
  await call('GET', '/v1/event-types');
  const redrive = { step: 'awardAchievements', since: '2025-11-01T00:00:00Z', dryRun: true };
  await call('POST', '/v1/operations/redrive?limit=50', { key: OPERATOR_KEY, json: redrive });
  for (const path of ['/healthz', '/readyz', '/metrics', '/problems/validation-error'])
    await call('GET', path, { key: '' });
  await call('GET', '/problems/validation-error', { key: '', headers: { Accept: 'text/html' } });
  await call('POST', `/v1/workouts/${workoutId}/reprocess`);
  await untilProcessed(call, workoutId);
  const token = await call('POST', `${ATHLETE}/tokens`, { json: { expiresInSeconds: 3600 } });
  await call('GET', `${ATHLETE}/tokens`);
  await call('DELETE', `${ATHLETE}/tokens/${token.body.id}`);
}

/** An endpoint that fails, and one that is gone: the app's own events are about them. */
async function recordWebhooks(call: Call): Promise<void> {
  const path = '/v1/webhook-endpoints';
  const receiver = await startReceiver();
  receiver.answer(() => 500);
  const { body: created } = await call('POST', path, {
    json: { url: receiver.url, eventTypes: ['workout.processed'], description: 'Staging' },
  });
  const endpoint = `${path}/${created.id}`;
  await call('GET', path);
  const change = { eventTypes: null, description: 'All events' };
  await call('PATCH', endpoint, { json: change });
  await call('PATCH', endpoint, { json: change, headers: MERGE_PATCH });
  await call('POST', `${endpoint}/rotate-secret`, { json: { gracePeriodSeconds: 3600 } });
  const later = aRun({ startedAt: '2025-11-27T07:30:00+01:00' });
  const { body: saved } = await call('POST', '/v1/workouts', { json: later, isRecorded: false });
  await untilProcessed(call, saved.id);
  await untilStatus(call, endpoint, 'failing');
  await call('GET', endpoint);
  const failed = await call('GET', `${endpoint}/attempts?status=failed`, { isRecorded: false });
  const { eventId } = failed.body.attempts[0];
  await call('GET', `${endpoint}/attempts?eventId=${eventId}&status=failed`);
  await call('GET', `${endpoint}/statistics`);
  await call('POST', `${endpoint}/resend`, { json: { eventId } });
  await call('DELETE', endpoint);

  receiver.answer(() => 410);
  const gone = await call('POST', path, { json: { url: receiver.url }, isRecorded: false });
  await call('POST', `${path}/${gone.body.id}/send-example`, { json: { eventType: 'report.ready' } });
  const last = aRun({ startedAt: '2025-11-28T07:30:00+01:00' });
  await untilProcessed(call, (await call('POST', '/v1/workouts', { json: last, isRecorded: false })).body.id);
  await untilStatus(call, `${path}/${gone.body.id}`, 'disabled');
  await call('GET', '/v1/operations?limit=50', { key: OPERATOR_KEY });
  // The first event of a workout only: the steps after it run in parallel.
  const { body: page } = await call('GET', '/v1/events?limit=1');
  await call('GET', `/v1/events?after=${page.nextCursor}&limit=1`);
  await receiver.stop();
}

const untilStatus = (call: Call, path: string, status: string): Promise<void> =>
  poll(
    () => call('GET', path, { isRecorded: false }),
    ({ body }) => body.status === status,
  );

async function recordRevisions(call: Call, workoutId: string): Promise<void> {
  const path = `/v1/workouts/${workoutId}`;
  const key = '4b1c7e0f-edit';
  const json = { title: 'Evening run', distanceMeters: 10_120, averageHeartRate: null };
  await call('PATCH', path, { json, headers: { 'If-Match': '"1"', 'Idempotency-Key': key } });
  await call('PATCH', path, { json, headers: { 'If-Match': '"2"', 'Idempotency-Key': 'x', ...MERGE_PATCH } });
  await untilProcessed(call, workoutId);
  await call('DELETE', path, { headers: { 'If-Match': '"3"', 'Idempotency-Key': '4b1c7e0f-delete' } });
  await call('POST', '/v1/workouts', {
    json: aRun({ startedAt: '2025-11-20T07:30:00+01:00' }),
    headers: { 'Idempotency-Key': '4b1c7e0f-save' },
  });
  await call('PUT', '/v1/athletes/ath-2', { json: { timeZone: 'UTC' } });
  await call('DELETE', '/v1/athletes/ath-2');
}

/** Reads the log of the app, until the last event of `recordWebhooks` is in it. */
async function listAppEvents(call: Call): Promise<{ type: string }[]> {
  const events: { type: string }[] = [];
  for (let after = ''; ;) {
    const { body } = await call('GET', `/v1/events?limit=200${after}`, { isRecorded: false });
    events.push(...(body.events as { type: string }[]));
    if (events.some(({ type }) => type === 'webhook.disabled')) return events;
    after = `&after=${body.nextCursor}`;
  }
}

/** Repeats a read until its answer is the expected one. */
async function poll(read: () => Promise<Answer>, isDone: (answer: Answer) => boolean): Promise<void> {
  while (!isDone(await read())) await delay(50);
}

const untilSettled = (call: Call, path: string): Promise<void> =>
  poll(
    () => call('GET', path, { isRecorded: false }),
    ({ body }) => !['accepted', 'receiving', 'processing'].includes(body.status as string),
  );
const untilProcessed = (call: Call, workoutId: string) => untilSettled(call, `/v1/workouts/${workoutId}`);

/** Reads the athlete's events from the first one until each type has come, and the reset of a stream. */
async function listEvents({ url, apiKey }: LiveApp): Promise<{ type: string }[]> {
  const events: { type: string }[] = [];
  for (const [after, last] of [
    ['0', 'achievement.revoked'],
    ['999999999999999', 'stream.reset'],
  ] as const) {
    const stopping = new AbortController();
    const response = await fetch(`${url}${ATHLETE}/events?lastEventId=${after}`, {
      headers: { Authorization: `Bearer ${apiKey}` },
      signal: stopping.signal,
    });
    let text = '';
    for await (const chunk of response.body!) {
      text += Buffer.from(chunk).toString();
      if (text.includes(`event: ${last}\n`) && text.endsWith('\n\n')) break;
    }
    stopping.abort();
    for (const [, data] of text.matchAll(/^data: (.*)$/gm))
      events.push(JSON.parse(data!) as { type: string });
  }
  return events;
}
