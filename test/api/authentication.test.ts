import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashSecret } from '../../src/db/api-keys.ts';
import { bodyOf, createTestApi, minutesAgo, type Api } from './api-harness.ts';

let api: Api;
let mine: string;
let token: string;
let other: Awaited<ReturnType<Api['addApp']>>;

beforeAll(async () => {
  api = await createTestApi();
  other = await api.addApp('other');
  mine = (await bodyOf(api.save({ startedAt: minutesAgo(100) }))).id;
  await api.save({ athleteId: 'ath-2', startedAt: minutesAgo(200) });
  token = (await bodyOf(api.post('/v1/athletes/ath-1/tokens', {}))).token;
});
afterAll(() => api.stop());

describe('who is not known', () => {
  it.each([
    ['nothing', {}],
    ['another scheme', { Authorization: 'Basic YTpi' }],
    ['an unknown key', { Authorization: 'Bearer nobody-knows-this-key-at-all' }],
    ['an empty key', { Authorization: 'Bearer ' }],
    ['two keys', { Authorization: 'Bearer a b' }],
    ['a key of forbidden letters', { Authorization: 'Bearer \u00e9' }],
  ])('gets a 401 for %s, on every path under /v1', async (_, headers) => {
    for (const path of ['/v1/workouts', `/v1/workouts/${mine}`, '/v1/nothing']) {
      const response = await api.get(path, { key: null, headers });
      expect(response.status).toBe(401);
      expect(response.headers.get('WWW-Authenticate')).toMatch(/^Bearer/);
      expect(await bodyOf(response)).toMatchObject({ type: '/problems/unauthorized', status: 401 });
    }
  });

  it('never gets in with an API key in the query', async () => {
    const path = `/v1/athletes/ath-1/events?access_token=${api.apiKey}`;
    expect((await api.get(path, { key: null })).status).toBe(401);
  });

  it('is out within seconds once a key is revoked', async () => {
    const { key } = await api.addApp('revoked');
    await api.pool.query(`update api_keys set revoked_at = now() where key_hash = $1`, [hashSecret(key)]);
    expect((await api.get('/v1/leaderboards', { key })).status).toBe(401);
  });
});

describe('another app', () => {
  it('gets the same 404 for what is there and what is not', async () => {
    const absent = '01900000-0000-7000-8000-000000000000';
    const ifMatch = { 'If-Match': '"1"' };
    const calls = (id: string, athleteId: string) => [
      { path: `/v1/workouts/${id}` },
      { path: `/v1/workouts/${id}/temporal` },
      { method: 'PATCH', path: `/v1/workouts/${id}`, json: { title: 'x' }, headers: ifMatch },
      { method: 'DELETE', path: `/v1/workouts/${id}`, headers: ifMatch },
      { method: 'POST', path: `/v1/workouts/${id}/reprocess` },
      { path: `/v1/workouts?athleteId=${athleteId}` },
      { path: `/v1/athletes/${athleteId}` },
      { method: 'PUT', path: `/v1/athletes/${athleteId}/weights/2026-11-20`, json: { weightKg: 70 } },
      { path: `/v1/athletes/${athleteId}/achievements` },
      { path: `/v1/athletes/${athleteId}/records` },
      { path: `/v1/athletes/${athleteId}/events` },
      { path: `/v1/athletes/${athleteId}/reports` },
      { path: `/v1/athletes/${athleteId}/reports/2026-10` },
      { method: 'POST', path: `/v1/athletes/${athleteId}/reports/2026-10` },
      { method: 'POST', path: `/v1/athletes/${athleteId}/tokens`, json: {} },
    ];
    const known = calls(mine, 'ath-1');
    for (const [index, call] of calls(absent, 'nobody').entries()) {
      const headers = { ...call.headers, 'X-Request-Id': 'same' };
      const asAbsent = await api.call({ ...call, headers, key: other.key });
      const asForeign = await api.call({ ...known[index]!, headers, key: other.key });
      expect([call.path, asForeign.status]).toEqual([call.path, 404]);
      expect(await asForeign.text()).toBe(await asAbsent.text());
    }
  });

  it('may have an athlete of the same id, who is someone else', async () => {
    await api.put('/v1/athletes/ath-2', { timeZone: 'Asia/Tokyo' }, { key: other.key });
    expect(await bodyOf(api.get('/v1/athletes/ath-2'))).toMatchObject({ timeZone: 'UTC' });
  });
});

