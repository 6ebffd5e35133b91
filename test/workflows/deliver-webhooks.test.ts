import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { getAthleteUuid } from '../../src/db/athletes/athletes.ts';
import { publicEventId } from '../../src/db/events/event-key.ts';
import { appendEvents } from '../../src/db/events/events.ts';
import { withTransaction } from '../../src/db/pool.ts';
import { lockAthletes } from '../../src/db/workouts/workout-refs.ts';
import type { Temporal } from '../../src/temporal/client.ts';
import { deliverWebhooksId } from '../../src/domain/workflow-ids.ts';
import { bodyOf, createTestApi, type Api } from '../api/api-harness.ts';
import { createTestNamespace } from '../support/temporal.ts';
import { startReceiver, type ReceivedWebhook, type Receiver } from '../support/webhook-receiver.ts';
import { startTestWorker } from '../support/worker.ts';

const patiently = { timeout: 40_000, interval: 100 };
const PATH = '/v1/webhook-endpoints';
/** Nine retries, as in the schedule, at once or later. */
const PAUSES_MS = [200, 200, 200, 200, 200, 200, 200, 200, 200];

let api: Api;
let temporal: Temporal;
let worker: { stop(): Promise<void> };
/** How far the clock of the deliveries is ahead. */
let aheadMs = 0;
const clock = () => Date.now() + aheadMs;
const startWorker = (pausesMs: readonly number[] = PAUSES_MS) =>
  startTestWorker({ pool: api.pool, temporal, webhooks: { pausesMs, clock } });

beforeAll(async () => {
  api = await createTestApi();
  temporal = await createTestNamespace();
  worker = await startWorker();
});
afterAll(async () => {
  await worker.stop();
  await temporal.close();
  await api.stop();
});

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  aheadMs = 0;
  await api.pool.query('delete from webhook_endpoints');
  await receiver.stop();
});

const create = async (json: object = {}) => bodyOf(api.post(PATH, { url: receiver.url, ...json }));
const get = async (id: string) => bodyOf(api.get(`${PATH}/${id}`));
const patch = (id: string, json: object) => api.call({ method: 'PATCH', path: `${PATH}/${id}`, json });
const statistics = async (id: string) => bodyOf(api.get(`${PATH}/${id}/statistics`));
const attemptsOf = async (id: string, query = '') =>
  (await bodyOf(api.get(`${PATH}/${id}/attempts${query}`))).attempts;

/** The events of the app itself. */
async function ownEvents() {
  const own: object[] = [];
  for (let after = ''; ;) {
    const { events, nextCursor } = await bodyOf(api.get(`/v1/events?limit=200${after}`));
    own.push(...events.filter(({ athleteId }: { athleteId: string | null }) => athleteId === null));
    if (events.length === 0) return own;
    after = `&after=${nextCursor}`;
  }
}

let names = 0;
async function athlete() {
  const athleteId = `ath-${++names}`;
  await api.put(`/v1/athletes/${athleteId}`, { timeZone: 'UTC' });
  const athleteUuid = await getAthleteUuid(api.pool, { appId: api.appId, athleteId });
  return {
    athleteId,
    athleteUuid,
    happen: (...months: string[]) =>
      withTransaction(api.pool, async (tx) => {
        await lockAthletes(tx, [athleteUuid]);
        await appendEvents(
          tx,
          months.map((month) => ({ athleteUuid, type: 'report.ready', data: { month, revision: 1 } })),
        );
      }),
  };
}

const monthsOf = (webhooks: ReceivedWebhook[], athleteId?: string): string[] =>
  webhooks
    .filter(({ body }) => athleteId === undefined || body.athleteId === athleteId)
    .map(({ body }) => body.data.month);
const numbered = (count: number): string[] => Array.from({ length: count }, (_, i) => String(i + 1));
const untilAccepted = (count: number) => expect.poll(() => receiver.accepted.length, patiently).toBe(count);

