import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The dev server's SQLite file. Temporal makes its tables only when the file is absent: a kill in the first boot
 * leaves half of them, and every later start fails. The file is expendable (unfinished workouts are started again from
 * PostgreSQL), so it is trusted only if a start on it once succeeded, with the version that runs now.
 */
export interface TemporalDatabase {
  file: string;
  /** To be called once the server has served from this file. */
  markHealthy(): void;
}

export function openTemporalDatabase(folder: string, version: string): TemporalDatabase {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'temporal.db');
  const mark = `${file}.healthy`;
  if (!existsSync(mark) || readFileSync(mark, 'utf8') !== version) {
    for (const part of [mark, ...filesOf(file)]) rmSync(part, { force: true });
  }
  return { file, markHealthy: () => writeFileSync(mark, version) };
}

/** Sets a file aside that was healthy once and cannot be served any more; the next start makes a new one. */
export function setAsideTemporalDatabase(folder: string): void {
  const file = path.join(folder, 'temporal.db');
  rmSync(`${file}.healthy`, { force: true });
  // Without the write-ahead log: SQLite would apply one that is left to the new file.
  for (const part of filesOf(file))
    if (existsSync(part)) renameSync(part, part.replace(file, `${file}.broken`));
}

const filesOf = (file: string): string[] => [file, `${file}-wal`, `${file}-shm`, `${file}-journal`];
