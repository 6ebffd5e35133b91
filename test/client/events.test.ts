import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { startServer } from '../../src/api/http/server.ts';
import { createEventParser } from '../../packages/client/src/event-parser.ts';
import {
  createAfterburnClient,
  type AfterburnClient,
  type AthleteEvent,
} from '../../packages/client/src/index.ts';
import { appendEvents } from '../../src/db/events/events.ts';
import { withTransaction } from '../../src/db/pool.ts';
import { createTestApi } from '../api/api-harness.ts';
import { startFaultyProxy, type Fault } from './faulty-proxy.ts';
import { createQuickClock } from './quick-clock.ts';
import { createScriptedFetch, networkDown, problem, unavailable } from './scripted-fetch.ts';

const api = await createTestApi();
const server = await startServer({ app: api.app, host: '127.0.0.1', port: 0 });
afterAll(async () => {
  await api.events.close();
  await server.close({ drainMs: 0, graceMs: 0 });
  await api.stop();
});

const createClient = (baseUrl: string): AfterburnClient =>
  createAfterburnClient({ baseUrl, apiKey: api.apiKey, clock: createQuickClock(20) });

let athletes = 0;
async function anAthlete(): Promise<{ athleteId: string; athleteUuid: string }> {
  const athleteId = `ath-${++athletes}`;
  await api.put(`/v1/athletes/${athleteId}`, { timeZone: 'UTC' });
  // So that the ids can be read.
  const { rows } = await api.pool.query(
    'update athletes set last_event_id = 0 where athlete_id = $1 returning athlete_uuid',
    [athleteId],
  );
  return { athleteId, athleteUuid: rows[0].athlete_uuid as string };
}

/** Appends as a step does: under the athlete's lock, in one transaction. */
const happen = (athleteUuid: string, count: number): Promise<void> =>
  withTransaction(api.pool, async (tx) => {
    await tx.query('select from athletes where athlete_uuid = $1 for no key update', [athleteUuid]);
    const data = { month: 'Nürburgring – 🏃‍♀️', revision: 1 };
    await appendEvents(
      tx,
      Array.from({ length: count }, () => ({ athleteUuid, type: 'report.ready' as const, data })),
    );
  });

async function take(events: AsyncIterable<AthleteEvent>, count: number): Promise<number[]> {
  const ids: number[] = [];
  for await (const { id } of events) if (ids.push(id) === count) break;
  return ids;
}

const upTo = (count: number, from = 1): number[] => Array.from({ length: count }, (_, i) => from + i);

describe("an athlete's events", () => {
  it('come each once and in order, over connections that are cut anywhere, and refused in between', async () => {
    const { athleteId, athleteUuid } = await anAthlete();
    let connections = 0;
    const faultOf = (): Fault => {
      connections += 1;
      if (connections % 5 === 0) return { status: 503, headers: { 'Retry-After': '1' } };
      if (connections % 7 === 0) return 'cut before';
      return { cutAfterBytes: 37 * connections };
    };
    const proxy = await startFaultyProxy(server.url, faultOf);
    const total = 120;
    const writing = (async () => {
      for (let i = 0; i < total / 4; i++) await happen(athleteUuid, 4);
    })();
    const ids = await take(createClient(proxy.url).athletes.events(athleteId, { after: 0 }), total);
    await writing;
    expect(ids).toEqual(upTo(total));
    expect(connections).toBeGreaterThan(5);
    await proxy.stop();
  });

  it('go on over a cut from where they were, having begun now', async () => {
    const { athleteId, athleteUuid } = await anAthlete();
    await happen(athleteUuid, 3);
    const proxy = await startFaultyProxy(server.url, () => 'none');
    const seen: number[] = [];
    for await (const { id } of withOpening(createClient(proxy.url), athleteId, () =>
      happen(athleteUuid, 1),
    )) {
      seen.push(id);
      if (seen.length === 1) proxy.cut();
      if (seen.length === 4) break;
      await happen(athleteUuid, 1);
    }
    expect(seen).toEqual(upTo(4, 4));
    await proxy.stop();
  });

  it('end when the loop is left, and when the signal says so, and leave no connection open', async () => {
    const { athleteId, athleteUuid } = await anAthlete();
    await happen(athleteUuid, 2);
    const client = createClient(server.url);
    expect(await take(client.athletes.events(athleteId, { after: 0 }), 1)).toEqual([1]);
    const controller = new AbortController();
    const ids: number[] = [];
    for await (const { id } of client.athletes.events(athleteId, { after: 0, signal: controller.signal })) {
      ids.push(id);
      if (id === 2) controller.abort();
    }
    expect(ids).toEqual([1, 2]);
    await expect.poll(() => api.events.open).toBe(0);
    // A server that stops waits for open streams, here without a limit.
    const own = await startServer({ app: api.app, host: '127.0.0.1', port: 0 });
    await take(createClient(own.url).athletes.events(athleteId, { after: 0 }), 2);
    await own.close({ drainMs: 0, graceMs: 3_600_000 });
    await expect.poll(() => api.events.open).toBe(0);
  });
});

