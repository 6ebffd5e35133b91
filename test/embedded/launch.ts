import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export interface Launched {
  /** The first line it printed. */
  line: string;
  killByForce(): Promise<void>;
}

/** Runs one of the programs beside this file as a launcher that a test can kill, and waits for its first line. */
export async function launch(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Launched> {
  const file = fileURLToPath(new URL(`./programs/${program}`, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return {
    line,
    async killByForce() {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** An environment without `setpriv`: what macOS is like, where nothing dies with its launcher. */
export function environmentWithoutSetpriv(folder: string): NodeJS.ProcessEnv {
  const bin = path.join(folder, 'bin');
  mkdirSync(bin);
  symlinkSync('/usr/bin/unshare', path.join(bin, 'unshare'));
  return { ...process.env, PATH: bin };
}
