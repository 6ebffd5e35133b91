import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { lineOf, streamLines } from './import-lines.ts';
import { startService } from './running-service.ts';

/**
 * What the API keeps in memory while it reads imports of 200 MB: lines that are refused, lines that are there already, and
 * a zip of large files. It must not grow with the body.
 */
const BYTES = 200 * 1000 * 1000;
const FILE_BYTES = 15 * 1000 * 1000;

const service = await startService({ withWorker: false });
const authorization = { Authorization: `Bearer ${service.key}` };

await sendLines('a few lines first', (index) => lineOf('first', index % 1000), 2_000_000);
await sendLines('lines that are refused', (index) => lineOf('a', index % 40_000, { sport: 'none' }));
await sendLines('lines that are there already', (index) => lineOf('there', index % 1000));
await send('a zip of large files', '?athleteId=zipped', 'application/zip', await zipOfNoise());
await service.stop();

function sendLines(name: string, make: (index: number) => string, bytes = BYTES): Promise<void> {
  return send(name, '', 'application/x-ndjson', streamLines(lines(make, bytes)));
}

function* lines(make: (index: number) => string, bytes: number): Generator<string> {
  let size = 0;
  for (let index = 0; size < bytes; index += 1) {
    const line = make(index);
    size += line.length + 1;
    yield line;
  }
}

function zipOfNoise(): Promise<Buffer> {
  const zip = new ZipFile();
  for (let size = 0; size < BYTES; size += FILE_BYTES) zip.addBuffer(randomBytes(FILE_BYTES), `${size}.fit`);
  zip.end();
  return buffer(zip.outputStream);
}

async function send(
  name: string,
  query: string,
  type: string,
  body: ReadableStream<Uint8Array> | Buffer,
): Promise<void> {
  const before = service.apiMemory();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, service.apiMemory())), 200);
  const start = performance.now();
  const response = await fetch(`${service.url}/v1/imports${query}`, {
    method: 'POST',
    headers: { ...authorization, 'Content-Type': type },
    body,
    duplex: 'half',
  });
  const seconds = (performance.now() - start) / 1000;
  clearInterval(watch);
  console.log(
    JSON.stringify({
      import: name,
      status: response.status,
      ...(await countsAt(response.headers.get('Location'))),
      seconds: Math.round(seconds),
      mebibytes: {
        before: Math.round(before),
        most: Math.round(most),
        after: Math.round(service.apiMemory()),
      },
    }),
  );
}

async function countsAt(location: string | null): Promise<object> {
  if (location === null) return {};
  const response = await fetch(`${service.url}${location}`, { headers: authorization });
  const { total, accepted, duplicates, refused } = (await response.json()) as Record<string, number>;
  return { total, accepted, duplicates, refused };
}