/** The events from now on, of which the first happens once the stream is open. */
async function* withOpening(client: AfterburnClient, athleteId: string, onOpen: () => Promise<void>) {
  const events = client.athletes.events(athleteId)[Symbol.asyncIterator]();
  // What an earlier reader left is closed by now, so the one that opens is this one.
  await expect.poll(() => api.events.open, { timeout: 30_000 }).toBe(0);
  const first = events.next();
  await expect.poll(() => api.events.open, { timeout: 30_000 }).toBe(1);
  await onOpen();
  for (let next = await first; !next.done; next = await events.next()) yield next.value;
}

const stream = (...chunks: string[]): Response =>
  new Response(
    new ReadableStream({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
        controller.close();
      },
    }),
    { headers: { 'Content-Type': 'text/event-stream' } },
  );
const frame = (id: number): string => `id: ${id}\nevent: x\ndata: ${JSON.stringify({ id })}\n\n`;
const silent = (): Response =>
  new Response(new ReadableStream(), { headers: { 'Content-Type': 'text/event-stream' } });

describe('a stream', () => {
  const follow = (steps: Parameters<typeof createScriptedFetch>, after?: number) => {
    const { fetch, sent } = createScriptedFetch(...steps);
    const clock = createQuickClock(1000);
    const client = createAfterburnClient({ baseUrl: '', token: 'token', fetch, clock });
    const asked = () => sent.map(({ headers }) => headers.get('Last-Event-ID'));
    return { events: client.athletes.events('a', { after }), asked };
  };

  it('resumes at its position, also if only an id without an event has set it', async () => {
    const { events, asked } = follow([
      stream('id: 41\nretry: 1000\n\n'),
      networkDown(),
      stream(frame(42), 'id: 43\nevent: x\nda'),
      unavailable(),
      silent,
      new Response('<h1>Welcome</h1>', { headers: { 'Content-Type': 'text/html' } }),
      stream(frame(43)),
    ]);
    expect(await take(events, 2)).toEqual([42, 43]);
    expect(asked()).toEqual([null, '41', '41', '42', '42', '42', '42']);
  });

  it.each([401, 404])('that is refused by a %i throws, and is not asked for again', async (status) => {
    const { events, asked } = follow([stream(frame(1)), problem(status, 'unauthorized')], 0);
    await expect(take(events, 2)).rejects.toMatchObject({ name: 'ProblemError', status });
    expect(asked()).toEqual(['0', '1']);
  });

  it('that ends at once each time is asked for less and less often', async () => {
    const { fetch, sent } = createScriptedFetch(() => stream('retry: 1000\n\n'));
    const pauses: number[] = [];
    const controller = new AbortController();
    const clock = {
      now: () => 0,
      setTimer(run: () => void, milliseconds: number) {
        const isPause = milliseconds !== 10_000 && milliseconds !== 45_000;
        if (isPause && pauses.push(milliseconds) === 12) controller.abort();
        if (isPause) setImmediate(run);
        return () => {};
      },
    };
    const client = createAfterburnClient({ baseUrl: '', token: 'token', fetch, clock });
    for await (const _ of client.athletes.events('a', { signal: controller.signal }));
    expect(sent).toHaveLength(12);
    expect(Math.max(...pauses)).toBeGreaterThan(1000);
  });
});

describe('the parser of a stream', () => {
  it('reads the same blocks, wherever the bytes are cut and whichever line ends there are', () => {
    const text = [
      'retry: 1000\n\n',
      ': still here\n\n',
      'id: 1\nevent: a\ndata: {"x":"Łódź 🏃"}\n\n',
      'data:one\ndata: two\nid:2\n\n',
      'id: 3\n\n',
      'id: 4\ndata: never closed\n',
    ].join('');
    const blocks = [
      { id: '1', data: '{"x":"Łódź 🏃"}' },
      { id: '2', data: 'one\ntwo' },
      { id: '3', data: undefined },
    ];
    fc.assert(
      fc.property(fc.array(fc.nat(200)), fc.boolean(), (cuts, withReturns) => {
        const bytes = new TextEncoder().encode(withReturns ? text.replaceAll('\n', '\r\n') : text);
        const parse = createEventParser();
        const edges = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
        const read = edges.slice(1).flatMap((end, index) => parse(bytes.subarray(edges[index], end)));
        expect(read.filter(({ id, data }) => id !== undefined || data !== undefined)).toEqual(blocks);
      }),
    );
  });
});
