import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { makeTemporaryFolder } from './temporary-folder.ts';

const SCRIPT = fileURLToPath(new URL('../../scripts/ensure-installed.mjs', import.meta.url));

/** Stands in for npm: counts its calls and does what `npm ci` leaves behind. */
const NPM = `
import { appendFileSync, mkdirSync } from 'node:fs';
appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n');
if (process.env.NPM_FAILS) process.exit(7);
mkdirSync('node_modules', { recursive: true });
`;

function makeProject(): string {
  const project = makeTemporaryFolder();
  mkdirSync(path.join(project, 'scripts'));
  cpSync(SCRIPT, path.join(project, 'scripts', 'ensure-installed.mjs'));
  writeFileSync(path.join(project, 'npm.mjs'), NPM);
  writeLockfile(project, '1.0.0');
  return project;
}

function writeLockfile(project: string, version: string, file = 'package-lock.json'): void {
  const packages = { 'node_modules/hono': { version }, 'node_modules/fsevents': { version, optional: true } };
  writeFileSync(path.join(project, file), JSON.stringify({ packages }));
}

async function ensureInstalled(project: string, variables: NodeJS.ProcessEnv = {}): Promise<number> {
  const env = { ...process.env, npm_execpath: path.join(project, 'npm.mjs'), ...variables };
  const script = path.join(project, 'scripts', 'ensure-installed.mjs');
  const [code] = (await once(spawn(process.execPath, [script], { env, stdio: 'ignore' }), 'exit')) as [
    number,
  ];
  return code;
}

function countInstalls(project: string): number {
  const calls = path.join(project, 'calls');
  return existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n').length : 0;
}

it('installs once, and again when the lockfile has changed', async () => {
  const project = makeProject();
  expect(await ensureInstalled(project)).toBe(0);
  expect(await ensureInstalled(project)).toBe(0);
  expect(countInstalls(project)).toBe(1);
  writeLockfile(project, '1.0.1');
  expect(await ensureInstalled(project)).toBe(0);
  expect(countInstalls(project)).toBe(2);
});

it('installs once when two start at the same time', async () => {
  const project = makeProject();
  expect(await Promise.all([ensureInstalled(project), ensureInstalled(project)])).toEqual([0, 0]);
  expect(countInstalls(project)).toBe(1);
});

it('is content with what somebody installed by hand, if it is what the lockfile says', async () => {
  const project = makeProject();
  mkdirSync(path.join(project, 'node_modules'));
  writeFileSync(
    path.join(project, 'node_modules', '.package-lock.json'),
    JSON.stringify({ packages: { 'node_modules/hono': { version: '1.0.0' } } }),
  );
  expect(await ensureInstalled(project)).toBe(0);
  expect(countInstalls(project)).toBe(0);
  writeLockfile(project, '1.0.1');
  expect(await ensureInstalled(project)).toBe(0);
  expect(countInstalls(project)).toBe(1);
});

it('fails when the installation failed, and tries again the next time', async () => {
  const project = makeProject();
  expect(await ensureInstalled(project, { NPM_FAILS: 'yes' })).toBe(1);
  expect(await ensureInstalled(project)).toBe(0);
  expect(countInstalls(project)).toBe(2);
});
