import { setTimeout as delay } from 'node:timers/promises';
import { lineOf, streamLines } from './import-lines.ts';
import { startService, type RunningService } from './running-service.ts';

/**
 * How long a single run takes from its POST to `processed`, alone and while an import of 10,000 is being processed: of one
 * athlete, and of 1,000. The goal is at most twice as long. A run of an athlete whose history it is costs more by itself,
 * since all derived data is computed from the whole history; so it is measured separately.
 */
const IMPORTED = 10_000;
const ALONE = 40;

const service = await startService();
const { url, key } = service;
const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };

await saveSingles('warm', 30);
for (const [name, athletes] of [
  ['one athlete', 1],
  ['1,000 athletes', 1000],
] as const) {
  const before = await saveSingles(`before-${athletes}`, ALONE);
  const { singles, own, seconds } = await saveDuringImport(athletes);
  const after = await saveSingles(`after-${athletes}`, ALONE);
  const ownAfter: number[] = [];
  for (let index = 0; index < ALONE; index += 1)
    ownAfter.push(await saveSingle(ownerOf(athletes, index), 1000 + index));
  console.log(
    JSON.stringify({
      import: `${IMPORTED} of ${name}`,
      importSeconds: seconds,
      ofOthers: compare([...before, ...after], singles),
      ofTheSame: compare(ownAfter, own),
    }),
  );
}
await service.stop();

function ownerOf(athletes: number, index: number): string {
  return `of-${athletes}-${index % athletes}`;
}

async function saveDuringImport(
  athletes: number,
): Promise<{ singles: number[]; own: number[]; seconds: number }> {
  const start = performance.now();
  const lines = Array.from({ length: IMPORTED }, (_, index) => lineOf(ownerOf(athletes, index), index));
  let done = false;
  const imported = sendImport(service, lines).then(async (location) => {
    while ((await readJson(location)).status !== 'processed') await delay(100);
    done = true;
    return Math.round((performance.now() - start) / 100) / 10;
  });
  const singles: number[] = [];
  const own: number[] = [];
  while (!done) {
    singles.push(await saveSingle(`during-${athletes}-${singles.length % 10}`, singles.length));
    // Of an athlete whose history is being imported: the batches hold its lock, step by step.
    if (!done) own.push(await saveSingle(ownerOf(athletes, own.length * 37), own.length));
  }
  return { singles, own, seconds: await imported };
}

async function sendImport({ url: base }: RunningService, lines: string[]): Promise<string> {
  const response = await fetch(`${base}/v1/imports`, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/x-ndjson' },
    body: streamLines(lines),
    duplex: 'half',
  });
  if (response.status !== 202) throw new Error(`The import was answered ${response.status}.`);
  return response.headers.get('Location')!;
}

async function saveSingles(athlete: string, count: number): Promise<number[]> {
  const took: number[] = [];
  for (let index = 0; index < count; index += 1)
    took.push(await saveSingle(`${athlete}-${index % 10}`, index));
  return took;
}

async function saveSingle(athleteId: string, index: number): Promise<number> {
  const start = performance.now();
  const response = await fetch(`${url}/v1/workouts`, {
    method: 'POST',
    headers,
    body: lineOf(athleteId, 40_000 + index),
  });
  const { links } = (await response.json()) as { links: { self: string } };
  while (!(await readJson(links.self)).status.startsWith('processed')) await delay(10);
  return performance.now() - start;
}

async function readJson(path: string): Promise<{ status: string }> {
  return (await fetch(`${url}${path}`, { headers })).json() as Promise<{ status: string }>;
}

function compare(aloneTook: readonly number[], duringTook: readonly number[]) {
  const [alone, during] = [summaryOf(aloneTook), summaryOf(duringTook)];
  return {
    alone,
    during,
    ratioOfMedians: ratio(during.p50, alone.p50),
    ratioOf95: ratio(during.p95, alone.p95),
  };
}

function summaryOf(took: readonly number[]) {
  const sorted = took.toSorted((a, b) => a - b);
  const at = (part: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0);
  return { runs: took.length, p50: at(0.5), p95: at(0.95), most: at(1) };
}

function ratio(during: number, alone: number): number {
  return Math.round((during / alone) * 100) / 100;
}
