import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { onShutdownSignal } from '../src/process/stop-signals.ts';
import { accept } from './accept.ts';
import { boards } from './boards.ts';
import { CONTENDERS } from './contenders/index.ts';
import { distance } from './distance.ts';
import { drain } from './drain.ts';
import { footprint } from './footprint.ts';
import { growth } from './growth.ts';
import { latency } from './latency.ts';
import { longHistories } from './long-histories.ts';
import { longRecordings } from './long-recordings.ts';
import { reports } from './reports.ts';
import { shares } from './shares.ts';
import { webhooks } from './webhooks.ts';
import { circumstancesOf } from './harness/circumstances.ts';
import type { Bench, Findings, Measure } from './harness/measure.ts';
import { renderResults } from './harness/report.ts';
import { openStage } from './harness/stage.ts';

/**
 * To add a measure, create bench/<name>.ts that exports a `Measure` (bench/harness/measure.ts), and add its name here.
 * `npm run bench` runs it, or only it with `-- <name>`, and prints its findings with the others.
 */
const MEASURES: readonly Measure[] = [
  accept,
  latency,
  drain,
  distance,
  shares,
  footprint,
  boards,
  growth,
  reports,
  longHistories,
  longRecordings,
  webhooks,
];

/** A round that would begin later is left out, so a run takes only a few minutes more. */
const MOST_MINUTES = 120;

const RESULTS = fileURLToPath(new URL('results.md', import.meta.url));
const USAGE = `npm run bench -- [measure …] [--quick] [--only contender,…] [--size n,…] [--repeats n]

  measures    ${MEASURES.map(({ name }) => name).join(', ')}; all of them by default
  contenders  ${CONTENDERS.map(({ name }) => name).join(', ')}

All measures of all contenders are written to bench/results.md; a part of them is printed only.`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    size: { type: 'string' },
    repeats: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const only = values.only?.split(',');
const unknown = [
  ...positionals.filter((name) => !MEASURES.some((measure) => measure.name === name)),
  ...(only ?? []).filter((name) => !CONTENDERS.some((contender) => contender.name === name)),
];
if (values.help || unknown.length > 0) {
  if (unknown.length > 0) console.error(`There is no ${unknown.join(', ')}.\n`);
  console.error(USAGE);
  process.exit(values.help ? 0 : 2);
}

const asked = CONTENDERS.filter(({ name }) => !only || only.includes(name));
const missing = asked.flatMap(({ title, missing: find }) => {
  const remedy = find?.();
  return remedy === undefined ? [] : [`${title} is left out, its server is missing: ${remedy}`];
});
for (const line of missing) console.error(line);
const contenders = asked.filter(({ missing: find }) => find?.() === undefined);

const start = performance.now();
const stage = await openStage();
// The programs end with their launcher; the stage removes what they leave.
onShutdownSignal(() => void stage.close().finally(() => process.exit(1)));
const findings: Findings[] = [];
const failures: string[] = [];
const log = (line: string): void =>
  console.error(`${String(Math.round((performance.now() - start) / 1000)).padStart(5)} s  ${line}`);

async function attempt<T>(turn: string, take: () => Promise<T>): Promise<T | undefined> {
  try {
    if (performance.now() - start > MOST_MINUTES * 60_000)
      throw new Error(`left out, ${MOST_MINUTES} minutes were over`);
    return await take();
  } catch (error) {
    failures.push(`${turn}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
    log(`FAILED ${failures.at(-1)}`);
    return undefined;
  }
}

try {
  const bench: Bench = {
    stage,
    attempt,
    log,
    contenders,
    quick: values.quick,
    sizes: values.size?.split(',').map(Number),
    repeats: values.repeats === undefined ? undefined : Number(values.repeats),
  };
  const isAsked = ({ name }: Measure) => positionals.length === 0 || positionals.includes(name);
  for (const measure of MEASURES.filter(isAsked)) {
    const found = await attempt(measure.name, () => measure.run(bench));
    if (found) findings.push(found);
    await writePage();
  }
} finally {
  await stage.close();
}
console.log(renderPage());

function renderPage(): string {
  return renderResults(findings, {
    circumstances: [
      ...circumstancesOf(contenders, { minutes: (performance.now() - start) / 60_000 }),
      ...missing,
    ],
    failures,
  });
}

/** Writes the page after each measure, so that a later failure does not lose its results. */
async function writePage(): Promise<void> {
  const isWhole = positionals.length === 0 && !only && !values.size && !values.repeats && !values.quick;
  if (!isWhole) return;
  writeFileSync(
    RESULTS,
    await format(renderPage(), { ...(await resolveConfig(RESULTS)), parser: 'markdown' }),
  );
}