describe('DeliverWebhooks', () => {
  it('delivers each event once, in order, signed, and ends', async () => {
    const { id, secret } = await create();
    const { athleteId, happen } = await athlete();
    await happen('1', '2', '3');
    await untilAccepted(3);
    expect(monthsOf(receiver.received)).toEqual(['1', '2', '3']);
    const [first, second] = receiver.received;
    expect(first!.body).toEqual({
      type: 'report.ready',
      timestamp: expect.stringMatching(/Z$/),
      athleteId,
      sequence: expect.any(Number),
      data: { month: '1', revision: 1 },
    });
    expect(second!.body.sequence).toBe(first!.body.sequence + 1);
    new Webhook(secret).verify(first!.text, first!.headers as Record<string, string>);
    expect(first!.headers['webhook-signature']).toMatch(/^v1,\S+ v1a,\S+$/);
    await expect
      .poll(() => statistics(id), patiently)
      .toEqual({ delivered: 3, failed: 0, pending: 0, p95DeliveryMs: expect.any(Number) });
    expect(await attemptsOf(id)).toMatchObject(
      ['3', '2', '1'].map(() => ({ attempt: 1, status: 'succeeded', statusCode: 204 })),
    );
    await temporal.client.workflow.getHandle(deliverWebhooksId(id)).result();
    await happen('4');
    await untilAccepted(4);
  });

  it('keeps the order of many athletes', async () => {
    await create();
    const athletes = await Promise.all(Array.from({ length: 20 }, athlete));
    for (const part of [numbered(10), numbered(20).slice(10)])
      await Promise.all(athletes.map(({ happen }) => happen(...part)));
    await untilAccepted(400);
    for (const { athleteId } of athletes)
      expect(monthsOf(receiver.accepted, athleteId)).toEqual(numbered(20));
  });

  it("holds back only the failing athlete's later events, and delivers them in order", async () => {
    const { id } = await create();
    const [failing, other] = [await athlete(), await athlete()];
    let isFixed = false;
    receiver.answer(({ body }) =>
      body.athleteId === failing.athleteId && body.data.month === '2' && !isFixed ? 500 : 204,
    );
    await failing.happen('1', '2', '3', '4');
    await other.happen('1', '2', '3');
    await expect.poll(() => monthsOf(receiver.accepted, other.athleteId), patiently).toEqual(numbered(3));
    await failing.happen('5');
    await other.happen('4');
    await expect.poll(() => monthsOf(receiver.accepted, other.athleteId), patiently).toEqual(numbered(4));
    expect(monthsOf(receiver.accepted, failing.athleteId)).toEqual(['1']);
    await expect
      .poll(() => statistics(id), patiently)
      .toMatchObject({ delivered: 5, pending: 4, oldestPendingAt: expect.any(String) });
    isFixed = true;
    await expect.poll(() => monthsOf(receiver.accepted, failing.athleteId), patiently).toEqual(numbered(5));
    const tries = receiver.received.filter(
      ({ body }) => body.athleteId === failing.athleteId && body.data.month === '2',
    );
    expect(new Set(tries.map((webhook) => webhook.id)).size).toBe(1);
    const failed = await attemptsOf(id, '?status=failed');
    expect(failed.at(-1)).toMatchObject({
      attempt: 1,
      statusCode: 500,
      response: 'Not now',
      nextAttemptAt: expect.any(String),
    });
    await happenedInAll(failing, '6');
    await expect.poll(() => monthsOf(receiver.accepted, failing.athleteId), patiently).toEqual(numbered(6));
  });

  it('skips an event after its last attempt, and a resend brings it back', async () => {
    const { id } = await create();
    const { athleteId, happen } = await athlete();
    receiver.answer(({ body }) => (body.data.month === '1' ? 500 : 204));
    await happen('1', '2');
    await expect.poll(() => monthsOf(receiver.accepted), patiently).toEqual(['2']);
    expect(receiver.received.filter(({ body }) => body.data.month === '1')).toHaveLength(
      PAUSES_MS.length + 1,
    );
    await expect.poll(() => statistics(id), patiently).toMatchObject({ delivered: 1, failed: 1, pending: 0 });
    const [last] = await attemptsOf(id, '?status=failed&limit=1');
    expect(last).toMatchObject({ attempt: PAUSES_MS.length + 1 });
    expect(last).not.toHaveProperty('nextAttemptAt');
    receiver.answer(() => 204);
    const response = await api.post(`${PATH}/${id}/resend`, { eventId: last.eventId });
    expect(await bodyOf(response)).toEqual({ queued: 1 });
    await expect.poll(() => monthsOf(receiver.accepted), patiently).toEqual(['2', '1']);
    expect(receiver.accepted.at(-1)!.id).toBe(last.eventId);
    await api.post(`${PATH}/${id}/resend`, { athleteId });
    await expect.poll(() => monthsOf(receiver.accepted), patiently).toEqual(['2', '1', '1', '2']);
    await expect.poll(() => statistics(id), patiently).toMatchObject({ delivered: 4, pending: 0 });
  });

  it('loses nothing while no worker runs, and continues where it stopped', async () => {
    await create();
    const { athleteId, happen } = await athlete();
    receiver.answer(({ body }) => (body.data.month === '1' ? 503 : 204));
    await happen('1');
    await expect.poll(() => receiver.received.length, patiently).toBeGreaterThan(0);
    await worker.stop();
    await happen('2', '3');
    receiver.answer(() => 204);
    worker = await startWorker();
    await expect.poll(() => monthsOf(receiver.accepted, athleteId), patiently).toEqual(['1', '2', '3']);
  });

  it('selects by type and by athlete', async () => {
    const { athleteId, happen } = await athlete();
    const other = await athlete();
    const only = await create({ athleteId });
    const none = await create({ eventTypes: ['upload.failed'] });
    await other.happen('1');
    await happen('2');
    await untilAccepted(1);
    expect(monthsOf(receiver.received)).toEqual(['2']);
    expect(await statistics(none.id)).toMatchObject({ delivered: 0, pending: 0 });
    await expect.poll(() => statistics(only.id), patiently).toMatchObject({ delivered: 1, pending: 0 });
  });

  it('signs with both secrets until the grace period ends', async () => {
    const { id, secret } = await create();
    const { happen } = await athlete();
    const rotated = await bodyOf(api.post(`${PATH}/${id}/rotate-secret`, { gracePeriodSeconds: 3600 }));
    await happen('1');
    await untilAccepted(1);
    const [{ text, headers }] = receiver.accepted as [ReceivedWebhook];
    for (const known of [secret, rotated.secret])
      new Webhook(known).verify(text, headers as Record<string, string>);
    await api.post(`${PATH}/${id}/rotate-secret`, { gracePeriodSeconds: 0 });
    await untilFree(id);
    await happen('2');
    await untilAccepted(2);
    const last = receiver.accepted[1]!;
    expect(() =>
      new Webhook(rotated.secret).verify(last.text, last.headers as Record<string, string>),
    ).toThrow();
  });

  it('is disabled by 410, tells the other endpoints, and continues once it is enabled', async () => {
    const listener = await startReceiver();
    await create({ url: listener.url, eventTypes: ['webhook.disabled', 'webhook.failing'] });
    const { id } = await create();
    const { happen } = await athlete();
    receiver.answer(() => 410);
    await happen('1', '2');
    await expect.poll(async () => (await get(id)).status, patiently).toBe('disabled');
    await expect.poll(() => listener.accepted.length, patiently).toBe(1);
    expect(listener.accepted[0]!.body).toMatchObject({
      type: 'webhook.disabled',
      athleteId: null,
      data: { endpointId: id, reason: 'gone' },
    });
    expect(receiver.received).toHaveLength(1);
    await expect
      .poll(async () => (await ownEvents()).at(-1))
      .toMatchObject({
        type: 'webhook.disabled',
        athleteId: null,
        id: listener.accepted[0]!.id,
      });
    receiver.answer(() => 204);
    await patch(id, { status: 'enabled' });
    await expect.poll(() => monthsOf(receiver.accepted), patiently).toEqual(['1', '2']);
    await listener.stop();
  });

  it('is failing after a failed retry, and disabled after five days of failures only', async () => {
    const { id } = await create();
    const { happen } = await athlete();
    receiver.answer(() => 500);
    await happen('1');
    await expect.poll(async () => (await get(id)).status, patiently).toBe('failing');
    expect(await get(id)).toMatchObject({ failingSince: expect.any(String) });
    aheadMs = 5 * 24 * 3_600_000;
    await expect
      .poll(() => get(id), patiently)
      .toMatchObject({ status: 'disabled', disabledReason: 'failing' });
    await expect
      .poll(async () => (await ownEvents()).slice(-2))
      .toMatchObject([
        { type: 'webhook.failing', data: { endpointId: id } },
        { type: 'webhook.disabled', data: { endpointId: id, reason: 'failing' } },
      ]);
  });

  it('resends to a disabled endpoint without enabling it', async () => {
    const { id } = await create();
    const { athleteId, happen } = await athlete();
    await patch(id, { status: 'disabled' });
    await happen('1', '2');
    await api.post(`${PATH}/${id}/resend`, { athleteId });
    await expect.poll(() => monthsOf(receiver.accepted), patiently).toEqual(['1', '2']);
    expect(await get(id)).toMatchObject({ status: 'disabled', disabledReason: 'requested' });
  });

  it('sends examples that say so, under an id of their own', async () => {
    const { id } = await create();
    const { eventId } = await bodyOf(
      api.post(`${PATH}/${id}/send-example`, { eventType: 'achievement.earned' }),
    );
    await untilAccepted(1);
    expect(receiver.accepted[0]).toMatchObject({
      id: eventId,
      body: { type: 'achievement.earned', example: true },
    });
    await expect.poll(() => attemptsOf(id), patiently).toMatchObject([{ eventId, status: 'succeeded' }]);
    expect(await statistics(id)).toMatchObject({ delivered: 0, pending: 0 });
  });

  it('sends nothing of an erased athlete, and goes on with the others', async () => {
    const { id } = await create();
    const [erased, other] = [await athlete(), await athlete()];
    receiver.answer(({ body }) => (body.athleteId === erased.athleteId ? 500 : 204));
    await erased.happen('1', '2');
    await expect.poll(async () => (await attemptsOf(id)).length, patiently).toBeGreaterThan(0);
    await api.call({ method: 'DELETE', path: `/v1/athletes/${erased.athleteId}` });
    expect(await attemptsOf(id)).toEqual([]);
    await expect
      .poll(async () => {
        const { rows } = await api.pool.query(
          `select
             (select count(*)::int from webhook_attempts where source = $1) as attempts,
             (select count(*)::int from webhook_held where source = $1) as held,
             (select count(*)::int from athletes where athlete_uuid = $1) as athletes`,
          [erased.athleteUuid],
        );
        return rows[0];
      }, patiently)
      .toEqual({ attempts: 0, held: 0, athletes: 0 });
    await other.happen('3');
    await expect.poll(() => monthsOf(receiver.accepted), patiently).toEqual(['3']);
    await expect.poll(() => statistics(id), patiently).toMatchObject({ pending: 0 });
  });

  it('does not wait for an attempt that hangs', async () => {
    await create();
    const slow = await athlete();
    const quick = await Promise.all(Array.from({ length: 12 }, athlete));
    const hanging: (() => void)[] = [];
    receiver.answer(({ body }, response) => {
      if (body.athleteId !== slow.athleteId || body.data.month !== '1') return 204;
      hanging.push(() => response.writeHead(204).end());
      return undefined;
    });
    await slow.happen('1', '2');
    await expect.poll(() => hanging.length, patiently).toBe(1);
    // More than is read ahead of the cursor.
    await Promise.all(quick.map(({ happen }) => happen(...numbered(100))));
    await expect.poll(() => receiver.accepted.length, { ...patiently, message: 'of the others' }).toBe(1200);
    expect(monthsOf(receiver.accepted, slow.athleteId)).toEqual([]);
    for (const end of hanging) end();
    await expect.poll(() => monthsOf(receiver.accepted, slow.athleteId), patiently).toEqual(['2']);
  });

  it('pauses an endpoint that fails again and again, and probes it', async () => {
    const { id } = await create();
    const athletes = await Promise.all(Array.from({ length: 40 }, athlete));
    receiver.answer(() => 500);
    for (const { happen } of athletes) await happen('1');
    const pausedUntil = async () =>
      (
        await api.pool.query(
          'select paused_until > now() as paused from webhook_endpoints where endpoint_id = $1',
          [id],
        )
      ).rows[0].paused;
    await expect.poll(pausedUntil, patiently).toBe(true);
    expect(receiver.received.length).toBeLessThan(60);
    receiver.answer(() => 204);
    aheadMs = 31_000;
    await untilAccepted(40);
    await expect.poll(() => get(id), patiently).toMatchObject({ status: 'enabled' });
  });

  it('lets one process deliver at a time', async () => {
    const { id } = await create();
    const { happen } = await athlete();
    await api.pool.query(
      `update webhook_endpoints
       set lease = gen_random_uuid(), leased_until = now() + interval '1 hour'
       where endpoint_id = $1`,
      [id],
    );
    await happen('1');
    await temporal.client.workflow.signalWithStart('DeliverWebhooks', {
      workflowId: deliverWebhooksId(id),
      taskQueue: 'webhooks',
      args: [{ endpointId: id }],
      signal: 'wake',
      signalArgs: [],
    });
    const handle = temporal.client.workflow.getHandle(deliverWebhooksId(id));
    await expect
      .poll(async () => (await handle.describe()).raw.pendingActivities?.[0]?.attempt ?? 0, patiently)
      .toBeGreaterThan(1);
    expect(receiver.received).toEqual([]);
    await api.pool.query('update webhook_endpoints set lease = null where endpoint_id = $1', [id]);
    await untilAccepted(1);
  });
});

/** Waits until no delivery runs that began with the endpoint as it was. */
async function untilFree(id: string): Promise<void> {
  await expect
    .poll(
      async () =>
        (await api.pool.query('select lease from webhook_endpoints where endpoint_id = $1', [id])).rows[0]
          .lease,
      patiently,
    )
    .toBeNull();
}

/** Appends an event once the source has caught up, so that the log's reader has it again. */
async function happenedInAll(source: Awaited<ReturnType<typeof athlete>>, month: string): Promise<void> {
  await expect
    .poll(
      async () =>
        (await api.pool.query('select from webhook_held where source = $1', [source.athleteUuid])).rowCount,
      patiently,
    )
    .toBe(0);
  await source.happen(month);
}

it('the id of a webhook is that of GET /v1/events', async () => {
  await create();
  const { athleteUuid, happen } = await athlete();
  await happen('1');
  await untilAccepted(1);
  const { rows } = await api.pool.query('select event_id from events where athlete_uuid = $1', [athleteUuid]);
  const id = publicEventId({ source: athleteUuid, eventId: Number(rows[0].event_id) });
  expect(receiver.accepted[0]!.id).toBe(id);
});
