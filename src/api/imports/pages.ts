import { setImmediate as otherWork } from 'node:timers/promises';
import type { Entry } from './entry.ts';

export interface PageLimits {
  entries: number;
  bytes: number;
}

/** So long a page may wait for its last entry: progress is seen, and a receiver that is alive can be told from one that is not. */
const OLDEST_MS = 2000;

/**
 * Hands entries on in pages. The next one is asked for only when the page before is committed, so that a body is read
 * as fast as it is accepted; between pages other requests have their turn.
 * @returns how many entries there were
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
