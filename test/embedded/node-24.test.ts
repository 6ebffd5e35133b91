import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { findFreePort } from '../../src/embedded/ports.ts';
import { untilTrue } from './condition.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

/** What the Dockerfile uses. As a devDependency its `node` would be found first by every npm script. */
const VERSION = /^FROM node:(24\.\d+\.\d+)-/m.exec(
  readFileSync(new URL('../../Dockerfile', import.meta.url), 'utf8'),
)![1]!;
const MAIN = fileURLToPath(new URL('../../src/embedded/main.ts', import.meta.url));

/** Finds the binary in the cache, or installs it there from npm, once. */
function findNode(): string {
  const folder = path.join(loadConfig().cacheDir, `node-${VERSION}`);
  const binary = path.join('node_modules', 'node', 'bin', 'node');
  if (!existsSync(path.join(folder, binary))) {
    const unfinished = `${folder}.${process.pid}`;
    mkdirSync(unfinished, { recursive: true });
    const npm = spawnSync(
      'npm',
      ['install', '--prefix', unfinished, '--no-save', '--no-audit', '--no-fund', `node@${VERSION}`],
      { encoding: 'utf8' },
    );
    if (npm.status !== 0) throw new Error(`Node ${VERSION} could not be installed:\n${npm.stderr}`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
  }
  return path.join(folder, binary);
}

it('starts under Node 24, and processes a workout', { timeout: 300_000 }, async () => {
  const node = findNode();
  expect(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim()).toBe(`v${VERSION}`);
  const dataDir = path.join(makeTemporaryFolder(), '.data');
  const env: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    LOG_LEVEL: 'warn',
    AFTERBURN_DATA_DIR: dataDir,
  };
  for (const variable of ['PORT', 'POSTGRES_PORT', 'TEMPORAL_PORT', 'TEMPORAL_UI_PORT'])
    env[variable] = String(await findFreePort());
  const child = spawn(node, ['--import', 'tsx', MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => lines.push(line));
  const exited = once(child, 'exit');
  await untilTrue(
    () => child.exitCode !== null || lines.some((line) => line.startsWith('Afterburn is ready')),
  );
  if (child.exitCode !== null) throw new Error(`It ended before it was ready:\n${lines.join('\n')}`);

  const api = `http://127.0.0.1:${env['PORT']}`;
  const headers = {
    authorization: `Bearer ${readFileSync(path.join(dataDir, 'api-key'), 'utf8').trim()}`,
    'content-type': 'application/json',
  };
  const saved = await fetch(`${api}/v1/workouts`, {
    method: 'POST',
    headers,
    body: JSON.stringify({
      athleteId: 'ath-1',
      sport: 'run',
      startedAt: '2026-01-20T07:30:00+01:00',
      durationSeconds: 2712,
      distanceMeters: 10_020,
    }),
  });
  expect(saved.status).toBe(202);
  const self = new URL(saved.headers.get('location')!, api);
  await untilTrue(async () => {
    const { status } = (await (await fetch(self, { headers })).json()) as { status: string };
    return status === 'processed';
  });
  child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
});
