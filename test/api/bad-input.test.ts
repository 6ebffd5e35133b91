import { afterAll, describe, expect, it } from 'vitest';
import { aRun } from '../support/workouts.ts';
import { bodyOf, createTestApi, minutesAgo } from './api-harness.ts';

const api = await createTestApi();
afterAll(() => api.stop());

const PATH = '/v1/workouts';
const send = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
  api.call({ path: PATH, body, headers: { 'Content-Type': 'application/json', ...headers } });

const bytes = (...parts: (string | number[])[]) =>
  new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part as string))));

const text = (over: object = {}) => JSON.stringify({ ...aRun(), ...over });

describe('what cannot be read is a 400', () => {
  it.each([
    ['nothing', ''],
    ['half an object', '{"athleteId":'],
    ['two values', '{} {}'],
    ['a trailing comma', '{"a":1,}'],
    ['NaN', '{"durationSeconds":NaN}'],
    ['a comment', '{/**/}'],
    ['invalid UTF-8', bytes('{"title":"', [0xc3, 0x28], '"}')],
    ['an overlong NUL', bytes('{"title":"', [0xc0, 0x80], '"}')],
    ['a surrogate in UTF-8', bytes('{"title":"', [0xed, 0xa0, 0x80], '"}')],
    ['UTF-16', bytes([0xff, 0xfe], [0x7b, 0, 0x7d, 0])],
    ['a NUL in between', bytes('{}', [0])],
    ['depth 33', `${'['.repeat(33)}${']'.repeat(33)}`],
    ['depth 100,000', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['unclosed depth 500,000', '['.repeat(500_000)],
    ['1,001 keys', JSON.stringify(Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`k${i}`, i])))],
    ['an endless list', JSON.stringify({ title: Array.from({ length: 20_000 }, () => 0) })],
    ['a key twice', text().replace('{', '{"sport":"ride",')],
    ['a key twice, once escaped', text().replace('{', '{"\\u0073port":"ride",')],
  ])('%s', async (_, body) => {
    const response = await send(body);
    expect(response.status).toBe(400);
    expect(await bodyOf(response)).toMatchObject({ type: '/problems/malformed-request' });
  });
});

describe('what can be read and is not acceptable is a 422 that points at it', () => {
  it.each([
    ['an array', '[]', ''],
    ['a string', '"run"', ''],
    ['null', 'null', ''],
    ['__proto__', text().replace('{', '{"__proto__":{"isAdmin":true},'), ''],
    ['constructor', text({ constructor: 1 }), '/constructor'],
    ['infinity', text().replace('2712', '1e999'), '/durationSeconds'],
    ['a NUL', text({ title: 'a\0b' }), '/title'],
    ['a lone surrogate', text().replace('Lunch', '\\ud83c'), '/title'],
    ['a bell', text({ title: 'a\u0007b' }), '/title'],
    ['an escape sequence', text({ title: '\u001B[31m' }), '/title'],
    ['an escape sequence in one character', text({ title: 'a\u009B31m' }), '/title'],
    ['a carriage return', text({ title: 'a\r\nb' }), '/title'],
    ['five marks on a letter', text({ title: `x${'\u0336'.repeat(5)}` }), '/title'],
    ['a bidi override', text({ title: 'a\u202Eb' }), '/title'],
    ['a number as text', text({ durationSeconds: '2712' }), '/durationSeconds'],
    ['true as a number', text({ distanceMeters: true }), '/distanceMeters'],
    ['a list as text', text({ title: ['a'] }), '/title'],
    ['an object as text', text({ athleteId: { $ne: null } }), '/athleteId'],
    ['a newline after an id', text({ athleteId: 'ath-1\n' }), '/athleteId'],
    ['an unknown field that is no name of ours', text({ '<script>': 1 }), '/?'],
  ])('%s', async (_, body, pointer) => {
    const response = await send(body);
    expect(response.status).toBe(422);
    expect((await bodyOf(response)).errors[0].pointer).toBe(pointer);
  });

  it('never repeats what was sent', async () => {
    const marker = 'zzmarkerzz';
    const sent = text({ [`${marker} <b>`]: 1, title: `${marker}\0`, sport: marker, timeZone: marker });
    for (const body of [sent, sent.replace('\\u0000', ''), `{"${marker}`]) {
      expect(await (await send(body)).text()).not.toContain(marker);
    }
  });
});

