import { describe, expect, it } from 'vitest';
import {
  createAfterburnClient,
  NoAnswerError,
  ProblemError,
  type ClientOptions,
} from '../../packages/client/src/index.ts';
import { createJumpingClock } from './quick-clock.ts';
import { accepted, createScriptedFetch, networkDown, problem, unavailable } from './scripted-fetch.ts';
import { aRun } from '../support/workouts.ts';

const A_MINUTE = 60_000;

function createClient(steps: Parameters<typeof createScriptedFetch>, options: Partial<ClientOptions> = {}) {
  const { fetch, sent } = createScriptedFetch(...steps);
  const { clock, waits } = createJumpingClock();
  const client = createAfterburnClient({
    baseUrl: 'https://afterburn.test/',
    apiKey: 'key',
    fetch,
    clock,
    ...options,
  } as ClientOptions);
  return { client, sent, waits };
}

const athlete = () => Response.json({ athleteId: 'ath-1' });

describe('a request', () => {
  it('is repeated after each answer that says nothing for certain, and after none', async () => {
    const steps = [
      networkDown(),
      problem(408, 'request-timeout'),
      new Response('Too early', { status: 425 }),
      problem(429, 'too-many-requests'),
      problem(500, 'internal-error'),
      new Response('<h1>Bad gateway</h1>', { status: 502 }),
      unavailable(),
      'hang' as const,
      // A portal's login page, and a body that was cut short.
      new Response('<h1>Welcome to our café</h1>', { headers: { 'Content-Type': 'text/html' } }),
      new Response(null, { status: 302, headers: { Location: 'https://portal.test' } }),
      new Response('{"athleteId', { headers: { 'Content-Type': 'application/json' } }),
      athlete(),
    ];
    const { client, sent } = createClient(steps);
    expect(await client.athletes.get('ath-1')).toEqual({ athleteId: 'ath-1' });
    expect(sent).toHaveLength(steps.length);
    expect(new Set(sent.map(({ url }) => url))).toEqual(
      new Set(['https://afterburn.test/v1/athletes/ath-1']),
    );
  });

  it.each([400, 401, 403, 404, 405, 406, 409, 410, 412, 413, 414, 415, 417, 422, 428, 431])(
    'is not repeated after a %i',
    async (status) => {
      const { client, sent } = createClient([problem(status, 'forbidden', { requestId: 'r-1' })]);
      const error = await client.athletes.get('ath-1').catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ProblemError);
      expect(error).toMatchObject({
        status,
        code: 'forbidden',
        detail: 'Because.',
        requestId: 'r-1',
        errors: [],
      });
      expect(sent).toHaveLength(1);
    },
  );

  it('names the invalid fields', async () => {
    const errors = [{ pointer: '/startedAt', code: 'out-of-range', detail: 'must lie between' }];
    const { client } = createClient([problem(422, 'validation-error', { errors })]);
    await expect(client.workouts.save(aRun())).rejects.toMatchObject({
      code: 'validation-error',
      errors,
      message: '422 validation-error\nBecause.\n/startedAt: must lie between',
    });
  });

  it('takes a refusal that is no problem document for what it is', async () => {
    const { client } = createClient([new Response('<h1>No</h1>', { status: 403 })]);
    await expect(client.athletes.get('a')).rejects.toMatchObject({
      code: 'unrecognised',
      title: 'Answer 403',
    });
  });

  it('pauses for a random part of a time that doubles, up to ten seconds', async () => {
    const { client, waits } = createClient([networkDown()]);
    const error: unknown = await client.athletes.get('a').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NoAnswerError);
    expect(error).toMatchObject({
      tries: waits.length + 1,
      message: expect.stringContaining('fetch failed'),
    });
    waits.forEach((wait, index) => expect(wait).toBeLessThanOrEqual(Math.min(10_000, 250 * 2 ** index)));
    expect(Math.max(...waits)).toBeGreaterThan(1000);
    expect(new Set(waits).size).toBe(waits.length);
    const total = waits.reduce((sum, wait) => sum + wait, 0);
    expect(total).toBeLessThanOrEqual(2 * A_MINUTE);
    expect(total).toBeGreaterThan(1.5 * A_MINUTE);
  });

  it('waits at least as long as it is asked to, in seconds or until a date on the clock of who asks', async () => {
    const later = 'Fri, 20 Nov 2026 09:00:30 GMT';
    const { client, waits } = createClient([
      unavailable('7'),
      // The device's clock is an hour and a half behind.
      unavailable(later, { Date: 'Fri, 20 Nov 2026 09:00:10 GMT' }),
      unavailable('Fri, 20 Nov 2026 07:30:55 GMT'),
      unavailable('Fri, 20 Nov 2020 07:30:30 GMT'),
      unavailable('soon'),
      athlete(),
    ]);
    await client.athletes.get('a');
    const floors = [7000, 20_000, 0, 0, 0];
    waits.forEach((wait, index) => {
      expect(wait).toBeGreaterThanOrEqual(floors[index]!);
      expect(wait).toBeLessThan(floors[index]! + 30_000);
    });
    expect(waits).toHaveLength(5);
    // Until 55 s past, of which the first two waits have taken 27 s at least.
    expect(waits[2]).toBeLessThan(30_000);
  });

  it('gives up at once when it is asked to wait longer than its patience', async () => {
    const { client, sent } = createClient([unavailable('3600')]);
    await expect(client.athletes.get('a')).rejects.toBeInstanceOf(NoAnswerError);
    expect(sent).toHaveLength(1);
  });

  it('gives a try up that hangs, aborts it, and begins the next one', async () => {
    const { client, sent, waits } = createClient(['hang', athlete()], { retry: { tryTimeoutMs: 3000 } });
    await client.athletes.get('a');
    expect(waits[0]).toBe(3000);
    expect(sent.map(({ signal }) => signal.aborted)).toEqual([true, false]);
  });

  it('does not depend on a fetch that heeds its signal, nor on an answer whose body ends', async () => {
    const deaf = () => new Promise<Response>(() => {});
    const endless = () =>
      new Response(new ReadableStream(), { headers: { 'Content-Type': 'application/json' } });
    const { client } = createClient([deaf, endless, athlete()]);
    expect(await client.athletes.get('a')).toEqual({ athleteId: 'ath-1' });
  });

  it('can have other patience', async () => {
    const { client, sent } = createClient([networkDown()], { retry: { giveUpAfterMs: 0 } });
    await expect(client.athletes.get('a')).rejects.toBeInstanceOf(NoAnswerError);
    expect(sent).toHaveLength(1);
    const retry = { giveUpAfterMs: 60_000, firstPauseMs: 1, longestPauseMs: 10_000 };
    await expect(client.athletes.get('a', { retry })).rejects.toBeInstanceOf(NoAnswerError);
    expect(sent.length).toBeGreaterThan(10);
  });

  it('ends with its signal: before it begins, under way, and in a pause', async () => {
    const reason = new Error('No longer wanted');
    const early = createClient([athlete()]);
    const aborted = AbortSignal.abort(reason);
    await expect(early.client.athletes.get('a', { signal: aborted })).rejects.toBe(reason);
    expect(early.sent).toHaveLength(0);

    const controller = new AbortController();
    const underWay = createClient([
      () => {
        controller.abort(reason);
        return new Promise<Response>(() => {});
      },
    ]);
    await expect(underWay.client.athletes.get('a', controller)).rejects.toBe(reason);
    expect(underWay.sent[0]!.signal.aborted).toBe(true);

    const pausing = new AbortController();
    const inPause = createClient([networkDown()], {
      clock: { now: () => 0, setTimer: () => (setImmediate(() => pausing.abort(reason)), () => {}) },
    });
    await expect(inPause.client.athletes.get('a', pausing)).rejects.toBe(reason);
    expect(inPause.sent).toHaveLength(1);
  });

  it('asks for its token before each try, and takes a token that cannot be had for a failed try', async () => {
    const tokens = ['first', new Error('away'), 'second'];
    let asked = 0;
    const { client, sent } = createClient([networkDown(), athlete()], {
      apiKey: undefined,
      token: async () => {
        const token = tokens[asked++]!;
        if (token instanceof Error) throw token;
        return token;
      },
    });
    await client.athletes.get('a');
    expect(sent.map(({ headers }) => headers.get('Authorization'))).toEqual([
      'Bearer first',
      'Bearer second',
    ]);
  });

  it('spells paths and queries so that nothing in them is taken for anything else', async () => {
    const { client, sent } = createClient([Response.json({ workouts: [] })]);
    await client.athletes.get('../x?y#z').catch(() => {});
    for await (const _ of client.workouts.list({ athleteId: 'a&b=c', limit: 7 }));
    expect(sent.map(({ url }) => url.replace('https://afterburn.test', ''))).toEqual([
      '/v1/athletes/..%2Fx%3Fy%23z',
      '/v1/workouts?athleteId=a%26b%3Dc&limit=7',
    ]);
  });
});

