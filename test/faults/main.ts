/** `npm run faults`: breaks Afterburn in every way of the matrix, and shows that nothing is lost or done twice. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundleWorkflows } from '../../src/worker/workers.ts';
import { runInParallel, type Run } from './harness/parallel.ts';
import type { Scenario, ScenarioResult } from './harness/scenario.ts';
import { describeResults, findingsOf, lastTries, nameOf, notesOf } from './harness/table.ts';
import { inOrderOfLength, SCENARIOS } from './scenarios/index.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    parallel: { type: 'string', default: '2' },
    'repeat-failed': { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});
const { quick: isQuick, seed, keep } = values;
const only = values.only?.split(',');
const scenarios = SCENARIOS.filter(
  (scenario) => only?.includes(scenario.id) ?? !(isQuick && scenario.isFullOnly),
);
const unknown = only?.filter((id) => !SCENARIOS.some((scenario) => scenario.id === id)) ?? [];
if (unknown.length > 0) throw new Error(`No scenario with id ${unknown.join(', ')}`);
const log = (text: string): void => console.log(text);
const startedAt = performance.now();

const folder = mkdtempSync(path.join(tmpdir(), 'afterburn-faults-'));
log(`Seed ${seed} (repeat with --seed ${seed}); histories and logs are in ${folder}`);
const workflowBundlePath = path.join(folder, 'workflow-bundle.js');
writeFileSync(workflowBundlePath, (await bundleWorkflows()).code);

const results: ScenarioResult[] = [];
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
    const { scenario, findings, seconds } = result;
    const verdict = findings.total() > 0 ? 'FAILED' : 'holds';
    log(
      `\n${nameOf(result)}: ${scenario.breaks}\n   ${scenario.holds}: ${verdict} (${seconds.toFixed(0)} s)`,
    );
    for (const sentence of [...notesOf(result), ...findingsOf(result)]) log(`   ${sentence}`);
    results.push(result);
  },
};
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    log(`${signal}: results so far\n${describe()}`);
    interruption.abort();
  });

await runInParallel(inOrderOfLength(scenarios), Number(values.parallel), run);
const failed = (): Scenario[] =>
  lastTries(results).flatMap(({ scenario, findings }) => (findings.total() > 0 ? [scenario] : []));
for (let tries = 0; values['repeat-failed'] && tries < MOST_REPEATS && failed().length > 0; tries += 1)
  await runInParallel(failed(), 1, { ...run, isRepeat: true });
log(`\n${describe()}`);
log(
  `Seed ${seed}, ${isQuick ? 'quick' : 'full'} sizes, ${((performance.now() - startedAt) / 1000).toFixed(0)} s`,
);
const isGood = failed().length === 0 && !interruption.signal.aborted;
if (isGood && !keep) rmSync(folder, { recursive: true, force: true });
process.exit(isGood ? 0 : 1);

/** Returns the table in the order of the matrix, with repeats below the first try. */
function describe(): string {
  return describeResults(
    SCENARIOS.flatMap((scenario) => results.filter((result) => result.scenario === scenario)),
  );
}
