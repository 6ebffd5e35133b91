import { LEADERBOARDS, type Leaderboard } from './leaderboards.ts';
import type { ScoreColumn } from './leaderboards.ts';

/** An athlete's scores of one period and sport ('' for all), for the leaderboards that show them. */
export type ScoreRow = { athleteUuid: string; appId: string; period: string; sport: string } & Record<
  ScoreColumn,
  number | null
>;

/** A changed row of scores; null where it was, or is, not visible. */
export interface ScoreChange {
  before: ScoreRow | null;
  after: ScoreRow | null;
}

/** A better score, with the previous one. */
export interface Improvement {
  athleteUuid: string;
  appId: string;
  board: Leaderboard;
  period: string;
  sport: string;
  score: number;
  previousScore: number | null;
}

/**
 * Lists the scores that these changes improved. Only leaderboards without `sport=` count: otherwise a run that leads
 * all workouts would be reported for all runs as well. A score of 0 does not count.
 */
export function improvementsOf(changes: readonly ScoreChange[]): Improvement[] {
  return changes.flatMap(({ before, after }) =>
    LEADERBOARDS.flatMap((board) => {
      if (after === null || after.sport !== sportOf(board)) return [];
      const score = after[board.column] || null;
      const previousScore = before?.[board.column] || null;
      if (score === null || !isBetter(board, score, previousScore)) return [];
      const { athleteUuid, appId, period, sport } = after;
      return [{ athleteUuid, appId, board, period, sport, score, previousScore }];
    }),
  );
}

/** Leaderboards of fastest times have one sport; the others sum over all sports. */
const sportOf = ({ sports }: Leaderboard): string => (sports.length === 1 ? sports[0]! : '');

const isBetter = ({ order }: Leaderboard, score: number, previous: number | null): boolean =>
  previous === null || (order === 'desc' ? score > previous : score < previous);
