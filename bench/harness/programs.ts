import { readFileSync } from 'node:fs';
import { startReadyNodeProcess, type RunningNodeProcess } from '../../src/embedded/node-process.ts';

/** A program of a contender: a file and its settings. */
export interface Program {
  file: URL;
  args?: readonly string[];
  env?: NodeJS.ProcessEnv;
}

export interface RunningProgram extends RunningNodeProcess {
  /** From the start until it reports that it works. */
  startSeconds: number;
}

/** Starts a program like `npm run api` and `npm run worker`: its source, through tsx. */
export async function startProgram({ file, args = [], env = {} }: Program): Promise<RunningProgram> {
  const start = performance.now();
  const running = await startReadyNodeProcess({
    name: file.pathname.split('/').slice(-2).join('/'),
    program: file,
    args,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'error',
      TZ: 'UTC',
      ...env,
    },
    forward: (line) => console.error(line),
    log: (line) => console.error(line),
    graceMs: 20_000,
    patienceMs: 120_000,
  });
  return { ...running, startSeconds: (performance.now() - start) / 1000 };
}

/** Returns the current resident memory of a process in MiB. */
export const residentMebibytes = (pid: number): number => readMebibytes(pid, 'VmRSS');

/** Returns its highest resident memory so far. */
export const mostResidentMebibytes = (pid: number): number => readMebibytes(pid, 'VmHWM');

const readMebibytes = (pid: number, field: string): number =>
  Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) /
  1024;
