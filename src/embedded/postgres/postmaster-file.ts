import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { ProcessIdentity } from '../process-identity.ts';

/** The content of `postmaster.pid`, which PostgreSQL writes into its data folder. */
export interface Postmaster extends ProcessIdentity {
  port: number;
}

export const postmasterFileOf = (data: string): string => path.join(data, 'postmaster.pid');

/**
 * Reads pid, data folder, start in seconds and port, one per line. Returns undefined if the file names another data
 * folder.
 */
export function readPostmasterFile(data: string): Postmaster | undefined {
  try {
    const [pid, folder, startedAt, port] = readFileSync(postmasterFileOf(data), 'utf8').split('\n');
    if (!pid || !folder || !startedAt || realpathSync(folder) !== realpathSync(data)) return undefined;
    return { pid: Number(pid), startedAtMs: Number(startedAt) * 1000, port: Number(port) };
  } catch {
    return undefined;
  }
}
