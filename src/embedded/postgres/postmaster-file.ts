import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { ProcessIdentity } from '../process-identity.ts';

/** What PostgreSQL writes about itself into its data folder while it runs. */
export interface Postmaster extends ProcessIdentity {
  port: number;
}

export const postmasterFileOf = (data: string): string => path.join(data, 'postmaster.pid');

/** Reads pid, data folder, start in seconds and port, one a line. Returns undefined for another data folder. */
export function readPostmasterFile(data: string): Postmaster | undefined {
  try {
    const [pid, folder, startedAt, port] = readFileSync(postmasterFileOf(data), 'utf8').split('\n');
    if (!pid || !folder || !startedAt || realpathSync(folder) !== realpathSync(data)) return undefined;
    return { pid: Number(pid), startedAtMs: Number(startedAt) * 1000, port: Number(port) };
  } catch {
    return undefined;
  }
}
