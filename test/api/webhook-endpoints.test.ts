import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getAthleteUuid } from '../../src/db/athletes/athletes.ts';
import { appendEvents } from '../../src/db/events/events.ts';
import { publicEventId } from '../../src/db/events/event-key.ts';
import { withTransaction } from '../../src/db/pool.ts';
import { lockAthletes } from '../../src/db/workouts/workout-refs.ts';
import { bodyOf, createTestApi, type Api } from './api-harness.ts';

let api: Api;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.stop());

const PATH = '/v1/webhook-endpoints';
const URL = 'https://example.com/hooks';
const UNKNOWN = '01980000-0000-7000-8000-000000000000';

const create = async (json: object = {}) => bodyOf(api.post(PATH, { url: URL, ...json }));
const patch = (id: string, json: unknown) => api.call({ method: 'PATCH', path: `${PATH}/${id}`, json });

let names = 0;
async function athlete() {
  const athleteId = `ath-${++names}`;
  await api.put(`/v1/athletes/${athleteId}`, { timeZone: 'UTC' });
  const athleteUuid = await getAthleteUuid(api.pool, { appId: api.appId, athleteId });
  const happen = (...months: string[]) =>
    withTransaction(api.pool, async (tx) => {
      await lockAthletes(tx, [athleteUuid]);
      await appendEvents(
        tx,
        months.map((month) => ({ athleteUuid, type: 'report.ready', data: { month, revision: 1 } })),
      );
    });
  const eventIds = async (): Promise<string[]> => {
    const { rows: events } = await api.pool.query(
      'select event_id from events where athlete_uuid = $1 order by event_id',
      [athleteUuid],
    );
    return events.map((row) => publicEventId({ source: athleteUuid, eventId: Number(row.event_id) }));
  };
  return { athleteId, athleteUuid, happen, eventIds };
}

/** The delivery has read everything, and delivered it. */
const readAll = (id: string) =>
  api.pool.query('update webhook_endpoints set cursor_position = 9000000000000 where endpoint_id = $1', [id]);

