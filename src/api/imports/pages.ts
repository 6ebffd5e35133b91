import { setImmediate as otherWork } from 'node:timers/promises';
import type { Entry } from './entry.ts';

export interface PageLimits {
  entries: number;
  bytes: number;
}

/**
 * How long a page may wait for its last entry: the import's progress is visible, and a live receiver can be distinguished from
 * a dead one.
 */
const OLDEST_MS = 2000;

/**
 * Commits entries in pages. Reads the next page only after the previous commit, so that a body is read as fast as it
 * is accepted; other requests run between pages.
 * @returns the number of entries
 */
export async function commitPages<T>(
  entries: AsyncIterable<Entry<T>>,
  limits: PageLimits,
  commit: (page: Entry<T>[]) => Promise<void>,
): Promise<number> {
  let page: Entry<T>[] = [];
  let bytes = 0;
  let begunAt = 0;
  let total = 0;
  for await (const entry of entries) {
    if (page.length === 0) begunAt = performance.now();
    page.push(entry);
    bytes += entry.bytes;
    total += 1;
    if (page.length >= limits.entries || bytes >= limits.bytes || performance.now() - begunAt >= OLDEST_MS) {
      await commit(page);
      await otherWork();
      page = [];
      bytes = 0;
    }
  }
  if (page.length > 0) await commit(page);
  return total;
}
