import { rmSync } from 'node:fs';
import path from 'node:path';
import { stopProcess, type StopSignal } from '../process-exit.ts';
import { isRunning } from '../process-identity.ts';
import { findKnownFolder } from './home.ts';
import { postmasterFileOf, readPostmasterFile } from './postmaster-file.ts';

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
  if (!folder) return false;
  const data = path.join(folder, 'data');
  const owner = readPostmasterFile(data);
  if (owner && isRunning(owner)) {
    await stopProcess(owner, POSTGRES_STOP_SIGNALS);
    return true;
  }
  // PostgreSQL takes any process of this pid for its own and refuses to start: the pid may be someone else's by now.
  if (owner && pidIsTaken(owner.pid)) rmSync(postmasterFileOf(data), { force: true });
  return false;
}

function pidIsTaken(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
