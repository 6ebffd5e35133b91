import dns from 'node:dns';
import type { ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LookupAll } from '../../src/delivery/webhooks/allowed-address.ts';
import { createWebhookSender, sendWebhook } from '../../src/delivery/webhooks/send.ts';
import { startReceiver, type Receiver } from '../support/webhook-receiver.ts';

const BODY = '{"type":"workout.processed","data":{"title":"Läufe"}}';
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

type Respond = (response: ServerResponse) => unknown;

async function receiverOf(respond?: Respond): Promise<Receiver> {
  const receiver = await startReceiver();
  if (respond) receiver.answer((_webhook, response) => void respond(response));
  closers.push(() => receiver.stop());
  return receiver;
}

const portOf = ({ url }: Receiver): string => new URL(url).port;

/** Starts a server that speaks TCP only. @returns its URL */
async function listen(onConnection: (socket: Socket) => void): Promise<string> {
  const server = createTcpServer((socket) => onConnection(socket.on('error', () => {})));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const send = (url: string, sender = sendWebhook, signal?: AbortSignal) =>
  sender({ url, headers: { 'webhook-id': 'evt_1' }, body: BODY, allowLoopback: true, signal });

/** Answers each query with the next list of addresses, then with the last one. */
function scriptedDns(...answers: string[][]) {
  const queries: string[] = [];
  const lookup: LookupAll = (hostname, _options, done) => {
    const addresses = answers[Math.min(queries.push(hostname), answers.length) - 1] ?? [];
    setImmediate(() =>
      done(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      ),
    );
  };
  return { lookup, queries };
}

describe('a delivery', () => {
  it('is a POST of JSON with the given headers', async () => {
    const receiver = await receiverOf((response) => response.writeHead(201).end('thanks'));
    const result = await send(receiver.url);
    expect(result).toEqual({ statusCode: 201, responseText: 'thanks', durationMs: expect.any(Number) });
    expect(receiver.received).toMatchObject([
      {
        method: 'POST',
        text: BODY,
        headers: expect.objectContaining({
          'webhook-id': 'evt_1',
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(BODY)),
        }),
      },
    ]);
  });

  it.each([
    ['120', 120],
    [new Date(Date.now() - 5000).toUTCString(), 0],
    ['soon', undefined],
    ['-1', undefined],
  ])('reads Retry-After: %s', async (header, seconds) => {
    const receiver = await receiverOf((response) => response.writeHead(503, { 'Retry-After': header }).end());
    const result = await send(receiver.url);
    expect(result).toMatchObject({ statusCode: 503 });
    expect('retryAfterSeconds' in result ? result.retryAfterSeconds : undefined).toBe(seconds);
  });

  it('reuses its connection', async () => {
    const receiver = await receiverOf();
    const sender = createWebhookSender();
    for (let i = 0; i < 5; i += 1)
      expect(await send(receiver.url, sender)).toMatchObject({ statusCode: 204 });
    expect(receiver.connections).toHaveLength(1);
  });

  it('is repeated on a new connection if the receiver has closed the kept one', async () => {
    let answered = 0;
    const url = await listen((socket) => {
      // The second request of a connection gets a reset.
      socket.once('data', () => {
        answered += 1;
        socket.write('HTTP/1.1 204 No Content\r\n\r\n');
        socket.once('data', () => socket.resetAndDestroy());
      });
    });
    const sender = createWebhookSender();
    expect(await send(url, sender)).toMatchObject({ statusCode: 204 });
    expect(await send(url, sender)).toMatchObject({ statusCode: 204 });
    expect(answered).toBe(2);
  });

  it('keeps 1,024 bytes of the response, without half a character and without NUL', async () => {
    const receiver = await receiverOf((response) =>
      response.end(`\0${'a'.repeat(1022)}ä${'b'.repeat(5000)}`),
    );
    const result = await send(receiver.url);
    expect(result).toMatchObject({ statusCode: 200, responseText: `\u{FFFD}${'a'.repeat(1022)}` });
  });
});

