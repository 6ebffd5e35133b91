import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { LoadOrder, LoadReport } from '../programs/load.ts';

const program = fileURLToPath(new URL('../programs/load.ts', import.meta.url));
const run = promisify(execFile);

/** Sends workouts from a process of its own, the same one for every contender. @throws Error for an answer that is no 2xx. */
export async function sendLoad(order: LoadOrder): Promise<LoadReport> {
  const { stdout } = await run(process.execPath, ['--import', 'tsx', program, JSON.stringify(order)]);
  const report = JSON.parse(stdout) as LoadReport;
  if (report.refused > 0)
    throw new Error(`${report.refused} of ${report.accepted + report.refused} requests failed.`);
  return report;
}
