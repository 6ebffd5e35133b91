import type { Leaderboard } from '../../src/domain/leaderboards.ts';

export interface Score {
  athleteId: string;
  score: number;
}

export interface RankedScore extends Score {
  /** 1 + the number of strictly better scores. */
  rank: number;
}

/**
 * Standard competition ranking: ties share a rank and the next one is skipped (101, 100, 100, 99 → 1, 2, 2, 4).
 * Inside a tie by athleteId, compared by code unit as PostgreSQL's "C" collation does for these ids.
 */
export function rankScores(scores: readonly Score[], order: Leaderboard['order']): RankedScore[] {
  const sorted = scores.toSorted(
    (a, b) =>
      (order === 'desc' ? b.score - a.score : a.score - b.score) || (a.athleteId < b.athleteId ? -1 : 1),
  );
  let rank = 0;
  return sorted.map((entry, index) => {
    if (index === 0 || entry.score !== sorted[index - 1]?.score) rank = index + 1;
    return { ...entry, rank };
  });
}
