import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { startServer } from '../../src/api/http/server.ts';
import { createTestApi, minutesAgo } from './api-harness.ts';
import { aRun } from '../support/workouts.ts';

const api = await createTestApi();
const server = await startServer({
  app: api.app,
  host: '127.0.0.1',
  port: 0,
  headersTimeoutMs: 400,
  requestTimeoutMs: 900,
  takesLong: (target) => target.startsWith('/v1/imports'),
});
afterAll(async () => {
  await server.close({ drainMs: 0, graceMs: 0 });
  await api.stop();
});

/** Sends bytes as they are, and reads until the server ends the connection or the whole answer is there. */
function talk(...parts: string[]): Promise<{ status: number; headers: string; body: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1');
    let answer = '';
    const finish = () => {
      const [head = '', body = ''] = answer.split(/\r\n\r\n(.*)/s);
      resolve({ status: Number(head.split(' ')[1]), headers: head.toLowerCase(), body });
    };
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      answer += chunk;
      const length = /content-length: (\d+)/i.exec(answer)?.[1];
      const body = answer.split(/\r\n\r\n(.*)/s)[1];
      if (length !== undefined && body !== undefined && Buffer.byteLength(body) >= Number(length))
        socket.destroy();
    });
    socket.on('close', finish);
    socket.on('error', (error) => (answer ? finish() : reject(error)));
    for (const part of parts) socket.write(part);
  });
}

const lines = (...text: string[]): string => `${text.join('\r\n')}\r\n\r\n`;
const authorization = () => `Authorization: Bearer ${api.apiKey}`;

const expectProblem = async (answer: ReturnType<typeof talk>, status: number, slug: string) => {
  const { headers, body, ...rest } = await answer;
  expect(rest.status).toBe(status);
  expect(headers).toContain('content-type: application/problem+json');
  expect(headers).toContain('x-request-id: ');
  expect(JSON.parse(body)).toMatchObject({ type: `/problems/${slug}`, status });
  return headers;
};

