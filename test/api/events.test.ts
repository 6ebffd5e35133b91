import { once } from 'node:events';
import { connect } from 'node:net';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { afterAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createEventStream } from '../../src/api/stream/event-stream.ts';
import { createDatabaseAccess } from '../../src/api/database-access.ts';
import { startServer } from '../../src/api/http/server.ts';
import { hashSecret, revokeApiKey } from '../../src/db/athletes/api-keys.ts';
import { getAthleteUuid } from '../../src/db/athletes/athletes.ts';
import { appendEvents } from '../../src/db/events/events.ts';
import { withTransaction } from '../../src/db/pool.ts';
import { countWaiting } from '../support/waiting.ts';
import { bodyOf, createTestApi } from './api-harness.ts';

const api = await createTestApi();
afterAll(() => api.stop());

let counter = 0;
let athleteId: string;
let athleteUuid: string;
let path: string;
beforeEach(async () => {
  athleteId = `ath-${++counter}`;
  path = `/v1/athletes/${athleteId}/events`;
  await api.put(`/v1/athletes/${athleteId}`, { timeZone: 'UTC' });
  // So that the ids can be read.
  const { rows } = await api.pool.query(
    'update athletes set last_event_id = 0 where athlete_id = $1 returning athlete_uuid',
    [athleteId],
  );
  athleteUuid = rows[0].athlete_uuid;
});

/** Appends as a step does: under the athlete's lock, in one transaction. */
async function happen(...months: string[]): Promise<void> {
  await withTransaction(api.pool, async (tx) => {
    await tx.query('select from athletes where athlete_uuid = $1 for no key update', [athleteUuid]);
    await appendEvents(
      tx,
      months.map((month) => ({ athleteUuid, type: 'report.ready', data: { month, revision: 1 } })),
    );
  });
}

/** Reads a stream frame by frame. */
function follow(body: ReadableStream<Uint8Array> | null) {
  const reader = body!.getReader();
  const decoder = new TextDecoder();
  const messages: EventSourceMessage[] = [];
  const comments: string[] = [];
  const parser = createParser({
    onEvent: (message) => void messages.push(message),
    onComment: (comment) => void comments.push(comment),
  });
  let ended = false;
  const pull = async (): Promise<void> => {
    const { done, value } = await reader.read();
    ended = done;
    if (value) parser.feed(decoder.decode(value, { stream: true }));
  };
  return {
    comments,
    async next(count: number): Promise<EventSourceMessage[]> {
      while (messages.length < count && !ended) await pull();
      return messages.splice(0, count);
    },
    async nextComment(): Promise<string | undefined> {
      while (comments.length === 0 && !ended) await pull();
      return comments.shift();
    },
    async untilEnd(): Promise<EventSourceMessage[]> {
      while (!ended) await pull();
      return messages;
    },
    stop: () => reader.cancel(),
  };
}

const open = async (query = '', headers: Record<string, string> = {}) =>
  follow((await api.get(path + query, { headers })).body);

const idsOf = (messages: EventSourceMessage[]): (string | undefined)[] => messages.map(({ id }) => id);

