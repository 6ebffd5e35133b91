import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { findFreePort } from '../../../src/embedded/ports.ts';
import { need } from './waiting.ts';

/** `npm start`, as a process that can be killed. */
export interface Launcher {
  child: ChildProcess;
  exited: Promise<[number | null, NodeJS.Signals | null]>;
  /** Resolves when it says that everything runs; rejects when it ends before. @returns how long that took */
  ready(limitMs: number): Promise<number>;
}

const MAIN = fileURLToPath(new URL('../../../src/embedded/main.ts', import.meta.url));

export interface LauncherPorts {
  PORT: number;
  POSTGRES_PORT: number;
  TEMPORAL_PORT: number;
  TEMPORAL_UI_PORT: number;
}

export const findPorts = async (): Promise<LauncherPorts> => ({
  PORT: await findFreePort(),
  POSTGRES_PORT: await findFreePort(),
  TEMPORAL_PORT: await findFreePort(),
  TEMPORAL_UI_PORT: await findFreePort(),
});

export function launch(dataDir: string, ports: LauncherPorts, logFile: string): Launcher {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      TZ: 'UTC',
      LOG_LEVEL: 'warn',
      AFTERBURN_DATA_DIR: dataDir,
      ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)])),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let isReady = false;
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      appendFileSync(logFile, `${line}\n`);
      isReady ||= line.startsWith('Afterburn is ready');
    });
  }
  return {
    child,
    exited: once(child, 'exit') as Launcher['exited'],
    async ready(limitMs) {
      const settled = (): boolean => isReady || child.exitCode !== null || child.signalCode !== null;
      await need('launcher that is ready', settled, { limitMs });
      if (!isReady) throw new Error(`The launcher ended before it was ready: see ${logFile}`);
      return performance.now() - startedAt;
    },
  };
}

/** Returns the processes that work on a data folder, found by their command line or environment. */
export function processesOn(dataDir: string): { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      try {
        const command = readFileSync(path.join('/proc', name, 'cmdline'), 'utf8').replaceAll('\0', ' ');
        const environment = readFileSync(path.join('/proc', name, 'environ'), 'utf8');
        const isMeant = command.includes(dataDir) || environment.includes(`AFTERBURN_DATA_DIR=${dataDir}\0`);
        return isMeant ? [{ pid: Number(name), command }] : [];
      } catch {
        // It ended between the two looks.
        return [];
      }
    });
}
