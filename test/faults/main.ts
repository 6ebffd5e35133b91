/** `npm run faults`: breaks Afterburn in every way of the matrix, and shows that nothing is lost or done twice. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundleWorkflows } from '../../src/worker/workers.ts';
import { runInLanes, type Run } from './harness/lanes.ts';
import type { Row, RowResult } from './harness/row.ts';
import { describeResults, lastTries, nameOf, notesOf } from './harness/table.ts';
import { inOrderOfLength, ROWS } from './rows/index.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    lanes: { type: 'string', default: '2' },
    'repeat-failed': { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});
const { quick: isQuick, seed, keep } = values;
const only = values.only?.split(',');
const rows = ROWS.filter((row) => only?.includes(row.id) ?? !(isQuick && row.isFullOnly));
const unknown = only?.filter((id) => !ROWS.some((row) => row.id === id)) ?? [];
if (unknown.length > 0) throw new Error(`There are no rows ${unknown.join(', ')}`);
const log = (text: string): void => console.log(text);
const startedAt = performance.now();

const folder = mkdtempSync(path.join(tmpdir(), 'afterburn-faults-'));
log(`Seed ${seed} (repeat with --seed ${seed}); histories and logs are in ${folder}`);
const workflowBundlePath = path.join(folder, 'workflow-bundle.js');
writeFileSync(workflowBundlePath, (await bundleWorkflows()).code);

const results: RowResult[] = [];
/** Each try is a line of the table. */
const MOST_REPEATS = 2;
const interruption = new AbortController();
const run: Run = {
  folder,
  seed,
  isQuick,
  workflowBundlePath,
  log,
  signal: interruption.signal,
  finished(result) {
    const { row, findings, seconds } = result;
    const verdict = findings.total() > 0 ? 'FAILED' : 'holds';
    log(`\n${nameOf(result)}: ${row.breaks}\n   ${row.holds}: ${verdict} (${seconds.toFixed(0)} s)`);
    for (const sentence of notesOf(result)) log(`   ${sentence}`);
    results.push(result);
  },
};
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    log(`${signal}: this is what there is until now\n${describe()}`);
    interruption.abort();
  });

await runInLanes(inOrderOfLength(rows), Number(values.lanes), run);
const failed = (): Row[] =>
  lastTries(results).flatMap(({ row, findings }) => (findings.total() > 0 ? [row] : []));
for (let tries = 0; values['repeat-failed'] && tries < MOST_REPEATS && failed().length > 0; tries += 1)
  await runInLanes(failed(), 1, { ...run, isRepeat: true });
log(`\n${describe()}`);
log(
  `Seed ${seed}, ${isQuick ? 'quick' : 'full'} sizes, ${((performance.now() - startedAt) / 1000).toFixed(0)} s`,
);
const isGood = failed().length === 0 && !interruption.signal.aborted;
if (isGood && !keep) rmSync(folder, { recursive: true, force: true });
process.exit(isGood ? 0 : 1);

/** In the order of the matrix, a second try below its first. */
function describe(): string {
  return describeResults(ROWS.flatMap((row) => results.filter((result) => result.row === row)));
}