describe('GET /v1/athletes/{athleteId}/events', () => {
  it('begins now when nothing is asked for', async () => {
    await happen('2026-01', '2026-02');
    const stream = await open();
    await happen('2026-03');
    const [message] = await stream.next(1);
    expect(message).toMatchObject({ id: '3', event: 'report.ready' });
    expect(JSON.parse(message!.data)).toEqual({
      id: 3,
      type: 'report.ready',
      timestamp: expect.stringMatching(/Z$/),
      athleteId,
      data: { month: '2026-03', revision: 1 },
    });
    await stream.stop();
  });

  it('sends its current position, so that a stream that is cut before its first event misses nothing', async () => {
    await happen('2026-01', '2026-02');
    const reader = (await api.get(path)).body!.getReader();
    const { value } = await reader.read();
    expect(new TextDecoder().decode(value)).toBe('id: 2\nretry: 1000\n\n');
    await reader.cancel();
  });

  it('begins with the oldest kept for 0, and after an event for its id', async () => {
    await happen('2026-01', '2026-02', '2026-03');
    const all = await open('?lastEventId=0');
    expect(idsOf(await all.next(3))).toEqual(['1', '2', '3']);
    const rest = await open('', { 'Last-Event-ID': '2' });
    expect(idsOf(await rest.next(1))).toEqual(['3']);
    await Promise.all([all.stop(), rest.stop()]);
  });

  it('believes the header of a reconnecting EventSource more than its first URL', async () => {
    await happen('2026-01', '2026-02');
    const stream = await open('?lastEventId=0', { 'Last-Event-ID': '1' });
    expect(idsOf(await stream.next(1))).toEqual(['2']);
    await stream.stop();
  });

  it('says that an id is not in this log, and goes on from now', async () => {
    await happen('2026-01', '2026-02');
    const stream = await open('?lastEventId=999');
    const [reset] = await stream.next(1);
    expect(reset).toMatchObject({ id: '2', event: 'stream.reset' });
    expect(JSON.parse(reset!.data)).toMatchObject({ id: 2, type: 'stream.reset', athleteId, data: {} });
    await happen('2026-03');
    expect(idsOf(await stream.next(1))).toEqual(['3']);
    await stream.stop();
  });

  it('resumes after an event of an erased athlete with all of the new one', async () => {
    await api.pool.query(
      `update athletes set last_event_id = (extract(epoch from created_at) * 100000)::bigint where athlete_uuid = $1`,
      [athleteUuid],
    );
    await happen('2026-01', '2026-02');
    const old = await open('?lastEventId=0');
    const [, last] = await old.next(2);
    await old.stop();
    await api.call({ method: 'DELETE', path: `/v1/athletes/${athleteId}` });
    await api.put(`/v1/athletes/${athleteId}`, { timeZone: 'UTC' });
    athleteUuid = await getAthleteUuid(api.pool, { appId: api.appId, athleteId });
    await happen('2026-03');
    const stream = await open('', { 'Last-Event-ID': last!.id! });
    expect(JSON.parse((await stream.next(1))[0]!.data)).toMatchObject({ data: { month: '2026-03' } });
    await stream.stop();
  });

  it.each(['-1', 'abc', '1.5', '9999999999999999'])('refuses the id %s', async (id) => {
    expect((await api.get(`${path}?lastEventId=${id}`)).status).toBe(400);
    expect((await api.get(path, { headers: { 'Last-Event-ID': id } })).status).toBe(400);
  });

  it('loses and repeats nothing across readers that come and go while events happen', async () => {
    const writing = (async () => {
      for (let i = 0; i < 60; i++) await happen(...Array.from({ length: 5 }, () => '2026-01'));
    })();
    const seen: (string | undefined)[] = [];
    while (seen.length < 300) {
      const stream = await open(`?lastEventId=${seen.at(-1) ?? 0}`);
      seen.push(...idsOf(await stream.next(37)).filter((id) => seen.length < 300 || id === undefined));
      await stream.stop();
      if (300 - seen.length < 37) {
        await writing;
        const last = await open(`?lastEventId=${seen.at(-1) ?? 0}`);
        seen.push(...idsOf(await last.next(300 - seen.length)));
        await last.stop();
      }
    }
    expect(seen).toEqual(Array.from({ length: 300 }, (_, i) => String(i + 1)));
  });

  it('sends more than one page in order', async () => {
    await happen(...Array.from({ length: 450 }, () => '2026-01'));
    const stream = await open('?lastEventId=0');
    expect(idsOf(await stream.next(450))).toEqual(Array.from({ length: 450 }, (_, i) => String(i + 1)));
    await stream.stop();
  });

  it("gets the athlete's own events only", async () => {
    const stream = await open();
    const other =
      (await bodyOf(api.save({ athleteId: 'someone-else', title: String(counter) }))) && 'someone-else';
    await withTransaction(api.pool, async (tx) => {
      const { rows } = await tx.query('select athlete_uuid from athletes where athlete_id = $1', [other]);
      await appendEvents(tx, [
        { athleteUuid: rows[0].athlete_uuid, type: 'report.ready', data: { month: '2026-01', revision: 1 } },
      ]);
    });
    await happen('2026-02');
    const [message] = await stream.next(1);
    expect(JSON.parse(message!.data)).toMatchObject({ athleteId, data: { month: '2026-02' } });
    await stream.stop();
  });

  it('goes on when the connection that listens was ended', async () => {
    const stream = await open();
    await api.pool.query(
      `select pg_terminate_backend(pid)
       from pg_stat_activity
       where datname = current_database() and query like 'listen %' and pid <> pg_backend_pid()`,
    );
    await happen('2026-01');
    expect(idsOf(await stream.next(1))).toEqual(['1']);
    await stream.stop();
  });

  it('finds by its poll what nobody notified of', async () => {
    const stream = await open();
    await api.pool.query(
      `with advanced as (update athletes set last_event_id = 1 where athlete_uuid = $1 returning app_id)
       insert into events (app_id, athlete_uuid, event_id, position, type, data)
       select app_id, $1, 1, 0, 'report.ready', '{}' from advanced`,
      [athleteUuid],
    );
    expect(idsOf(await stream.next(1))).toEqual(['1']);
    await stream.stop();
  });

  it('is given to a token in the query, as an EventSource sends it', async () => {
    const { token } = await bodyOf(api.post(`/v1/athletes/${athleteId}/tokens`, {}));
    const response = await api.get(`${path}?access_token=${token}`, { key: null });
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toBe('text/event-stream');
    await response.body!.cancel();
  });
});

