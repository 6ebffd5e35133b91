import { rmSync } from 'node:fs';
import path from 'node:path';
import { stopProcess, type StopSignal } from '../process-exit.ts';
import { isRunning } from '../process-identity.ts';
import { findKnownFolder } from './home.ts';
import { postmasterFileOf, readPostmasterFile } from './postmaster-file.ts';

/**
 * SIGINT is PostgreSQL's "fast" shutdown: it disconnects clients and writes everything committed. SIGQUIT needs
 * recovery.
 */
export const POSTGRES_STOP_SIGNALS = [
  { signal: 'SIGINT', graceMs: 5_000 },
  { signal: 'SIGQUIT', graceMs: 2_000 },
] as const satisfies readonly StopSignal[];

/**
 * Stops the postmaster that a killed launcher left running. It is not reused: it has the port and settings of the
 * earlier start, and this process would not notice its exit.
 *
 * @returns whether there was one
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
  // PostgreSQL assumes that any process with this pid is its own and refuses to start, but the pid may have been
  // reused.
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
