import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stopProcess, type StopSignal } from './process-exit.ts';
import { identify, isRunning, type ProcessIdentity } from './process-identity.ts';

/**
 * Records a started process in a file, synchronously after the spawn. The next launcher finds it there if this one is
 * killed.
 */
export function recordProcess(file: string, pid: number): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(identify(pid)), { mode: 0o600 });
}

export function forgetProcess(file: string): void {
  rmSync(file, { force: true });
}

/** Returns the recorded process, if it is still running. */
function findRecordedProcess(file: string): ProcessIdentity | undefined {
  const recorded = readRecord(file);
  return recorded && isRunning(recorded) ? recorded : undefined;
}

/** Stops the process of an earlier launcher, if there is one. */
export async function stopRecordedProcess(file: string, signals: readonly StopSignal[]): Promise<boolean> {
  const orphan = findRecordedProcess(file);
  if (orphan) await stopProcess(orphan, signals);
  forgetProcess(file);
  return orphan !== undefined;
}

function readRecord(file: string): ProcessIdentity | undefined {
  try {
    const { pid, startedAtMs } = JSON.parse(readFileSync(file, 'utf8')) as Partial<ProcessIdentity>;
    return typeof pid === 'number' && typeof startedAtMs === 'number' ? { pid, startedAtMs } : undefined;
  } catch {
    return undefined;
  }
}
