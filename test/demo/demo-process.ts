import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface DemoRun {
  status: number | null;
  stdout: string;
  stderr: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** `npm run demo` to its end, with nothing of the runner's own environment. */
export function demo(args: readonly string[], env: Record<string, string>): Promise<DemoRun> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/demo/main.ts', ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], TZ: 'UTC', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const run: DemoRun = { status: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (run.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (run.stderr += text));
  return new Promise((resolve) => child.on('close', (status) => resolve({ ...run, status })));
}
