import { existsSync } from 'node:fs';
import path from 'node:path';
import { POSTGRES_USER, readPassword } from './postgres/cluster.ts';
import { findKnownFolder } from './postgres/home.ts';
import { readPostmasterFile } from './postgres/postmaster-file.ts';
import { isRunning } from './process-identity.ts';

interface DatabaseAddress {
  port: number;
  password: string;
  database?: string;
}

export const databaseUrlOf = ({ port, password, database = 'afterburn' }: DatabaseAddress): string =>
  `postgres://${POSTGRES_USER}:${password}@127.0.0.1:${port}/${database}`;

/**
 * Returns the URL of the PostgreSQL that a launcher currently runs on this data folder.
 *
 * @throws Error with a message for people when none is running.
 */
export function embeddedDatabaseUrl(dataDir: string): string {
  const folder = findKnownFolder(dataDir);
  const postmaster = folder && existsSync(folder) ? readPostmasterFile(path.join(folder, 'data')) : undefined;
  if (!folder || !postmaster || !isRunning(postmaster)) {
    throw new Error(`No PostgreSQL runs on ${dataDir}: start Afterburn (npm start), or set DATABASE_URL.`);
  }
  return databaseUrlOf({ port: postmaster.port, password: readPassword(folder) });
}
