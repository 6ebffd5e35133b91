import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { lockDataDir } from '../../src/embedded/launcher-lock.ts';
import { identify } from '../../src/embedded/process-identity.ts';
import { untilTrue } from './condition.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

const ignore = (): void => {};

it('lets one launcher at a time use a data folder', async () => {
  const dataDir = makeTemporaryFolder();
  const lock = await lockDataDir(dataDir, ignore);
  await expect(lockDataDir(dataDir, ignore)).rejects.toThrow(
    `Afterburn already runs on ${dataDir}, as process ${process.pid}: stop it first`,
  );
  lock.release();
  (await lockDataDir(dataDir, ignore)).release();
  expect(readdirSync(dataDir)).toEqual([]);
});

it('waits for one that is ending', async () => {
  const dataDir = makeTemporaryFolder();
  const lines: string[] = [];
  const ending = await lockDataDir(dataDir, ignore);
  ending.announceEnd();
  const next = lockDataDir(dataDir, (line) => void lines.push(line));
  await untilTrue(() => lines.length > 0);
  ending.release();
  (await next).release();
  expect(lines).toEqual([`Waiting for an earlier start (process ${process.pid}) to stop …`]);
});

it.each([
  ['whose pid is somebody else by now', JSON.stringify({ pid: process.ppid, startedAtMs: 0 })],
  ['whose holder is gone', JSON.stringify({ ...identify(process.pid), pid: 2 ** 22 + 1 })],
  ['that cannot be read', '{'],
])('takes over a lock %s', async (_case, content) => {
  const dataDir = makeTemporaryFolder();
  writeFileSync(path.join(dataDir, 'launcher.json'), content);
  await lockDataDir(dataDir, ignore);
  expect(readdirSync(dataDir)).toEqual(['launcher.json']);
});
