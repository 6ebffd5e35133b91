import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { downloadTemporal } from '../../src/embedded/temporal/download.ts';
import { findTemporal, type TemporalInstaller } from '../../src/embedded/temporal/finder.ts';
import { installTemporalWithGo } from '../../src/embedded/temporal/go-install.ts';
import { TEMPORAL_CLI_VERSION } from '../../src/embedded/temporal/version.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

const EXECUTABLE = '#!/bin/sh\necho "temporal version of a test"\n';

function writeExecutable(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'temporal');
  writeFileSync(file, EXECUTABLE);
  chmodSync(file, 0o755);
  return file;
}

/** A PATH on which there is nothing but what a test puts there. */
function usePath(folder: string): void {
  vi.stubEnv('PATH', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
}

const installs: TemporalInstaller = async (folder) => Boolean(writeExecutable(folder));
const isClosed: TemporalInstaller = async () => false;

it('takes the one on the PATH first', async () => {
  const folder = makeTemporaryFolder();
  writeExecutable(path.join(folder, 'bin'));
  writeExecutable(path.join(folder, `temporal-${TEMPORAL_CLI_VERSION}`));
  usePath(path.join(folder, 'bin'));
  expect(await findTemporal({ cacheDir: folder }, [])).toEqual({
    file: 'temporal',
    version: 'temporal version of a test',
  });
});

it('then the one that an earlier start put into the cache', async () => {
  const cacheDir = makeTemporaryFolder();
  usePath(path.join(cacheDir, 'empty'));
  const file = writeExecutable(path.join(cacheDir, `temporal-${TEMPORAL_CLI_VERSION}`));
  expect((await findTemporal({ cacheDir }, [])).file).toBe(file);
});

it('then puts one there, by the first way that is open, and leaves nothing else', async () => {
  const cacheDir = makeTemporaryFolder();
  usePath(path.join(cacheDir, 'empty'));
  const { file } = await findTemporal({ cacheDir }, [isClosed, installs]);
  expect(file).toBe(path.join(cacheDir, `temporal-${TEMPORAL_CLI_VERSION}`, 'temporal'));
  expect(readdirSync(path.dirname(file))).toEqual(['temporal']);
});

it('says what to do when no way is open', async () => {
  const cacheDir = makeTemporaryFolder();
  usePath(path.join(cacheDir, 'empty'));
  await expect(findTemporal({ cacheDir }, [isClosed])).rejects.toThrow(
    /install the Temporal CLI .* TEMPORAL_ADDRESS/,
  );
});

it('gives up when nobody waits any more', async () => {
  const cacheDir = makeTemporaryFolder();
  usePath(path.join(cacheDir, 'empty'));
  const signal = AbortSignal.abort(new Error('stopped'));
  await expect(findTemporal({ cacheDir, signal }, [installs])).rejects.toThrow('stopped');
});

it('downloads and unpacks the published archive', async () => {
  const folder = makeTemporaryFolder();
  writeExecutable(path.join(folder, 'published'));
  writeFileSync(path.join(folder, 'published', 'LICENSE'), 'MIT');
  spawnSync('tar', ['-czf', `${folder}/archive`, '-C', `${folder}/published`, '.', '--transform', 's,^./,,']);
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    response.end(readFileSync(`${folder}/archive`));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const host = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  mkdirSync(`${folder}/target`);
  expect(await downloadTemporal(`${folder}/target`, { log: () => {} }, host)).toBe(true);
  expect(readFileSync(`${folder}/target/temporal`, 'utf8')).toBe(EXECUTABLE);
  expect(asked[0]).toMatch(/^\/cli\/archive\/v[\d.]+\?platform=(linux|darwin)&arch=(amd64|arm64)$/);
});

it('says in one line that nothing can be downloaded', async () => {
  const lines: string[] = [];
  const log = (line: string): void => void lines.push(line);
  expect(await downloadTemporal(makeTemporaryFolder(), { log }, 'http://127.0.0.1:1')).toBe(false);
  expect(lines).toEqual([expect.stringContaining('cannot be downloaded from http://127.0.0.1:1')]);
});

it('does without Go where there is none', async () => {
  const folder = makeTemporaryFolder();
  usePath(path.join(folder, 'empty'));
  expect(await installTemporalWithGo(folder, { log: () => {} })).toBe(false);
});
