import { createSocket } from 'node:dgram';
import type { LookupAddress } from 'node:dns';
import { readFile } from 'node:fs/promises';
import { afterEach, expect, it } from 'vitest';
import { createDnsLookup } from '../../src/delivery/webhooks/dns-lookup.ts';

const closers: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const RECORDS: Partial<Record<number, Buffer>> = {
  1: Buffer.from([93, 184, 215, 14]),
  28: Buffer.from('26064700470000000000000000001111', 'hex'),
};

/** Answers a query with the record of its type, or with none if the host has only IPv4. */
function answerTo(query: Buffer): Buffer {
  const question = query.subarray(12, query.indexOf(0, 12) + 5);
  const type = question.readUInt16BE(question.length - 4);
  const record = type === 28 && question.includes('only-v4') ? undefined : RECORDS[type];
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(record ? 1 : 0, 6);
  if (!record) return Buffer.concat([header, question]);
  const answer = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, record.length]);
  return Buffer.concat([header, question, answer, record]);
}

/** A name server on a loopback port; a silent one receives queries only. */
async function startNameServer({ isSilent = false } = {}) {
  const server = createSocket('udp4');
  const queries: Buffer[] = [];
  server.on('message', (query, from) => {
    queries.push(query);
    if (!isSilent) server.send(answerTo(query), from.port, from.address);
  });
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  return { queries, address: `127.0.0.1:${server.address().port}` };
}

type Result = LookupAddress[] | string | undefined;
const resolve = (hostname: string, signal: AbortSignal, server: string): Promise<Result> =>
  new Promise((done) =>
    createDnsLookup(signal, [server])(hostname, { all: true }, (error, addresses) =>
      done(error ? error.code : addresses),
    ),
  );

it('returns the addresses of both families', async () => {
  const { signal } = new AbortController();
  const { address } = await startNameServer();
  const v4 = { address: '93.184.215.14', family: 4 };
  expect(await resolve('hooks.example.com', signal, address)).toEqual([
    v4,
    { address: '2606:4700:4700::1111', family: 6 },
  ]);
  expect(await resolve('only-v4.example.com', signal, address)).toEqual([v4]);
});

it('lets files be read while a name server is silent, and ends with the signal', async () => {
  const controller = new AbortController();
  const { address, queries } = await startNameServer({ isSilent: true });
  const ended: Result[] = [];
  // Twice as many as libuv has threads.
  for (let i = 0; i < 8; i += 1)
    void resolve(`host-${i}.example.com`, controller.signal, address).then((result) => ended.push(result));
  await expect.poll(() => queries.length).toBeGreaterThanOrEqual(16);
  await readFile(new URL(import.meta.url));
  expect(ended).toEqual([]);
  controller.abort();
  await expect.poll(() => ended).toEqual(Array.from({ length: 8 }, () => 'ECANCELLED'));
});
