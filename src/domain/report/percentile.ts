/** With fewer athletes, one athlete is more than five percentage points. */
const FEWEST_ATHLETES = 20;

/** A rank on a leaderboard, and the number of athletes on it. */
interface Rank {
  rank: number;
  total: number;
}

/**
 * Returns the share of the other athletes that are not ahead, in whole percent, rounded down: 100 only for the first
 * rank. It is 1 minus SQL's `percent_rank`. Null below 20 athletes.
 */
export const percentileOf = ({ rank, total }: Rank): number | null =>
  total < FEWEST_ATHLETES ? null : Math.floor(((total - rank) / (total - 1)) * 100);