describe("an athlete's token", () => {
  const as = (path: string, options: object = {}) => api.get(path, { key: token, ...options });

  it('reads its own data', async () => {
    for (const path of [
      '/v1/athletes/ath-1',
      '/v1/athletes/ath-1/achievements',
      '/v1/athletes/ath-1/records',
      '/v1/athletes/ath-1/reports',
      `/v1/workouts/${mine}`,
      '/v1/workouts?athleteId=ath-1',
      '/v1/workouts',
      '/v1/leaderboards',
      '/v1/leaderboards/distance',
    ]) {
      expect([path, (await as(path)).status]).toEqual([path, 200]);
    }
    expect((await as(`/v1/workouts/${mine}/temporal`)).status).toBe(302);
  });

  it("finds nobody else's", async () => {
    const { workouts } = await bodyOf(api.get('/v1/workouts?athleteId=ath-2'));
    for (const path of [
      '/v1/athletes/ath-2',
      '/v1/athletes/ath-2/achievements',
      '/v1/athletes/ath-2/records',
      '/v1/athletes/ath-2/events',
      '/v1/athletes/ath-2/reports',
      '/v1/workouts?athleteId=ath-2',
      `/v1/workouts/${workouts[0].id}`,
      `/v1/workouts/${workouts[0].id}/temporal`,
    ]) {
      expect([path, (await as(path)).status]).toEqual([path, 404]);
    }
  });

  it('saves for its own athlete alone', async () => {
    expect((await api.save({ startedAt: minutesAgo(300) }, { key: token })).status).toBe(202);
    for (const athleteId of ['ath-2', 'nobody-yet']) {
      const response = await api.save({ athleteId, startedAt: minutesAgo(301) }, { key: token });
      expect(response.status).toBe(403);
    }
  });

  it('does nothing else', async () => {
    const headers = { 'If-Match': '"1"' };
    for (const call of [
      { method: 'PUT', path: '/v1/athletes/ath-1', json: { timeZone: 'UTC' } },
      { method: 'PUT', path: '/v1/athletes/ath-1/weights/2026-11-20', json: { weightKg: 70 } },
      { path: '/v1/athletes/ath-1/tokens', json: {} },
      { method: 'PATCH', path: `/v1/workouts/${mine}`, json: { title: 'x' }, headers },
      { method: 'DELETE', path: `/v1/workouts/${mine}`, headers },
      { method: 'POST', path: `/v1/workouts/${mine}/reprocess` },
      { method: 'POST', path: '/v1/athletes/ath-1/reports/2026-10' },
    ]) {
      const response = await api.call({ ...call, key: token });
      expect([call.path, response.status]).toEqual([call.path, 403]);
      expect(await bodyOf(response)).toMatchObject({ type: '/problems/forbidden' });
    }
  });

  it('counts in the query of a GET, and only there', async () => {
    expect((await api.get(`/v1/athletes/ath-1?access_token=${token}`, { key: null })).status).toBe(200);
    const response = await api.call({ path: `/v1/workouts?access_token=${token}`, json: {}, key: null });
    expect(response.status).toBe(401);
  });

  it('lasts an hour unless asked otherwise, and not longer', async () => {
    const { expiresAt } = await bodyOf(api.call({ method: 'POST', path: '/v1/athletes/ath-1/tokens' }));
    const seconds = (Date.parse(expiresAt) - Date.now()) / 1000;
    expect(seconds).toBeGreaterThan(3590);
    expect(seconds).toBeLessThan(3610);
    const expiring = await bodyOf(api.post('/v1/athletes/ath-1/tokens', { expiresInSeconds: 60 }));
    await api.pool.query(`update athlete_tokens set expires_at = now() where token_hash = $1`, [
      hashSecret(expiring.token),
    ]);
    expect((await api.get('/v1/athletes/ath-1', { key: expiring.token })).status).toBe(401);
  });

  it('is stored as a hash only', async () => {
    const { rows } = await api.pool.query(`select encode(token_hash, 'escape') as hash from athlete_tokens`);
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it.each([{ expiresInSeconds: 0 }, { expiresInSeconds: 1.5 }, { expiresInSeconds: 30 * 86_400 + 1 }])(
    'is not made for %o',
    async (request) => {
      expect((await api.post('/v1/athletes/ath-1/tokens', request)).status).toBe(422);
    },
  );
});