describe('webhook endpoints', () => {
  it('are created with a secret that nothing shows again', async () => {
    const response = await api.post(PATH, { url: URL, eventTypes: ['report.ready'], description: 'Staging' });
    expect(response.status).toBe(201);
    const { secret, ...endpoint } = await bodyOf(response);
    expect(secret).toMatch(/^whsec_[\w+/]{43}=$/);
    expect(endpoint).toEqual({
      id: expect.any(String),
      url: URL,
      eventTypes: ['report.ready'],
      athleteId: null,
      description: 'Staging',
      status: 'enabled',
      publicKey: expect.stringMatching(/^whpk_/),
      createdAt: expect.stringMatching(/Z$/),
    });
    expect(await bodyOf(api.get(`${PATH}/${endpoint.id}`))).toEqual(endpoint);
    const list = await bodyOf(api.get(PATH));
    expect(list.webhookEndpoints).toContainEqual(endpoint);
    expect(JSON.stringify(list)).not.toContain('whsec_');
    expect(JSON.stringify(list)).not.toContain('whsk_');
  });

  it.each([
    [{}, '/url'],
    [{ url: 'http://example.com' }, '/url'],
    [{ url: 'https://10.0.0.1/x' }, '/url'],
    [{ url: 'https://[::ffff:127.0.0.1]/x' }, '/url'],
    [{ url: URL, eventTypes: [] }, '/eventTypes'],
    [{ url: URL, eventTypes: ['stream.reset'] }, '/eventTypes/0'],
    [{ url: URL, athleteId: 'a b' }, '/athleteId'],
    [{ url: URL, secret: 'whsec_x' }, '/secret'],
  ])('refuse %j', async (json, pointer) => {
    const response = await api.post(PATH, json);
    expect(response.status).toBe(422);
    expect((await bodyOf(response)).errors).toMatchObject([{ pointer }]);
  });

  it('take http on a loopback address only where it is allowed', async () => {
    const json = { url: 'http://127.0.0.1:9999/hooks' };
    expect((await api.post(PATH, json)).status).toBe(201);
    const strict = await createTestApi({ webhooksAllowLoopback: false });
    expect((await strict.post(PATH, json)).status).toBe(422);
    await strict.stop();
  });

  it('are at most 50 an app', async () => {
    const { key } = await api.addApp('many');
    const make = () => api.post(PATH, { url: URL }, { key });
    const made = await Promise.all(Array.from({ length: 50 }, make));
    expect(new Set(made.map(({ status }) => status))).toEqual(new Set([201]));
    expect((await make()).status).toBe(409);
    const first = await bodyOf(api.get(`${PATH}?limit=30`, { key }));
    const second = await bodyOf(api.get(`${PATH}?limit=30&cursor=${first.nextCursor}`, { key }));
    expect(new Set([...first.webhookEndpoints, ...second.webhookEndpoints].map(({ id }) => id)).size).toBe(
      50,
    );
  });

  it('are changed by a merge patch', async () => {
    const { id } = await create({ eventTypes: ['report.ready'], athleteId: 'ath-x', description: 'One' });
    const changed = await bodyOf(patch(id, { url: 'https://example.org/', athleteId: null }));
    expect(changed).toMatchObject({
      url: 'https://example.org/',
      eventTypes: ['report.ready'],
      athleteId: null,
      description: 'One',
    });
    expect((await patch(id, { url: 'http://example.com' })).status).toBe(422);
    expect((await patch(id, { status: 'failing' })).status).toBe(422);
  });

  it('are disabled and enabled', async () => {
    const { id } = await create();
    expect(await bodyOf(patch(id, { status: 'disabled' }))).toMatchObject({
      status: 'disabled',
      disabledReason: 'requested',
    });
    const enabled = await bodyOf(patch(id, { status: 'enabled' }));
    expect(enabled.status).toBe('enabled');
    expect(enabled).not.toHaveProperty('disabledReason');
  });

  it('get a new secret, and keep the previous one for the grace period', async () => {
    const { id, secret, publicKey } = await create();
    const rotated = await bodyOf(api.post(`${PATH}/${id}/rotate-secret`, { gracePeriodSeconds: 60 }));
    expect(rotated.secret).not.toBe(secret);
    expect(rotated.publicKey).not.toBe(publicKey);
    const { rows } = await api.pool.query(
      `select previous_secret, previous_until > now() + interval '50 s' as long, previous_until < now() + interval '61 s' as short
       from webhook_endpoints where endpoint_id = $1`,
      [id],
    );
    expect(rows[0]).toEqual({ previous_secret: secret, long: true, short: true });
    expect((await api.call({ method: 'POST', path: `${PATH}/${id}/rotate-secret` })).status).toBe(200);
    expect((await api.post(`${PATH}/${id}/rotate-secret`, { gracePeriodSeconds: -1 })).status).toBe(422);
  });

  it('are not there for another app, a token, or after a deletion', async () => {
    const { id } = await create();
    const { key } = await api.addApp('other');
    const { athleteId } = await athlete();
    const { token } = await bodyOf(api.post(`/v1/athletes/${athleteId}/tokens`, {}));
    const calls = [
      ['GET', '', undefined],
      ['PATCH', '', {}],
      ['POST', '/rotate-secret', {}],
      ['POST', '/resend', { since: '2026-01-01T00:00:00Z' }],
      ['POST', '/send-example', { eventType: 'report.ready' }],
      ['GET', '/attempts', undefined],
      ['GET', '/statistics', undefined],
      ['DELETE', '', undefined],
    ] as const;
    const statuses = async (over: { key?: string }) =>
      Promise.all(
        calls.map(
          async ([method, path, json]) =>
            (await api.call({ method, path: `${PATH}/${id}${path}`, json, ...over })).status,
        ),
      );
    expect(new Set(await statuses({ key }))).toEqual(new Set([404]));
    expect(new Set(await statuses({ key: token }))).toEqual(new Set([403]));
    expect((await api.call({ method: 'DELETE', path: `${PATH}/${id}` })).status).toBe(204);
    expect(new Set(await statuses({}))).toEqual(new Set([404]));
    expect((await api.get(`${PATH}/${UNKNOWN}`)).status).toBe(404);
  });
});

