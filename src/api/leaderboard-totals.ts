import { countLeaderboard, type LeaderboardQuery } from '../db/leaderboards/leaderboard-reads.ts';
import type { Queryable } from '../db/pool.ts';

/** Smaller leaderboards are counted on each read, which takes a few milliseconds. */
const LARGE = 10_000;
const KEPT_MS = 5000;
const MOST_KEPT = 1000;

/** Counts the athletes on leaderboards, and caches the totals of large ones for some seconds. */
export function createLeaderboardTotals() {
  const kept = new Map<string, { total: number; until: number }>();
  return async (db: Queryable, { appId, board, period, sport }: LeaderboardQuery): Promise<number> => {
    const key = [appId, board.column, period, sport].join(' ');
    const known = kept.get(key);
    if (known && performance.now() < known.until) return known.total;
    kept.delete(key);
    const total = await countLeaderboard(db, { appId, board, period, sport });
    if (total < LARGE) return total;
    if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value!);
    kept.set(key, { total, until: performance.now() + KEPT_MS });
    return total;
  };
}
