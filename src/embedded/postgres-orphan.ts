import { existsSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import { stopProcess, type StopSignal } from './process-exit.ts';
import { isRunning, type ProcessIdentity } from './process-identity.ts';
import { findKnownFolder } from './postgres-home.ts';

/** SIGINT is PostgreSQL's "fast" shutdown: clients are cut off, everything committed is written. SIGQUIT needs recovery. */
export const POSTGRES_STOP_SIGNALS = [
  { signal: 'SIGINT', graceMs: 5_000 },
  { signal: 'SIGQUIT', graceMs: 2_000 },
] as const satisfies readonly StopSignal[];

/**
 * Stops the postmaster of a launcher that was killed by force. Stopped rather than adopted: its port and its settings
 * are those of the earlier start, and nobody would hear it die.
 *
 * @returns whether there was one.
 */
export async function stopOrphanedPostgres(dataDir: string): Promise<boolean> {
  const folder = findKnownFolder(dataDir);
  const data = folder && path.join(folder, 'data');
  const lock = data && path.join(data, 'postmaster.pid');
  if (!lock || !existsSync(lock)) return false;
  const owner = readLock(lock, data);
  if (owner && isRunning(owner)) {
    await stopProcess(owner, POSTGRES_STOP_SIGNALS);
    return true;
  }
  // PostgreSQL takes any process of this pid for its own and refuses to start: the pid may be someone else's by now.
  if (owner && pidIsTaken(owner.pid)) rmSync(lock, { force: true });
  return false;
}

/** Lines of postmaster.pid: pid, data folder, start in seconds, port, … */
function readLock(lock: string, data: string): ProcessIdentity | undefined {
  const [pid, folder, startedAt] = readFileSync(lock, 'utf8').split('\n');
  if (!pid || !folder || !startedAt || !isSameFolder(folder, data)) return undefined;
  return { pid: Number(pid), startedAtMs: Number(startedAt) * 1000 };
}

function isSameFolder(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other);
  } catch {
    return false;
  }
}

function pidIsTaken(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
