import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { identify, isRunning, type ProcessIdentity } from './process-identity.ts';

export interface LauncherLock {
  /** Announces the end, so that a launcher that starts now waits for it. */
  announceEnd(): void;
  release(): void;
}

interface Holder extends ProcessIdentity {
  isEnding?: boolean;
}

/**
 * Ensures that only one launcher uses a data folder: two would start two servers on the same files. The lock is a
 * file that names its holder and is created atomically, by a hard link. If its holder is dead it is taken over; if
 * its holder is stopping, this waits.
 */
export async function lockDataDir(dataDir: string, log: (line: string) => void): Promise<LauncherLock> {
  mkdirSync(dataDir, { recursive: true });
  const lock = path.join(dataDir, 'launcher.json');
  const own = `${lock}.${process.pid}`;
  const identity = identify(process.pid);
  const write = (holder: Holder): void => writeFileSync(own, JSON.stringify(holder), { mode: 0o600 });
  write(identity);
  try {
    while (!tryLink(own, lock)) await untilAbandoned(lock, { dataDir, log });
  } finally {
    rmSync(own, { force: true });
  }
  return {
    announceEnd() {
      write({ ...identity, isEnding: true });
      renameSync(own, lock);
    },
    release: () => rmSync(lock, { force: true }),
  };
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

async function untilAbandoned(
  lock: string,
  { dataDir, log }: { dataDir: string; log: (line: string) => void },
): Promise<void> {
  const holder = readHolder(lock);
  if (holder && isRunning(holder)) {
    if (!holder.isEnding) {
      throw new Error(
        `Afterburn already runs on ${dataDir}, as process ${holder.pid}: stop it first, ` +
          'or set AFTERBURN_DATA_DIR to another folder.',
      );
    }
    log(`Waiting for an earlier start (process ${holder.pid}) to stop …`);
    while (isRunning(holder) && readHolder(lock)) await delay(50);
  }
  removeAbandoned(lock);
}

/** Removes the lock of a dead holder by renaming it: if two launchers try, one gets it. */
function removeAbandoned(lock: string): void {
  const abandoned = `${lock}.abandoned-${process.pid}`;
  try {
    renameSync(lock, abandoned);
    rmSync(abandoned, { force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function readHolder(lock: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(lock, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}
