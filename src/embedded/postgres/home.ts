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

/** Everything that does not change while PostgreSQL is stopped: who, with what, where. */
export interface PostgresHome {
  account: PostgresAccount;
  binaries: PostgresBinaries;
  /** Holds `data` and `password`; appears in one piece, by a rename. */
  folder: string;
}

/** Where root keeps what an unprivileged account must reach and the data folder is out of its reach. */
const SHARED_FOLDER = '/var/lib/afterburn';

/** Finds out how PostgreSQL can run on this machine, and where its data is or will be. */
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

/** The folder of an earlier start: inside the data folder, or where the note in there points to. */
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

/** Removes the data, wherever it is. For test runs, which leave nothing behind. */
export function removePostgresHome(dataDir: string): void {
  const folder = findKnownFolder(dataDir);
  if (folder) rmSync(folder, { recursive: true, force: true });
}

function makeReachable(folder: string): void {
  mkdirSync(folder, { recursive: true });
  // Not left to `mkdir`, whose mode the umask takes away.
  chmodSync(folder, 0o755);
}

const noteFile = (dataDir: string): string => path.join(dataDir, 'postgres-folder');
