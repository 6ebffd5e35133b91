import { afterAll, describe, expect, it } from 'vitest';
import { hashSecret, revokeApiKey } from '../../src/db/athletes/api-keys.ts';
import { bodyOf, createTestApi, minutesAgo } from './api-harness.ts';

const api = await createTestApi();
const other = await api.addApp('other');
const mine: string = (await bodyOf(api.save({ startedAt: minutesAgo(100) }))).id;
await api.save({ athleteId: 'ath-2', startedAt: minutesAgo(200) });
const token: string = (await bodyOf(api.post('/v1/athletes/ath-1/tokens', {}))).token;
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

  it('is out within seconds once a key is revoked, and so is a token that was made with it', async () => {
    const { key } = await api.addApp('tested');
    const { token: made } = await bodyOf(api.post('/v1/athletes/ath-1/tokens', {}, { key }));
    const statuses = async () => [
      (await api.get('/v1/leaderboards', { key })).status,
      (await api.get('/v1/leaderboards', { key: made })).status,
    ];
    expect(await statuses()).toEqual([200, 200]);
    expect(await revokeApiKey(api.pool, hashSecret(key))).toBe(true);
    // Both were just seen: the API believes them for a moment longer.
    expect(await statuses()).toEqual([200, 200]);
    await expect.poll(statuses, { timeout: 30_000 }).toEqual([401, 401]);
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
      { path: `/v1/athletes/${athleteId}/tokens` },
      { method: 'DELETE', path: `/v1/athletes/${athleteId}/tokens/${absent}` },
      { method: 'POST', path: `/v1/athletes/${athleteId}/reports/2026-10/links` },
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
      { method: 'GET', path: '/v1/athletes/ath-1/tokens' },
      { method: 'DELETE', path: `/v1/athletes/ath-1/tokens/${mine}` },
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

  it('counts in the URL of the event stream alone', async () => {
    const events = await api.get(`/v1/athletes/ath-1/events?access_token=${token}`, { key: null });
    expect(events.status).toBe(200);
    await events.body!.cancel();
    for (const path of ['/v1/athletes/ath-1', '/v1/athletes/ath-1/reports/2026-10', '/v1/workouts']) {
      expect((await api.get(`${path}?access_token=${token}`, { key: null })).status).toBe(401);
    }
    const response = await api.call({ path: `/v1/workouts?access_token=${token}`, json: {}, key: null });
    expect(response.status).toBe(401);
  });

  it('is listed without its secret, newest first, page by page, and can be deleted', async () => {
    const tokens = '/v1/athletes/ath-3/tokens';
    await api.put('/v1/athletes/ath-3', { timeZone: 'UTC' });
    const made: { id: string; token: string; expiresAt: string }[] = [];
    for (let i = 0; i < 3; i++) made.unshift(await bodyOf(api.post(tokens, {})));
    const first = await bodyOf(api.get(`${tokens}?limit=2`));
    const second = await bodyOf(api.get(`${tokens}?limit=2&cursor=${first.nextCursor}`));
    const listed = [...first.tokens, ...second.tokens];
    expect(second.nextCursor).toBeUndefined();
    expect(listed.map(({ id, expiresAt }) => ({ id, expiresAt }))).toEqual(
      made.map(({ id, expiresAt }) => ({ id, expiresAt })),
    );
    expect(JSON.stringify(listed)).not.toContain(made[0]!.token);

    const remove = () => api.call({ method: 'DELETE', path: `${tokens}/${made[0]!.id}` });
    const status = async () => (await api.get('/v1/athletes/ath-3', { key: made[0]!.token })).status;
    expect(await status()).toBe(200);
    expect((await remove()).status).toBe(204);
    expect((await remove()).status).toBe(404);
    await expect.poll(status, { timeout: 30_000 }).toBe(401);
    expect((await api.get('/v1/athletes/ath-3', { key: made[1]!.token })).status).toBe(200);
    expect((await bodyOf(api.get(tokens))).tokens).toHaveLength(2);
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

describe('a link to a report', () => {
  const page = '/v1/athletes/ath-1/reports/2026-10';
  const makeLink = async (key: string): Promise<string> =>
    (await bodyOf(api.call({ method: 'POST', path: `${page}/links`, key }))).url;
  const open = (url: string, method = 'GET') => api.call({ method, path: url, key: null });

  it('opens it once, without a header, for an app and for the athlete', async () => {
    await api.call({ method: 'POST', path: page });
    for (const key of [api.apiKey, token]) {
      const url = await makeLink(key);
      expect(url).toMatch(new RegExp(`^${page}\\?ticket=[\\w-]{43}$`));
      const responses = await Promise.all([open(url), open(url), open(url)]);
      // The report is still being built.
      expect(responses.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([401, 401, 404]);
      expect((await open(url)).status).toBe(401);
    }
  });

  it('opens nothing else, and is no token', async () => {
    const ticket = (await makeLink(token)).split('=')[1]!;
    for (const path of [
      '/v1/athletes/ath-1/reports/2026-09',
      '/v1/athletes/ath-1/reports',
      '/v1/athletes/ath-1',
      '/v1/athletes/ath-1/events',
    ])
      expect([path, (await open(`${path}?ticket=${ticket}`)).status]).toEqual([path, 401]);
    expect((await api.get(page, { key: ticket })).status).toBe(401);
    expect((await open(`${page}?access_token=${ticket}`)).status).toBe(401);
    expect((await open(`${page}?ticket=${ticket}`, 'POST')).status).toBe(401);
    expect((await open(`${page}?ticket=${ticket}`)).status).toBe(404);
  });

  it('ends with its minute and with its key', async () => {
    const { key } = await api.addApp('tested');
    const [expired, revoked] = [await makeLink(key), await makeLink(key)];
    await api.pool.query(`update athlete_tokens set expires_at = now() where token_hash = $1`, [
      hashSecret(expired.split('=')[1]!),
    ]);
    expect((await open(expired)).status).toBe(401);
    await revokeApiKey(api.pool, hashSecret(key));
    expect((await open(revoked)).status).toBe(401);
  });
});

it('no answer under /v1 is kept, or named to another site', async () => {
  for (const [path, key] of [
    ['/v1/workouts?athleteId=ath-1', api.apiKey],
    ['/v1/nothing', api.apiKey],
    ['/v1/workouts', null],
  ] as const) {
    const { headers } = await api.get(path, { key });
    expect(headers.get('Cache-Control')).toBe('no-store');
    expect(headers.get('Referrer-Policy')).toBe('no-referrer');
  }
});