describe('what text may hold', () => {
  it.each([
    `'; drop table workouts; --`,
    '<script>alert(1)</script>',
    '=HYPERLINK("http://x")',
    'שלום run עם חברים',
    'Z̷a̶l̸g̵o̶',
    'x\u0336\u0336\u0336\u0336',
    '👨‍👩‍👧‍👦',
    'a\tb\nc',
  ])('%j is stored as it is', async (title) => {
    const { id } = await bodyOf(api.save({ title, startedAt: uniqueStart() }));
    expect((await bodyOf(api.get(`${PATH}/${id}`))).title).toBe(title.normalize('NFC'));
  });
});

describe('the type, the encoding and the length', () => {
  it.each([
    ['no type', { 'Content-Type': '' }],
    ['a form', { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['text', { 'Content-Type': 'text/plain' }],
    ['what only looks like JSON', { 'Content-Type': 'application/jsonp' }],
    ['another charset', { 'Content-Type': 'application/json; charset=latin1' }],
    ['a merge patch, which is no save', { 'Content-Type': 'application/merge-patch+json' }],
    ['gzip', { 'Content-Encoding': 'gzip' }],
    ['an unknown encoding', { 'Content-Encoding': 'x' }],
  ])('refuses %s with a 415', async (_, headers) => {
    const response = await send(text(), headers);
    expect(response.status).toBe(415);
  });

  it.each(['application/json; charset=utf-8', 'Application/JSON', 'application/json;charset="UTF-8"; v=1'])(
    'takes %s',
    async (type) => {
      expect((await send(text({ startedAt: uniqueStart() }), { 'Content-Type': type })).status).toBe(202);
    },
  );

  it('refuses more than 1 MiB with a 413, with and without a declared length', async () => {
    const long = text({ title: 'x'.repeat(1024 * 1024) });
    expect((await send(long, { 'Content-Length': String(long.length) })).status).toBe(413);
    expect((await send(long)).status).toBe(413);
  });

  it('refuses a URL of more than 4,096 characters with a 414', async () => {
    expect((await api.get(`${PATH}?cursor=${'x'.repeat(4096)}`)).status).toBe(414);
  });
});

describe('paths and methods', () => {
  it.each(['/v1/nothing', '/v1/workouts/', '/nothing', '/v1', '/v1/workouts/x/y/z'])(
    '%s is a 404',
    async (path) => {
      const response = await api.get(path);
      expect(response.status).toBe(404);
      expect(await bodyOf(response)).toMatchObject({ type: '/problems/not-found' });
    },
  );

  it.each([
    '/v1/workouts/1',
    '/v1/workouts/%00',
    '/v1/workouts/%ff',
    '/v1/workouts/..%2f..%2fetc',
    `/v1/workouts/${'0'.repeat(36)}`,
    "/v1/athletes/a'--",
    '/v1/athletes/%F0%9F%8F%83',
    `/v1/athletes/${'a'.repeat(65)}`,
    '/v1/uploads/null',
    '/v1/leaderboards/__proto__',
    '/v1/leaderboards/constructor',
  ])('%s names nothing: 404', async (path) => {
    expect((await api.get(path)).status).toBe(404);
  });

  it.each([
    ['DELETE', '/v1/workouts', 'GET, HEAD, POST'],
    ['PUT', '/v1/workouts/01900000-0000-7000-8000-000000000000', 'DELETE, GET, HEAD, PATCH'],
    ['POST', '/healthz', 'GET, HEAD'],
    ['OPTIONS', '/v1/uploads', 'POST'],
    ['PROPFIND', '/v1/athletes/ath-1', 'DELETE, GET, HEAD, PUT'],
  ])('%s %s is a 405 that says what is allowed', async (method, path, allow) => {
    const response = await api.call({ method, path });
    expect(response.status).toBe(405);
    expect(response.headers.get('Allow')).toBe(allow);
  });

  it('answers HEAD as GET without a body, also for a stream', async () => {
    await api.save({ startedAt: uniqueStart() });
    const response = await api.app.request('/v1/athletes/ath-1/events', {
      method: 'HEAD',
      headers: { Authorization: `Bearer ${api.apiKey}` },
    });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });
});

const cursorOf = (place: unknown) => Buffer.from(JSON.stringify(place)).toString('base64url');

describe('the value in a cursor', () => {
  const id = '01900000-0000-7000-8000-000000000000';
  const instants = [
    '2026-02-30T00:00:00.000Z',
    '0000-01-01T00:00:00Z',
    '2026-11-20T23:59:60Z',
    '2026-11-20T00:00:00+99:00',
    '1',
    'infinity',
    '2026-11-20T00:00:00Z\0',
  ];
  it.each([
    ...instants.map((at) => [PATH, [at, id]] as const),
    ...instants.map((at) => ['/v1/operations', { finishedAt: at, workoutId: id, step: 'x' }] as const),
    ['/v1/operations', { finishedAt: '2026-11-20T00:00:00.000000Z', workoutId: id, step: '\0' }] as const,
    ...['\0', '2026-13', '2026-11-01'].map((month) => ['/v1/athletes/ath-1/reports', month] as const),
    ['/v1/leaderboards/distance', { score: 1, athleteId: '\0' }] as const,
    ['/v1/leaderboards/distance', { score: null, athleteId: 'ath-1' }] as const,
  ])('is checked like a parameter: %s %j', async (path, place) => {
    await api.put('/v1/athletes/ath-1', { timeZone: 'UTC' });
    const { key } = await api.addApp('tested', 'operator');
    const athlete = path === PATH ? 'athleteId=ath-1&' : '';
    const response = await api.get(`${path}?${athlete}cursor=${cursorOf(place)}`, { key });
    expect(response.status).toBe(400);
    expect(await bodyOf(response)).toMatchObject({ type: '/problems/invalid-parameter' });
  });
});

describe('parameters', () => {
  it.each([
    'limit=0',
    'limit=201',
    'limit=-1',
    'limit=1e2',
    'limit=abc',
    'limit=',
    'limit=1&limit=2',
    'cursor=',
    'cursor=!!!',
    `cursor=${Buffer.from('["2026-01-01T00:00:00Z","x"]').toString('base64url')}`,
    `cursor=${Buffer.from('["x","01900000-0000-7000-8000-000000000000"]').toString('base64url')}`,
    `cursor=${Buffer.from('{"__proto__":1}').toString('base64url')}`,
  ])('%s is a 400', async (query) => {
    const response = await api.get(`${PATH}?athleteId=ath-1&${query}`);
    expect(response.status).toBe(400);
    expect(await bodyOf(response)).toMatchObject({ type: '/problems/invalid-parameter' });
  });
});

describe('the id of a request', () => {
  it('is taken when it is harmless, else made, and stands in problems', async () => {
    const taken = await api.get('/v1/nothing', { headers: { 'X-Request-Id': 'abc-1.2:3' } });
    expect(taken.headers.get('X-Request-Id')).toBe('abc-1.2:3');
    expect(await bodyOf(taken)).toMatchObject({ requestId: 'abc-1.2:3', instance: '/requests/abc-1.2:3' });
    const made = await api.get('/v1/nothing', { headers: { 'X-Request-Id': 'a b<c>' } });
    expect(made.headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('every route with a JSON body', () => {
  it('comes in by the same door', async () => {
    const document = await bodyOf(api.app.request('/openapi.json'));
    // An operator may do what an app may, and more.
    const { key } = await api.addApp('operators', 'operator');
    let routes = 0;
    for (const [template, operations] of Object.entries<
      Record<string, { requestBody?: { content: object } }>
    >(document.paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        if (!Object.keys(operation.requestBody?.content ?? {}).includes('application/json')) continue;
        routes += 1;
        const call = {
          key,
          method: method.toUpperCase(),
          path: template
            .replace('{workoutId}', '01900000-0000-7000-8000-000000000000')
            .replace('{athleteId}', 'ath-1')
            .replace('{date}', '2026-11-20')
            .replace('{endpointId}', '01900000-0000-7000-8000-000000000000'),
          headers: { 'Content-Type': 'application/json', 'If-Match': '"1"' },
        };
        expect([template, (await api.call({ ...call, body: '{"a":1,"a":2}' })).status]).toEqual([
          template,
          400,
        ]);
        expect([template, (await api.call({ ...call, body: '[]' })).status]).toEqual([template, 422]);
        const asText = { ...call.headers, 'Content-Type': 'text/plain' };
        expect([template, (await api.call({ ...call, body: '{}', headers: asText })).status]).toEqual([
          template,
          415,
        ]);
      }
    }
    expect(routes).toBe(15);
  });
});

let starts = 0;
const uniqueStart = () => minutesAgo(20_000 + ++starts);