describe('resending', () => {
  const resend = (id: string, json: object) => api.post(`${PATH}/${id}/resend`, json);

  it('queues one event, the events of an athlete, and a range', async () => {
    const { id } = await create();
    const [one, other] = [await athlete(), await athlete()];
    await one.happen('2026-01', '2026-02');
    await other.happen('2026-03');
    await readAll(id);
    const [eventId] = await one.eventIds();
    const response = await resend(id, { eventId });
    expect(response.status).toBe(202);
    expect(await bodyOf(response)).toEqual({ queued: 1 });
    expect(await bodyOf(resend(id, { athleteId: one.athleteId }))).toEqual({ queued: 2 });
    expect(await bodyOf(resend(id, { athleteId: one.athleteId, until: '2026-01-01T00:00:00Z' }))).toEqual({
      queued: 0,
    });
    const inUtcYear10000 = '9999-12-31T23:59:59-01:00';
    expect(await bodyOf(resend(id, { athleteId: one.athleteId, until: inUtcYear10000 }))).toEqual({
      queued: 2,
    });
    const all = await bodyOf(resend(id, { since: new Date(Date.now() - 3_600_000).toISOString() }));
    expect(all.queued).toBeGreaterThanOrEqual(3);
    expect((await bodyOf(api.get(`${PATH}/${id}/statistics`))).pending).toBe(all.queued);
  });

  it('selects by the types of the endpoint, and leaves what will be sent anyway', async () => {
    const { id } = await create({ eventTypes: ['upload.failed'] });
    const { id: behind } = await create();
    const { athleteId, happen } = await athlete();
    await happen('2026-01');
    await readAll(id);
    expect(await bodyOf(resend(id, { athleteId }))).toEqual({ queued: 0 });
    expect(await bodyOf(resend(behind, { athleteId }))).toEqual({ queued: 0 });
  });

  it('makes an event that waits for its retry due, and adds no second one', async () => {
    const { id } = await create();
    const { athleteUuid, happen, eventIds } = await athlete();
    await happen('2026-01', '2026-02');
    await readAll(id);
    const { rows } = await api.pool.query(
      'select min(event_id) as first from events where athlete_uuid = $1',
      [athleteUuid],
    );
    await api.pool.query(`insert into webhook_held values ($1, $2, $3, 3, now() + interval '1 hour')`, [
      id,
      athleteUuid,
      rows[0].first,
    ]);
    const [eventId] = await eventIds();
    expect(await bodyOf(resend(id, { eventId }))).toEqual({ queued: 1 });
    const { rows: held } = await api.pool.query(
      `select next_attempt_at <= now() as due, (select count(*)::int from webhook_resends where endpoint_id = $1) as resends
       from webhook_held where endpoint_id = $1`,
      [id],
    );
    expect(held).toEqual([{ due: true, resends: 0 }]);
    expect((await bodyOf(api.get(`${PATH}/${id}/statistics`))).pending).toBe(2);
  });

  it('sends a disabled endpoint what it missed', async () => {
    const { id } = await create();
    await patch(id, { status: 'disabled' });
    const { athleteId, happen } = await athlete();
    await happen('2026-01', '2026-02');
    expect(await bodyOf(resend(id, { athleteId }))).toEqual({ queued: 2 });
  });

  it.each([
    [{}, 422],
    [{ eventId: '12' }, 422],
    [{ eventId: publicEventId({ source: UNKNOWN, eventId: 1 }) }, 404],
    [{ eventId: publicEventId({ source: UNKNOWN, eventId: 1 }), since: '2026-01-01T00:00:00Z' }, 422],
    [{ athleteId: 'nobody' }, 404],
    [{ since: 'yesterday' }, 422],
    [{ since: '0000-01-01T00:00:00Z' }, 422],
    [{ until: '0000-01-01T00:00:00Z' }, 422],
  ])('refuses %j', async (json, status) => {
    const { id } = await create();
    expect((await resend(id, json)).status).toBe(status);
  });

  it('refuses the event of another app', async () => {
    const { key } = await api.addApp('third');
    const { id } = await bodyOf(api.post(PATH, { url: URL }, { key }));
    const { happen, eventIds } = await athlete();
    await happen('2026-01');
    const [eventId] = await eventIds();
    expect((await api.post(`${PATH}/${id}/resend`, { eventId }, { key })).status).toBe(404);
  });
});

