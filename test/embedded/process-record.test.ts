import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { identify, isRunning } from '../../src/embedded/process-identity.ts';
import { recordProcess, stopRecordedProcess } from '../../src/embedded/process-record.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

const SIGNALS = [{ signal: 'SIGTERM', graceMs: 10_000 }] as const;

function spawnSleeper(): number {
  const sleeper = spawn('sleep', ['3600']);
  onTestFinished(() => void sleeper.kill('SIGKILL'));
  return sleeper.pid as number;
}

it('stops the process that was recorded, once', async () => {
  const file = path.join(makeTemporaryFolder(), 'run', 'sleeper.json');
  const sleeper = identify(spawnSleeper());
  recordProcess(file, sleeper.pid);
  expect(await stopRecordedProcess(file, SIGNALS)).toBe(true);
  expect(isRunning(sleeper)).toBe(false);
  expect(existsSync(file)).toBe(false);
  expect(await stopRecordedProcess(file, SIGNALS)).toBe(false);
});

it('leaves a process alone that was given the same pid later', async () => {
  const file = path.join(makeTemporaryFolder(), 'sleeper.json');
  const sleeper = identify(spawnSleeper());
  writeFileSync(file, JSON.stringify({ ...sleeper, startedAtMs: sleeper.startedAtMs - 60_000 }));
  expect(await stopRecordedProcess(file, SIGNALS)).toBe(false);
  expect(isRunning(sleeper)).toBe(true);
});