describe('files', () => {
  it('are sent as they are, each time again', async () => {
    const { client, sent } = createClient([networkDown(), accepted('u-1'), unavailable(), accepted('i-1')]);
    const bytes = new Uint8Array([1, 2, 3]);
    await client.uploads.send({ athleteId: 'ath-1', file: bytes });
    await client.imports.send({ athleteId: 'ath-1', zip: bytes });
    expect(sent.map(({ url, headers }) => `${new URL(url).pathname} ${headers.get('Content-Type')}`)).toEqual(
      [
        ...Array.from({ length: 2 }, () => '/v1/uploads application/octet-stream'),
        ...Array.from({ length: 2 }, () => '/v1/imports application/zip'),
      ],
    );
    expect(sent.map(({ url, body }) => [new URL(url).search, body])).toEqual(
      sent.map(() => ['?athleteId=ath-1', bytes]),
    );
  });
});

describe('an erasure', () => {
  it('that is repeated and finds nobody was done by the try before', async () => {
    const gone = problem(404, 'not-found');
    const repeated = createClient([networkDown(), gone]);
    expect(await repeated.client.athletes.delete('ath-1')).toEqual({ athleteId: 'ath-1', status: 'erasing' });
    const first = createClient([gone]);
    await expect(first.client.athletes.delete('ath-1')).rejects.toMatchObject({
      code: 'not-found',
      tries: 1,
    });
  });
});

describe('the changes beside saves', () => {
  it('carry one key through all their tries, so that a repetition does not meet its own work', async () => {
    const { client, sent } = createClient([
      networkDown(),
      unavailable(),
      accepted(),
      networkDown(),
      accepted(),
    ]);
    await client.workouts.edit({ id: 'w-1', revision: 3 }, { title: 'Evening run', distanceMeters: null });
    await client.workouts.delete('w-1');
    const keys = sent.map(({ headers }) => headers.get('Idempotency-Key'));
    expect(keys[0]).toMatch(/^[\da-f-]{36}$/);
    expect(keys).toEqual([keys[0], keys[0], keys[0], keys[3], keys[3]]);
    expect(keys[3]).not.toBe(keys[0]);
    expect(sent.map(({ method, headers }) => `${method} ${headers.get('If-Match')}`)).toEqual([
      ...Array.from({ length: 3 }, () => 'PATCH "3"'),
      ...Array.from({ length: 2 }, () => 'DELETE *'),
    ]);
    expect(sent[0]!.body).toBe('{"title":"Evening run","distanceMeters":null}');
  });
});
