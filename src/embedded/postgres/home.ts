import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { findPostgresBinaries, type PostgresBinaries } from './binaries.ts';
import { canRun, choosePostgresAccount, type PostgresAccount } from './account.ts';

/** The parts that do not change while PostgreSQL is stopped: account, binaries and folder. */
export interface PostgresHome {
  account: PostgresAccount;
  binaries: PostgresBinaries;
  /** Holds `data` and `password`; created atomically, by a rename. */
  folder: string;
}

/** Where root stores data for an unprivileged account that cannot reach the data folder. */
const SHARED_FOLDER = '/var/lib/afterburn';

/** Finds an account that can run PostgreSQL, and the data folder. */
export function findPostgresHome(dataDir: string, force?: PostgresAccount['kind']): PostgresHome {
  const binaries = findPostgresBinaries();
  const known = findKnownFolder(dataDir);
  const account = choosePostgresAccount({ binaries, force, dataFolder: known && path.join(known, 'data') });
  if (account.kind !== 'uid') return { account, binaries, folder: known ?? path.join(dataDir, 'postgres') };
  return {
    account,
    binaries: copyBinariesIfHidden(binaries, account),
    folder: known ?? chooseFolder(dataDir, account),
  };
}

/** Returns the folder of an earlier start: inside the data folder, or where a note in it points. */
export function findKnownFolder(dataDir: string): string | undefined {
  const inside = path.join(dataDir, 'postgres');
  if (existsSync(inside)) return inside;
  const note = noteFile(dataDir);
  return existsSync(note) ? readFileSync(note, 'utf8').trim() : undefined;
}

function chooseFolder(dataDir: string, { uid, gid }: { uid: number; gid: number }): string {
  if (canRun(['/bin/sh', '-c', 'test -x "$0"', dataDir], { uid, gid })) return path.join(dataDir, 'postgres');
  const folder = path.join(SHARED_FOLDER, createHash('sha256').update(dataDir).digest('hex').slice(0, 16));
  makeReachable(SHARED_FOLDER);
  writeFileSync(noteFile(dataDir), `${folder}\n`);
  return folder;
}

function copyBinariesIfHidden(
  binaries: PostgresBinaries,
  account: { uid: number; gid: number },
): PostgresBinaries {
  if (canRun([`${binaries.folder}/bin/postgres`, '--version'], account)) return binaries;
  makeReachable(SHARED_FOLDER);
  const folder = path.join(SHARED_FOLDER, `postgresql-${binaries.version}`);
  if (!existsSync(folder)) {
    const unfinished = `${folder}.${process.pid}`;
    cpSync(binaries.folder, unfinished, { recursive: true, verbatimSymlinks: true });
    spawnSync('chmod', ['-R', 'a+rX', unfinished]);
    renameSync(unfinished, folder);
  }
  return { ...binaries, folder };
}

/** Removes the data; for tests. */
export function removePostgresHome(dataDir: string): void {
  const folder = findKnownFolder(dataDir);
  if (folder) rmSync(folder, { recursive: true, force: true });
}

function makeReachable(folder: string): void {
  mkdirSync(folder, { recursive: true });
  // `mkdir` would apply the umask to its mode.
  chmodSync(folder, 0o755);
}

const noteFile = (dataDir: string): string => path.join(dataDir, 'postgres-folder');
