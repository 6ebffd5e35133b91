/** `npm run faults`: breaks Afterburn in every way of the matrix, and shows that nothing is lost or done twice. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundleWorkflows } from '../../src/worker/workers.ts';
import { runRow } from './harness/run-row.ts';
import type { RowResult } from './harness/row.ts';
import { startServers } from './harness/servers.ts';
import { describeResults, notesOf } from './harness/table.ts';
import { ROWS } from './rows/index.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
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
mkdirSync(folder, { recursive: true });
log(`Seed ${seed} (repeat with --seed ${seed}); histories and logs are in ${folder}`);
const workflowBundlePath = path.join(folder, 'workflow-bundle.js');
writeFileSync(workflowBundlePath, (await bundleWorkflows()).code);
const servers = await startServers(folder);
const results: RowResult[] = [];
try {
  for (const row of rows) {
    log(`\n${row.id}: ${row.breaks}\n   ${row.holds}`);
    const result = await runRow(row, { servers, seed, isQuick, workflowBundlePath, log });
    for (const sentence of notesOf(result)) log(`   ${sentence}`);
    results.push(result);
  }
} finally {
  await servers.stop();
}
log(`\n${describeResults(results)}`);
log(
  `Seed ${seed}, ${isQuick ? 'quick' : 'full'} sizes, ${((performance.now() - startedAt) / 1000).toFixed(0)} s`,
);
const failed = results.some((result) => result.findings.total() > 0);
if (!failed && !keep) rmSync(folder, { recursive: true, force: true });
process.exit(failed ? 1 : 0);
