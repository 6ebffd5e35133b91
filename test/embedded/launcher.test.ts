import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { findFreePort } from '../../src/embedded/ports.ts';
import { findStartTime } from '../../src/embedded/process-identity.ts';
import { untilTrue } from './condition.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

const MAIN = fileURLToPath(new URL('../../src/embedded/main.ts', import.meta.url));
const TIMEOUT_MS = 180_000;

interface Launcher {
  child: ChildProcess;
  lines: string[];
  exited: Promise<unknown[]>;
}

/** Runs the launcher as `npm start` does, inside a folder that only root can enter, with files for their owner only. */
async function startLauncher(dataDir: string): Promise<Launcher> {
  const ports = ['PORT', 'POSTGRES_PORT', 'TEMPORAL_PORT', 'TEMPORAL_UI_PORT'];
  const env: NodeJS.ProcessEnv = { ...process.env, AFTERBURN_DATA_DIR: dataDir, LOG_LEVEL: 'warn' };
  for (const variable of ports) env[variable] = String(await findFreePort());
  for (const variable of ['DATABASE_URL', 'TEMPORAL_ADDRESS', 'AFTERBURN_API_KEY', 'npm_lifecycle_event']) {
    Reflect.deleteProperty(env, variable);
  }
  const child = spawn('/bin/sh', ['-c', `umask 077; exec "$0" --import tsx ${MAIN}`, process.execPath], {
    env,
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => lines.push(line));
  }
  return { child, lines, exited: once(child, 'exit') };
}

async function untilReady(
  launcher: Launcher,
): Promise<{ apiUrl: string; apiPid: number; workerPid: number }> {
  await untilTrue(
    () => launcher.child.exitCode !== null || launcher.lines.some((line) => line.includes('worker ')),
  );
  const said = launcher.lines.join('\n');
  const [, apiUrl] = /API +(http\S+)/.exec(said) ?? [];
  const [, apiPid, workerPid] = /API (\d+), worker (\d+)/.exec(said) ?? [];
  if (!apiUrl) throw new Error(`The launcher did not become ready:\n${said}`);
  return { apiUrl, apiPid: Number(apiPid), workerPid: Number(workerPid) };
}

const readPostgresPid = (dataDir: string): number =>
  Number(readFileSync(path.join(dataDir, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
const readTemporalPid = (dataDir: string): number =>
  (JSON.parse(readFileSync(path.join(dataDir, 'temporal', 'process.json'), 'utf8')) as { pid: number }).pid;

it(
  'runs everything, starts the worker again, refuses a second launcher, and leaves no process',
  async () => {
    const dataDir = path.join(makeTemporaryFolder(), '.data');
    const launcher = await startLauncher(dataDir);
    const { apiUrl, apiPid, workerPid } = await untilReady(launcher);
    expect(await (await fetch(`${apiUrl}/readyz`)).json()).toMatchObject({ worker: 'ready' });
    expect(statSync(path.join(dataDir, 'api-key')).mode & 0o777).toBe(0o600);

    const second = await startLauncher(dataDir);
    expect(await second.exited).toEqual([1, null]);
    expect(second.lines).toEqual([expect.stringContaining(`Afterburn already runs on ${dataDir}`)]);

    process.kill(workerPid, 'SIGKILL');
    await untilTrue(() => launcher.lines.some((line) => line.startsWith('The worker has been restarted')));
    expect((await fetch(`${apiUrl}/readyz`)).status).toBe(200);

    const servers = [readPostgresPid(dataDir), readTemporalPid(dataDir)];
    launcher.child.kill('SIGTERM');
    expect(await launcher.exited).toEqual([0, null]);
    for (const pid of [apiPid, ...servers]) expect(findStartTime(pid)).toBeUndefined();
  },
  TIMEOUT_MS,
);

it(
  'starts again, with the same key, after it was killed by force',
  async () => {
    const dataDir = path.join(makeTemporaryFolder(), '.data');
    const killed = await startLauncher(dataDir);
    const before = await untilReady(killed);
    const apiKey = readFileSync(path.join(dataDir, 'api-key'), 'utf8');
    killed.child.kill('SIGKILL');
    await killed.exited;

    const launcher = await startLauncher(dataDir);
    const { apiUrl } = await untilReady(launcher);
    for (const pid of [before.apiPid, before.workerPid]) expect(findStartTime(pid)).toBeUndefined();
    expect(readFileSync(path.join(dataDir, 'api-key'), 'utf8')).toBe(apiKey);
    expect((await fetch(`${apiUrl}/readyz`)).status).toBe(200);
    launcher.child.kill('SIGTERM');
    expect(await launcher.exited).toEqual([0, null]);
  },
  TIMEOUT_MS,
);
