import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { lockDataDir } from '../../src/embedded/launcher-lock.ts';
import { identify } from '../../src/embedded/process-identity.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

it('lets one launcher at a time use a data folder', () => {
  const dataDir = makeTemporaryFolder();
  const unlock = lockDataDir(dataDir);
  expect(() => lockDataDir(dataDir)).toThrow(
    `Afterburn already runs on ${dataDir}, as process ${process.pid}: stop it first`,
  );
  unlock();
  lockDataDir(dataDir)();
  expect(existsSync(path.join(dataDir, 'launcher.json'))).toBe(false);
});

it.each([
  ['whose pid is somebody else by now', JSON.stringify({ pid: process.ppid, startedAtMs: 0 })],
  ['whose holder is gone', JSON.stringify({ ...identify(process.pid), pid: 2 ** 22 + 1 })],
  ['that cannot be read', '{'],
])('takes over a lock %s', (_case, content) => {
  const dataDir = makeTemporaryFolder();
  writeFileSync(path.join(dataDir, 'launcher.json'), content);
  lockDataDir(dataDir);
  expect(readdirSync(dataDir)).toEqual(['launcher.json']);
});
