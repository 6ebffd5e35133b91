import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The dev server's SQLite file. Temporal creates its tables only if the file is absent. A kill during the first start
 * leaves an incomplete file, and every later start fails. The file is expendable, because PostgreSQL starts unfinished
 * workouts again. So it is reused only if the same version has served from it before.
 */
export interface TemporalDatabase {
  file: string;
  /** Call it once the server has served from this file. */
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

/** Renames a file that Temporal can no longer serve. The next start creates a new one. */
export function setAsideTemporalDatabase(folder: string): void {
  const file = path.join(folder, 'temporal.db');
  rmSync(`${file}.healthy`, { force: true });
  // Including the write-ahead log: SQLite would apply a leftover one to the new file.
  for (const part of filesOf(file))
    if (existsSync(part)) renameSync(part, part.replace(file, `${file}.broken`));
}

const filesOf = (file: string): string[] => [file, `${file}-wal`, `${file}-shm`, `${file}-journal`];
