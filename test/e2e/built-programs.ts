import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface BuiltApp {
  /** Holds what the image holds, under the same names. */
  folder: string;
  remove(): void;
}

/** Builds into a folder of its own, which looks like `/app` of the image. */
export function buildApp(): BuiltApp {
  const folder = mkdtempSync(path.join(tmpdir(), 'afterburn-build-'));
  copyFileSync(path.join(root, 'package.json'), path.join(folder, 'package.json'));
  cpSync(path.join(root, 'scripts', 'check-worker.mjs'), path.join(folder, 'scripts', 'check-worker.mjs'));
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  const script = path.join(root, 'scripts', 'build.mjs');
  const outDir = path.join(folder, 'dist');
  const { status, stdout } = spawnSync(process.execPath, [script, '--out-dir', outDir], { encoding: 'utf8' });
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  if (status === 0) return { folder, remove };
  remove();
  throw new Error(`The build failed:\n${stdout}`);
}

export interface Program {
  /** All that it printed so far. */
  output(): string;
  /** Resolves with the first line that matches; rejects when the program ends before. */
  line(pattern: RegExp): Promise<string>;
  /** Sends SIGTERM and returns how the program ended. */
  stop(): Promise<number | null>;
}

/** Starts one of the built programs: plain node, no tsx. It ends with the test, however the test ends. */
export function startProgram(app: BuiltApp, file: string, env: Record<string, string>): Program {
  const child = spawn(process.execPath, [path.join('dist', file)], {
    cwd: app.folder,
    env: environment(env),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const lines: string[] = [];
  const waiting = new Set<(line: string) => void>();
  const hear = (line: string): void => {
    lines.push(line);
    for (const notify of waiting) notify(line);
  };
  createInterface({ input: child.stdout! }).on('line', hear);
  createInterface({ input: child.stderr! }).on('line', hear);
  const ended = once(child, 'close') as Promise<[number | null]>;
  return {
    output: () => lines.join('\n'),
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const known = lines.find((line) => pattern.test(line));
        if (known !== undefined) return resolve(known);
        waiting.add((line) => pattern.test(line) && resolve(line));
        return void ended.then(() => reject(new Error(`${file} ended:\n${lines.join('\n')}`)));
      }),
    async stop() {
      child.kill('SIGTERM');
      const [code] = await ended;
      return code;
    },
  };
}

/** Runs one of the built programs, or the script beside them, to its end. */
export function runProgram(app: BuiltApp, args: readonly string[], env: Record<string, string>) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: app.folder,
    env: environment(env),
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

/** Nothing of the runner's own: what a container would have. */
const environment = (env: Record<string, string>): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  TZ: 'UTC',
  NODE_ENV: 'production',
  ...env,
});
