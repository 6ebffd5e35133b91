import { BOARDS, type Board } from './boards.ts';
import type { ScoreColumn } from './boards.ts';

/** An athlete's scores of one period and sport ('' for all), as far as the boards show them. */
export type ScoreRow = { athleteUuid: string; appId: string; period: string; sport: string } & Record<
  ScoreColumn,
  number | null
>;

/** A row of scores that changed; null where others could not see it, or cannot. */
export interface ScoreChange {
  before: ScoreRow | null;
  after: ScoreRow | null;
}

/** A score that became better, and what it was. */
export interface Improvement {
  athleteUuid: string;
  appId: string;
  board: Board;
  period: string;
  sport: string;
  score: number;
  previousScore: number | null;
}

/**
 * Lists the scores that became better by these changes. Only boards without `sport=` count: a run that
 * is first of all workouts would otherwise appear as first of all runs too. A score of 0 is none.
 */
export function improvementsOf(changes: readonly ScoreChange[]): Improvement[] {
  return changes.flatMap(({ before, after }) =>
    BOARDS.flatMap((board) => {
      if (after === null || after.sport !== sportOf(board)) return [];
      const score = after[board.column] || null;
      const previousScore = before?.[board.column] || null;
      if (score === null || !isBetter(board, score, previousScore)) return [];
      const { athleteUuid, appId, period, sport } = after;
      return [{ athleteUuid, appId, board, period, sport, score, previousScore }];
    }),
  );
}

/** The boards of fastest times have one sport; the others sum up all sports. */
const sportOf = ({ sports }: Board): string => (sports.length === 1 ? sports[0]! : '');

const isBetter = ({ order }: Board, score: number, previous: number | null): boolean =>
  previous === null || (order === 'desc' ? score > previous : score < previous);
