import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { makeTemporaryFolder } from './temporary-folder.ts';

const SCRIPT = fileURLToPath(new URL('../../scripts/ensure-installed.mjs', import.meta.url));

/** Stands in for npm: notes its calls and leaves behind what they would. */
const NPM = `
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n');
if (process.env.NPM_FAILS) process.exit(7);
const [command, ...args] = process.argv.slice(2);
const isAll = !args.some((arg) => arg.startsWith('--workspace'));
if (command === 'ci') mkdirSync('node_modules' + (isAll ? '/@afterburn/bench' : ''), { recursive: true });
else {
  mkdirSync('packages/client/dist', { recursive: true });
  writeFileSync('packages/client/dist/index.js', '');
}
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

async function ensureInstalled(
  project: string,
  variables: NodeJS.ProcessEnv = {},
  ...args: string[]
): Promise<number> {
  const env = { ...process.env, npm_execpath: path.join(project, 'npm.mjs'), ...variables };
  const script = path.join(project, 'scripts', 'ensure-installed.mjs');
  const [code] = (await once(
    spawn(process.execPath, [script, ...args], { env, stdio: 'ignore' }),
    'exit',
  )) as [number];
  return code;
}

function calls(project: string): string[] {
  const file = path.join(project, 'calls');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}

const countInstalls = (project: string): number => calls(project).length;

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

it('installs the benchmark only when all is asked for', async () => {
  const project = makeProject();
  expect(await ensureInstalled(project)).toBe(0);
  expect(await ensureInstalled(project, {}, '--all')).toBe(0);
  expect(await ensureInstalled(project, {}, '--all')).toBe(0);
  expect(await ensureInstalled(project)).toBe(0);
  expect(calls(project)).toEqual([
    'ci --loglevel=error --workspace=packages/client --include-workspace-root',
    'ci --loglevel=error',
  ]);
});

it('builds the client when its source is newer, and not again', async () => {
  const project = makeProject();
  const client = path.join(project, 'packages', 'client');
  mkdirSync(path.join(client, 'src'), { recursive: true });
  writeFileSync(path.join(client, 'src', 'index.ts'), '');
  expect(await ensureInstalled(project)).toBe(0);
  expect(await ensureInstalled(project)).toBe(0);
  expect(calls(project).slice(1)).toEqual(['run --silent build --workspace=packages/client']);
  utimesSync(path.join(client, 'src', 'index.ts'), new Date(), new Date(Date.now() + 60_000));
  expect(await ensureInstalled(project)).toBe(0);
  expect(calls(project)).toHaveLength(3);
});