describe('what Node itself would refuse with an empty answer', () => {
  it.each([
    ['no HTTP', lines('hello')],
    ['no version', lines('GET /')],
    ['no version, and a Host', lines('GET /healthz', 'Host: x')],
    ['no version, and keep-alive', lines('GET /healthz', 'Host: x', 'Connection: keep-alive')],
    ['two Hosts', lines('GET /healthz HTTP/1.1', 'Host: x', 'host: y')],
    [
      'two Idempotency-Keys',
      lines('GET /healthz HTTP/1.1', 'Host: x', 'Idempotency-Key: a', 'idempotency-key: b'),
    ],
    ['a space in a header name', lines('GET / HTTP/1.1', 'Host: x', 'A b: c')],
    [
      'two different lengths',
      lines('POST /v1/workouts HTTP/1.1', 'Host: x', 'Content-Length: 1', 'Content-Length: 2'),
    ],
    [
      'a length and chunks',
      lines('POST /v1/workouts HTTP/1.1', 'Host: x', 'Content-Length: 1', 'Transfer-Encoding: chunked'),
    ],
    ['a NUL in a header', lines('GET / HTTP/1.1', 'Host: x', 'A: \0')],
    ['a TLS greeting', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['no Host', lines('GET /healthz HTTP/1.1')],
    ['a Host that is none', lines('GET /healthz HTTP/1.1', 'Host: a b')],
    ['a Host with a path', lines('GET /healthz HTTP/1.1', 'Host: a/b')],
    ['a backslash in the path', lines('GET /v1\\workouts HTTP/1.1', 'Host: x')],
  ])('%s is a 400', async (_, request) => {
    await expectProblem(talk(request), 400, 'malformed-request');
  });

  it('a bad chunk is a 400', async () => {
    const head = lines(
      'POST /v1/workouts HTTP/1.1',
      'Host: x',
      authorization(),
      'Content-Type: application/json',
      'Transfer-Encoding: chunked',
    );
    await expectProblem(talk(head, 'zz\r\n'), 400, 'malformed-request');
  });

  it('too many header bytes are a 431', async () => {
    await expectProblem(
      talk(lines('GET /healthz HTTP/1.1', 'Host: x', `A: ${'x'.repeat(20_000)}`)),
      431,
      'headers-too-large',
    );
  });

  it('a request target without end is a 414, a long one too', async () => {
    await expectProblem(talk(lines(`GET /${'x'.repeat(20_000)} HTTP/1.1`, 'Host: x')), 414, 'uri-too-long');
    await expectProblem(talk(lines(`GET /${'x'.repeat(8000)} HTTP/1.1`, 'Host: x')), 414, 'uri-too-long');
  });

  it('an expectation other than 100-continue is a 417', async () => {
    await expectProblem(
      talk(lines('GET /healthz HTTP/1.1', 'Host: x', 'Expect: 200-ok')),
      417,
      'expectation-failed',
    );
  });

  it.each([
    ['CONNECT', lines('CONNECT example.com:443 HTTP/1.1', 'Host: example.com')],
    ['TRACE', lines('TRACE /healthz HTTP/1.1', 'Host: x')],
    ['an unknown method', lines('PROPFIND /healthz HTTP/1.1', 'Host: x')],
  ])('%s is a 405 with Allow', async (_, request) => {
    const headers = await expectProblem(talk(request), 405, 'method-not-allowed');
    expect(headers).toContain('allow: ');
  });

  it('headers that never end are a 408', async () => {
    await expectProblem(talk('GET /healthz HTTP/1.1\r\nHost: x\r\n'), 408, 'request-timeout');
  });

  it('a body that never ends is a 408', async () => {
    const head = lines(
      'POST /v1/workouts HTTP/1.1',
      'Host: x',
      authorization(),
      'Content-Type: application/json',
      'Content-Length: 100',
    );
    await expectProblem(talk(head, '{"athleteId":'), 408, 'request-timeout');
  });

  it('a body that comes slowly is a 408 as a save, and is read on as an import', async () => {
    const body = `${JSON.stringify(aRun({ startedAt: minutesAgo(2) }))}\n`;
    const slowly = async (path: string, type: string): Promise<number> => {
      const socket = connect(server.port, '127.0.0.1');
      const answer = new Promise<string>((resolve) =>
        socket.once('data', (data) => resolve(data.toString())),
      );
      const head = [
        `POST ${path} HTTP/1.1`,
        'Host: x',
        authorization(),
        `Content-Type: ${type}`,
        `Content-Length: ${body.length}`,
      ];
      socket.write(lines(...head) + body.slice(0, 10));
      for (let at = 10; at < body.length && socket.writable; at += 40) {
        await delay(200);
        socket.write(body.slice(at, at + 40));
      }
      const status = Number((await answer).split(' ')[1]);
      socket.destroy();
      return status;
    };
    const statuses = [
      slowly('/v1/workouts', 'application/json'),
      slowly('/v1/imports', 'application/x-ndjson'),
    ];
    expect(await Promise.all(statuses)).toEqual([408, 202]);
  });

  it('OPTIONS * and other forms of a target are answered', async () => {
    expect((await talk(lines('OPTIONS * HTTP/1.1', 'Host: x'))).status).toBeLessThan(500);
    expect((await talk(lines('GET http://x/healthz HTTP/1.1', 'Host: x'))).status).toBe(200);
    expect((await talk(lines('GET //healthz HTTP/1.1', 'Host: x'))).status).toBe(404);
    expect((await talk(lines('GET /healthz HTTP/1.0'))).status).toBeLessThan(500);
  });
});

describe('a body that is too large', () => {
  const head = (...framing: string[]) =>
    lines(
      'POST /v1/workouts HTTP/1.1',
      'Host: x',
      authorization(),
      'Content-Type: application/json',
      ...framing,
    );

  it('is a 413 before it is read when its length is declared', async () => {
    const headers = await expectProblem(talk(head('Content-Length: 2000000')), 413, 'content-too-large');
    expect(headers).toContain('connection: close');
  });

  it('is a 413 as soon as it is too large when it comes in chunks', async () => {
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    await expectProblem(
      talk(head('Transfer-Encoding: chunked'), ...Array.from({ length: 17 }, () => chunk)),
      413,
      'content-too-large',
    );
  });

  it('is a 413 that a client can read which sends everything before it reads', async () => {
    const socket = connect(server.port, '127.0.0.1').pause();
    const failed = once(socket, 'error').then(([error]) => Promise.reject(error as Error));
    const send = async (): Promise<void> => {
      socket.write(
        lines(
          'POST /v1/imports HTTP/1.1',
          'Host: x',
          authorization(),
          'Content-Type: application/x-ndjson',
          `Content-Length: ${600 * 2 ** 20}`,
        ),
      );
      // More than the buffers of both ends hold.
      const megabyte = Buffer.alloc(2 ** 20, 'x');
      for (let sent = 0; sent < 32; sent += 1) if (!socket.write(megabyte)) await once(socket, 'drain');
    };
    await Promise.race([send(), failed]);
    let answer = '';
    socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
    socket.resume();
    await Promise.race([once(socket, 'end'), failed]);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('/problems/content-too-large');
  });

  it('gets the answer to 100-continue', async () => {
    const body = JSON.stringify(aRun({ startedAt: minutesAgo(1) }));
    const answer = await talk(
      head(`Content-Length: ${Buffer.byteLength(body)}`, 'Expect: 100-continue'),
      body,
    );
    expect(answer.headers).toContain('100 continue');
    expect(answer.body).toContain('202 Accepted');
  });
});

describe('close()', () => {
  it('ends without failing a request, and with streams open', async () => {
    const own = await createTestApi();
    const running = await startServer({ app: own.app, host: '127.0.0.1', port: 0 });
    const headers = { Authorization: `Bearer ${own.apiKey}`, 'Content-Type': 'application/json' };
    await own.put('/v1/athletes/ath-1', { timeZone: 'UTC' });
    const stream = await fetch(`${running.url}/v1/athletes/ath-1/events`, { headers });
    let saves = 0;
    const statuses: number[] = [];
    const save = async (): Promise<void> => {
      const body = JSON.stringify(aRun({ startedAt: minutesAgo(100 + ++saves) }));
      const response = await fetch(`${running.url}/v1/workouts`, { method: 'POST', headers, body });
      statuses.push(response.status);
      // The client disconnects: a load balancer would now send its requests elsewhere.
      if (response.headers.get('Connection') !== 'close') await save();
    };
    const clients = Array.from({ length: 8 }, save);
    while (statuses.length < 50) await fetch(`${running.url}/healthz`);
    await own.events.close();
    await running.close();
    await Promise.all(clients);
    expect(new Set(statuses)).toEqual(new Set([202]));
    expect(await stream.text()).toContain('retry: 1000');
    await own.stop();
  });
});