describe('attempts', () => {
  it('are listed newest first, by event and by status, and disappear with their athlete', async () => {
    const { id } = await create();
    const { athleteId, athleteUuid, happen, eventIds } = await athlete();
    await happen('2026-01', '2026-02');
    const { rows: events } = await api.pool.query(
      'select event_id from events where athlete_uuid = $1 order by event_id',
      [athleteUuid],
    );
    await api.pool.query(
      `insert into webhook_attempts (endpoint_id, source, event_id, attempt, started_at, duration_ms, status_code, error, response, next_attempt_at)
       values
         ($1, $2, $3, 1, now(), 12, 500, null, 'Oops', now() + interval '5 s'),
         ($1, $2, $3, 2, now(), 15000, null, 'timeout', null, now() + interval '5 min'),
         ($1, $2, $4, 1, now(), 3, 204, null, null, null)`,
      [id, athleteUuid, events[0].event_id, events[1].event_id],
    );
    const list = async (query = '') => (await bodyOf(api.get(`${PATH}/${id}/attempts${query}`))).attempts;
    const [first, second] = await eventIds();
    expect(await list()).toMatchObject([
      { eventId: second, attempt: 1, status: 'succeeded', statusCode: 204, durationMs: 3 },
      { eventId: first, attempt: 2, status: 'failed', error: 'timeout' },
      { eventId: first, attempt: 1, status: 'failed', statusCode: 500, response: 'Oops' },
    ]);
    expect(await list(`?eventId=${first}`)).toHaveLength(2);
    expect(await list('?status=succeeded')).toHaveLength(1);
    expect(await list('?status=failed')).toHaveLength(2);
    const page = await bodyOf(api.get(`${PATH}/${id}/attempts?limit=2`));
    expect(await list(`?cursor=${page.nextCursor}`)).toHaveLength(1);
    expect((await api.get(`${PATH}/${id}/attempts?status=maybe`)).status).toBe(400);
    expect((await api.get(`${PATH}/${id}/attempts?eventId=12`)).status).toBe(400);
    await api.call({ method: 'DELETE', path: `/v1/athletes/${athleteId}` });
    expect(await list()).toEqual([]);
  });
});

describe('GET /v1/events', () => {
  const read = async (query = '', key = api.apiKey) => bodyOf(api.get(`/v1/events${query}`, { key }));

  it('lists all events of the app, and continues with its cursor', async () => {
    const { key, appId } = await api.addApp('reader');
    expect(await read('', key)).toMatchObject({ events: [] });
    await api.put('/v1/athletes/reader-1', { timeZone: 'UTC' }, { key });
    const athleteUuid = await getAthleteUuid(api.pool, { appId, athleteId: 'reader-1' });
    await withTransaction(api.pool, async (tx) => {
      await lockAthletes(tx, [athleteUuid]);
      await appendEvents(
        tx,
        ['2026-01', '2026-02', '2026-03'].map((month) => ({
          athleteUuid,
          type: 'report.ready',
          data: { month, revision: 1 },
        })),
      );
    });
    await expect.poll(async () => (await read('', key)).events.length).toBe(3);
    const first = await read('?limit=2', key);
    expect(first.events[0]).toEqual({
      id: expect.stringMatching(/^evt_/),
      type: 'report.ready',
      timestamp: expect.stringMatching(/Z$/),
      athleteId: 'reader-1',
      sequence: expect.any(Number),
      data: { month: '2026-01', revision: 1 },
    });
    const second = await read(`?limit=2&after=${first.nextCursor}`, key);
    expect(second.events.map(({ data }: { data: object }) => data)).toEqual([
      { month: '2026-03', revision: 1 },
    ]);
    expect(second.events[0].sequence - first.events[0].sequence).toBe(2);
    expect(await read(`?after=${second.nextCursor}`, key)).toEqual({
      events: [],
      nextCursor: second.nextCursor,
    });
    await api.call({ method: 'DELETE', path: '/v1/athletes/reader-1', key });
    expect(await read('', key)).toMatchObject({ events: [] });
    expect(await read(`?after=${first.nextCursor}`, key)).toMatchObject({
      events: [],
      nextCursor: first.nextCursor,
    });
  });

  it.each(['abc', 'e30', 'eyJwb3NpdGlvbiI6LTF9'])('refuses the cursor %s', async (cursor) => {
    expect((await api.get(`/v1/events?after=${cursor}`)).status).toBe(400);
  });

  it('is for apps only', async () => {
    const { athleteId } = await athlete();
    const { token } = await bodyOf(api.post(`/v1/athletes/${athleteId}/tokens`, {}));
    expect((await api.get('/v1/events', { key: token })).status).toBe(403);
  });
});
