import { countBoard, type ReadBoard } from '../db/leaderboards/leaderboard-reads.ts';
import type { Queryable } from '../db/pool.ts';

/** Counting fewer takes a few milliseconds: their totals are of the moment. */
const LARGE = 10_000;
const KEPT_MS = 5000;
const MOST_KEPT = 1000;

/** Counts boards, and keeps the totals of the large ones for some seconds. */
export function createBoardTotals() {
  const kept = new Map<string, { total: number; until: number }>();
  return async (db: Queryable, { appId, board, period, sport }: ReadBoard): Promise<number> => {
    const key = [appId, board.column, period, sport].join(' ');
    const known = kept.get(key);
    if (known && performance.now() < known.until) return known.total;
    kept.delete(key);
    const total = await countBoard(db, { appId, board, period, sport });
    if (total < LARGE) return total;
    if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value!);
    kept.set(key, { total, until: performance.now() + KEPT_MS });
    return total;
  };
}