describe('a bad receiver', () => {
  const impatient = createWebhookSender({ timeoutMs: 300 });

  it('that sends too much is not read to the end', async () => {
    const receiver = await receiverOf((response) => {
      response.on('error', () => {});
      const more = () => {
        while (response.write('x'.repeat(16_384)));
      };
      response.on('drain', more);
      more();
    });
    expect(await send(receiver.url)).toMatchObject({ error: 'response-too-large' });
  });

  it.each([
    ['never answers', () => {}],
    [
      'answers byte by byte',
      (response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write('x'), 10);
        response.on('close', () => clearInterval(timer));
      },
    ],
    [
      'sends its header byte by byte',
      (response) => {
        response.socket?.write('HTTP/1.1 200 OK\r\nX-Slow: ');
        const timer = setInterval(() => response.socket?.write('x'), 10);
        response.on('close', () => clearInterval(timer));
      },
    ],
  ] satisfies [string, Respond][])('that %s ends by the limit', async (_what, answer) => {
    const receiver = await receiverOf(answer);
    expect(await send(receiver.url, impatient)).toMatchObject({ error: 'timeout' });
    expect(receiver.received).toHaveLength(1);
  });

  it('that redirects to the metadata address is not followed', async () => {
    const receiver = await receiverOf((response) =>
      response.writeHead(307, { Location: 'http://169.254.169.254/latest/meta-data/' }).end(),
    );
    const result = await send(receiver.url);
    expect(result).toMatchObject({ error: 'redirect', message: expect.stringContaining('307') });
  });

  it('that disconnects, or is not there, fails the connection', async () => {
    const receiver = await receiverOf((response) => response.socket?.destroy());
    expect(await send(receiver.url)).toMatchObject({ error: 'connection' });
    await receiver.stop();
    expect(await send(receiver.url)).toMatchObject({
      error: 'connection',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('that switches protocols fails the connection', async () => {
    const url = await listen((socket) => {
      socket.once('data', () =>
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
      );
    });
    expect(await send(url)).toMatchObject({
      error: 'connection',
      message: 'The connection closed without a response.',
    });
  });

  it('whose name does not exist fails the connection, without a thread for its lookup', async () => {
    const lookup = vi.spyOn(dns, 'lookup');
    closers.push(() => lookup.mockRestore());
    const result = await send('https://no-such-host.invalid/', createWebhookSender());
    expect(result).toMatchObject({ error: 'connection', message: expect.stringContaining('no-such-host') });
    expect(lookup).not.toHaveBeenCalled();
  });
});

describe('the address', () => {
  it.each([
    ['127.0.0.1'],
    ['10.0.0.1'],
    ['169.254.169.254'],
    ['::ffff:169.254.169.254'],
    ['64:ff9b::a9fe:a9fe'],
    ['2002:a9fe:a9fe::'],
    ['::1'],
    ['fd00:ec2::254'],
    ['93.184.215.14', '10.0.0.1'],
  ])('of a name is refused: %s %s', async (...addresses) => {
    const receiver = await receiverOf();
    const { lookup } = scriptedDns(addresses);
    const sender = createWebhookSender({ lookup });
    const result = await send(`https://hooks.example.com:${portOf(receiver)}/`, sender);
    expect(result).toMatchObject({ error: 'refused-address' });
    // It may be internal.
    expect(JSON.stringify(result)).not.toContain(addresses[0]);
    expect(receiver.connections).toHaveLength(0);
  });

  it('that is connected to is the one that was checked, each time that a connection is opened', async () => {
    let closes = true;
    const receiver = await receiverOf((response) => {
      if (closes) response.setHeader('Connection', 'close');
      response.end();
    });
    const { lookup, queries } = scriptedDns(['127.0.0.1'], ['169.254.169.254'], ['127.0.0.1']);
    const sender = createWebhookSender({ lookup });
    const url = `http://localhost:${portOf(receiver)}/`;
    expect(await send(url, sender)).toMatchObject({ statusCode: 200 });
    expect(await send(url, sender)).toMatchObject({ error: 'refused-address' });
    closes = false;
    expect(await send(url, sender)).toMatchObject({ statusCode: 200 });
    expect(await send(url, sender)).toMatchObject({ statusCode: 200 });
    expect(queries).toHaveLength(3);
    expect(receiver.received).toHaveLength(3);
  });

  it.each([['https://10.0.0.1/'], ['http://hooks.example.com/'], ['https://[::ffff:127.0.0.1]/']])(
    'in %s is refused without a query',
    async (url) => {
      const { lookup, queries } = scriptedDns(['127.0.0.1']);
      expect(await send(url, createWebhookSender({ lookup }))).toMatchObject({ error: 'refused-address' });
      expect(queries).toEqual([]);
    },
  );

  it('may be a loopback address only where that is allowed', async () => {
    const receiver = await receiverOf();
    const result = await sendWebhook({ url: receiver.url, headers: {}, body: BODY, allowLoopback: false });
    expect(result).toMatchObject({ error: 'refused-address' });
    expect(receiver.connections).toHaveLength(0);
  });
});

describe('a signal', () => {
  it('ends an attempt with its reason', async () => {
    const controller = new AbortController();
    const reason = new Error('The worker is shutting down.');
    const receiver = await receiverOf(() => controller.abort(reason));
    await expect(send(receiver.url, sendWebhook, controller.signal)).rejects.toBe(reason);
    await expect(send(receiver.url, sendWebhook, controller.signal)).rejects.toBe(reason);
    expect(receiver.received).toHaveLength(1);
  });

  it('ends many attempts, without a warning about its listeners', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => void warnings.push(warning);
    process.on('warning', note);
    closers.push(() => process.off('warning', note));
    const controller = new AbortController();
    const receiver = await receiverOf(
      () => receiver.received.length === 20 && controller.abort(new Error('over')),
    );
    const sent = Array.from({ length: 20 }, () => send(receiver.url, sendWebhook, controller.signal));
    const settled = await Promise.allSettled(sent);
    expect(settled.map(({ status }) => status)).toEqual(sent.map(() => 'rejected'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(warnings).toEqual([]);
  });
});
