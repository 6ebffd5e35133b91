import { BOARDS, type Board } from './boards.ts';
import type { ScoreColumn } from './boards.ts';

/** An athlete's scores of one period and sport ('' for all), as far as the boards show them. */
export type ScoreRow = { athleteUuid: string; appId: string; period: string; sport: string } & Record<
  ScoreColumn,
  number | null
>;

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
 * Lists the scores that became better between two states of some athletes. Only boards without `sport=` count: a run that
 * is first of all workouts would otherwise appear as first of all runs too. A score of 0 is none.
 */
export function improvementsBetween(before: readonly ScoreRow[], after: readonly ScoreRow[]): Improvement[] {
  const previous = new Map(before.map((row) => [keyOf(row), row]));
  return after.flatMap((row) =>
    BOARDS.flatMap((board) => {
      if (row.sport !== sportOf(board)) return [];
      const score = row[board.column] || null;
      const previousScore = previous.get(keyOf(row))?.[board.column] || null;
      if (score === null || !isBetter(board, score, previousScore)) return [];
      const { athleteUuid, appId, period, sport } = row;
      return [{ athleteUuid, appId, board, period, sport, score, previousScore }];
    }),
  );
}

/** The boards of fastest times have one sport; the others sum up all sports. */
const sportOf = ({ sports }: Board): string => (sports.length === 1 ? sports[0]! : '');

const keyOf = ({ athleteUuid, period, sport }: ScoreRow): string => `${athleteUuid} ${period} ${sport}`;

const isBetter = ({ order }: Board, score: number, previous: number | null): boolean =>
  previous === null || (order === 'desc' ? score > previous : score < previous);
