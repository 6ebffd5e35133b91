import { LEADERBOARDS } from './leaderboards.ts';
import type { AthleteEvent } from './events.ts';
import { groupBy } from './group-by.ts';
import { PERIOD_KINDS, parsePeriod } from './period.ts';
import type { Improvement } from './score-improvements.ts';

/** A better score by which its athlete entered the top of a leaderboard or rose within it. */
export interface RankChange extends Improvement {
  rank: number;
  /** Null if the athlete was not in the top before. */
  previousRank: number | null;
}

/** Returns one event per athlete, which lists all of its changes. */
export const rankEvents = (changes: readonly RankChange[]): AthleteEvent[] =>
  [...groupBy(changes, ({ athleteUuid }) => athleteUuid)].map(([athleteUuid, own]) => ({
    athleteUuid,
    type: 'leaderboard.rank_changed',
    data: {
      changes: own.toSorted(byNotability).map(({ board, period, rank, previousRank, score }) => ({
        board: board.board,
        period,
        rank,
        previousRank,
        score,
      })),
    },
  }));

/** Sorts the most notable change first: the better rank, then the longer period, then the order of the leaderboards. */
const byNotability = (a: RankChange, b: RankChange): number =>
  a.rank - b.rank ||
  lengthOf(b.period) - lengthOf(a.period) ||
  LEADERBOARDS.indexOf(a.board) - LEADERBOARDS.indexOf(b.board);

const lengthOf = (period: string): number => PERIOD_KINDS.indexOf(parsePeriod(period)!.kind);
