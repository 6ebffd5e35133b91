import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs a program of bench/programs with an order, and reads its report. It is a separate process, like a client. */
export async function askProgram<Report>(name: string, order: object): Promise<Report> {
  const file = fileURLToPath(new URL(`../programs/${name}.ts`, import.meta.url));
  const { stdout } = await run(process.execPath, ['--import', 'tsx', file, JSON.stringify(order)]);
  return JSON.parse(stdout) as Report;
}