describe('a reader that goes away', () => {
  /** Asks for the stream by a socket of its own. */
  const ask = (port: number) => {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    socket.write(
      `GET ${path}?lastEventId=0 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${api.apiKey}\r\n\r\n`,
    );
    return socket;
  };
  const serve = async () => {
    const server = await startServer({ app: api.app, host: '127.0.0.1', port: 0 });
    onTestFinished(() => server.close({ drainMs: 0, graceMs: 0 }));
    return server;
  };

  it.each(['end', 'destroy', 'resetAndDestroy'] as const)('by %s leaves no stream open', async (how) => {
    const { port } = await serve();
    await expect.poll(() => api.events.open).toBe(0);
    const socket = ask(port);
    const closed = once(socket, 'close');
    await once(socket, 'data');
    expect(api.events.open).toBe(1);
    socket[how]();
    await closed;
    await expect.poll(() => api.events.open).toBe(0);
  });

  it('before the answer begins gets none, and no stream is opened for it', async () => {
    const { port, close } = await serve();
    const holder = await api.pool.connect();
    await holder.query('begin; lock table athletes in access exclusive mode');
    const socket = ask(port);
    await expect.poll(() => countWaiting(api.pool)).toBeGreaterThan(0);
    socket.destroy();
    await once(socket, 'close');
    await holder.query('rollback');
    holder.release();
    await close({ drainMs: 0, graceMs: 3_600_000 });
    await expect.poll(() => api.events.open).toBe(0);
  });
});

describe('an event stream', () => {
  const stream = (over: Partial<Parameters<typeof createEventStream>[0]> = {}) =>
    follow(
      createEventStream({
        database: createDatabaseAccess({ pool: api.pool }),
        events: api.events,
        athleteUuid,
        athleteId,
        after: 0,
        ...over,
      }),
    );

  it('sends a comment now and then, so that nothing on the way takes it for dead', async () => {
    const following = stream({ heartbeatMs: 20 });
    expect(await following.nextComment()).toBe('still here');
    expect(await following.nextComment()).toBe('still here');
    await following.stop();
  });

  it('ends with its token', async () => {
    await happen('2026-01');
    const following = stream({ until: new Date(Date.now() + 100) });
    expect(idsOf(await following.untilEnd())).toEqual(['1']);
  });

  it('ends at a heartbeat once its reader may not read any more', async () => {
    let allowed = true;
    const following = stream({ heartbeatMs: 20, mayContinue: async () => allowed });
    expect(await following.nextComment()).toBe('still here');
    allowed = false;
    expect(await following.untilEnd()).toEqual([]);
  });

  it('ends within two heartbeats of a revoked key, a deleted token and an erased athlete', async () => {
    const { key } = await api.addApp('tested');
    const tokens = [
      await bodyOf(api.post(`/v1/athletes/${athleteId}/tokens`, {})),
      await bodyOf(api.post(`/v1/athletes/${athleteId}/tokens`, {}, { key })),
    ];
    const erased = `erased-${athleteId}`;
    await api.put(`/v1/athletes/${erased}`, { timeZone: 'UTC' });
    const openAs = async (secret: string, of = athleteId) =>
      follow((await api.get(`/v1/athletes/${of}/events`, { key: secret })).body);
    const streams = [
      await openAs(key),
      await openAs(tokens[0].token),
      await openAs(tokens[1].token),
      await openAs(api.apiKey, erased),
    ];
    const untouched = await openAs(api.apiKey);
    await revokeApiKey(api.pool, hashSecret(key));
    await api.call({ method: 'DELETE', path: `/v1/athletes/${athleteId}/tokens/${tokens[0].id}` });
    await api.call({ method: 'DELETE', path: `/v1/athletes/${erased}` });
    await Promise.all(streams.map((each) => each.untilEnd()));
    await happen('2026-01');
    expect(idsOf(await untouched.next(1))).toEqual(['1']);
    await untouched.stop();
  });

  it('leaves nothing behind when its reader goes away', async () => {
    const subscribed = new Set<unknown>();
    const events = {
      subscribe: (_: string, subscriber: unknown) => {
        subscribed.add(subscriber);
        return () => void subscribed.delete(subscriber);
      },
      close: async () => {},
    };
    await happen('2026-01', '2026-02');
    const following = stream({ events });
    await following.next(1);
    expect(subscribed.size).toBe(1);
    await following.stop();
    expect(subscribed.size).toBe(0);
  });

  it('ends when the hub closes, and so does one that comes afterwards', async () => {
    const own = await createTestApi();
    await own.put('/v1/athletes/ath-1', { timeZone: 'UTC' });
    const early = follow((await own.get('/v1/athletes/ath-1/events')).body);
    await own.events.close();
    const late = follow((await own.get('/v1/athletes/ath-1/events')).body);
    expect(await early.untilEnd()).toEqual([]);
    expect(await late.untilEnd()).toEqual([]);
    await own.stop();
  });
});
