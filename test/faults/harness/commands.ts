import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

interface Ended {
  /** Null: it was killed. */
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a command without blocking: the lines and clients of all parallel scenarios live in this process. */
export const runCommand = (
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = execFile(command, args, { env, maxBuffer: 64 * 2 ** 20 }, (error, stdout, stderr) => {
      if (error && child.exitCode === null && child.signalCode === null) reject(error);
      else resolve({ status: child.exitCode, stdout, stderr });
    });
  });

/** A TypeScript program with nothing in its environment but this. */
export const runProgram = (program: URL, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> =>
  runCommand(process.execPath, ['--import', 'tsx', fileURLToPath(program), ...args], {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    ...env,
  });

/** The operators' command. */
export const OPS = new URL('../../../src/ops/main.ts', import.meta.url);
