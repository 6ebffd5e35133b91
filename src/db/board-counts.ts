import type { Board } from '../domain/boards.ts';
import type { Queryable } from './pool.ts';

/** A board of one metric. */
export interface ReadBoard {
  appId: string;
  board: Pick<Board, 'column' | 'order'>;
  period: string;
  /** '' for all sports together. */
  sport: string;
}

export interface BoardCount {
  /** How many are on the board. */
  total: number;
  /** For each of the scores how many are strictly better. */
  better: number[];
  /** So many stand on it that it is better counted by ranges, and it is not yet. */
  wantsCounting: boolean;
}

/** As many ranges has `score_range` for each factor of e. */
const RANGES = '200::double precision';
/** Counting so many one by one takes a few milliseconds; from here on a board is counted by ranges. */
const MANY = 10_000;

/** Who is on a board: seen, and with a score. Column and order come from the closed table of boards. */
export const onBoard = ({ column }: ReadBoard['board']) => `
  l.app_id = $1::uuid
  and l.period = $2::text
  and l.sport = $3::text
  and l.visible
  and l.${column} > 0`;

export const better = ({ order }: ReadBoard['board']) => (order === 'desc' ? '>' : '<');

export const keyOf = ({ appId, period, sport }: ReadBoard): unknown[] => [appId, period, sport];

/** Counts as of one moment, exactly: one by one, or where many stand by ranges of scores. */
export async function countBoard(
  db: Queryable,
  read: ReadBoard,
  scores: readonly number[],
): Promise<BoardCount> {
  const byRanges = await countByRanges(db, read, scores);
  if (byRanges) return { ...byRanges, wantsCounting: false };
  const count = await countOneByOne(db, read, scores);
  return { ...count, wantsCounting: count.total >= MANY };
}

type Counted = Omit<BoardCount, 'wantsCounting'>;

async function countOneByOne(db: Queryable, read: ReadBoard, scores: readonly number[]): Promise<Counted> {
  const { column } = read.board;
  const { rows } = await db.query<Counted>(
    `select
       count(*)::int as total,
       array[
         count(*) filter (where l.${column} ${better(read.board)} $4::double precision),
         count(*) filter (where l.${column} ${better(read.board)} $5::double precision)
       ]::int[] as better
     from leaderboard_scores l
     where ${onBoard(read.board)}`,
    [...keyOf(read), scores[0] ?? null, scores[1] ?? null],
  );
  return rows[0]!;
}

/**
 * The ranges that are better, what has changed since they were summed up, and of the score's own range those that are
 * better: some thousand of a million. Where the range ends is computed a little too far out, and then judged exactly.
 * @returns undefined for a board that is not counted so
 */
async function countByRanges(
  db: Queryable,
  read: ReadBoard,
  scores: readonly number[],
): Promise<Counted | undefined> {
  const { column, order } = read.board;
  const isBetter = better(read.board);
  const { rows } = await db.query<Counted>(
    `with changes as materialized (
       select l.sign, score_range(l.${column}) as range
       from board_changes l
       where l.app_id = $1::uuid and l.period = $2::text and l.sport = $3::text and l.${column} > 0
     ),
     ranges as materialized (
       select range, athletes
       from board_ranges
       where app_id = $1::uuid and period = $2::text and sport = $3::text and metric = '${column}'
       union all
       select range, sign
       from changes
     )
     select
       (select coalesce(sum(athletes), 0) from ranges)::int as total,
       array(
         select
           (select coalesce(sum(r.athletes), 0) from ranges r where r.range ${isBetter} score_range(asked.score))
           + (
             select count(*)
             from leaderboard_scores l
             where ${onBoard(read.board)}
               and l.${column} ${isBetter} asked.score
               and l.${column} ${order === 'desc' ? '<=' : '>='} ${endOfRange(order)}
               and score_range(l.${column}) = score_range(asked.score)
           )
         from unnest($4::double precision[]) with ordinality as asked (score, position)
         order by asked.position
       )::int[] as better
     from counted_boards
     where app_id = $1::uuid and period = $2::text and sport = $3::text and state = 'ready'`,
    [...keyOf(read), scores],
  );
  return rows[0];
}

const endOfRange = (order: Board['order']): string =>
  order === 'desc'
    ? `exp((score_range(asked.score) + 1) / ${RANGES}) * (1 + 1e-9)`
    : `exp(score_range(asked.score) / ${RANGES}) * (1 - 1e-9)`;
