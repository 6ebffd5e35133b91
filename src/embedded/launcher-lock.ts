import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { identify, isRunning, type ProcessIdentity } from './process-identity.ts';

export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError';
}

/**
 * Makes sure that one launcher uses a data folder: two would start two servers on the same files. The lock is a file
 * that appears whole, by a hard link, and that names its holder; one whose holder is gone is taken over.
 *
 * @returns a function that gives the folder free again.
 */
export function lockDataDir(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true });
  const lock = path.join(dataDir, 'launcher.json');
  const own = `${lock}.${process.pid}`;
  writeFileSync(own, JSON.stringify(identify(process.pid)), { mode: 0o600 });
  try {
    while (!tryLink(own, lock)) removeIfAbandoned(lock, dataDir);
  } finally {
    rmSync(own, { force: true });
  }
  return () => rmSync(lock, { force: true });
}

function tryLink(own: string, lock: string): boolean {
  try {
    linkSync(own, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function removeIfAbandoned(lock: string, dataDir: string): void {
  const holder = readHolder(lock);
  if (holder && isRunning(holder)) {
    throw new AlreadyRunningError(
      `Afterburn already runs on ${dataDir}, as process ${holder.pid}: stop it first, ` +
        'or set AFTERBURN_DATA_DIR to another folder.',
    );
  }
  // Renamed first: of two launchers that see the same dead holder, one gets it.
  const abandoned = `${lock}.abandoned-${process.pid}`;
  try {
    renameSync(lock, abandoned);
    rmSync(abandoned, { force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function readHolder(lock: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(lock, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
