import type { Leaderboard } from '../../domain/leaderboards.ts';
import type { Queryable } from '../pool.ts';

/** A leaderboard of one metric. */
export interface LeaderboardQuery {
  appId: string;
  board: Pick<Leaderboard, 'column' | 'order'>;
  period: string;
  /** '' for all sports together. */
  sport: string;
}

export interface BoardPlace {
  athleteId: string;
  score: number;
}

export interface BoardEntry extends BoardPlace {
  /** 1 + the number of strictly better scores. */
  rank: number;
  displayName: string | null;
}

/**
 * Returns the condition for athletes on a leaderboard: visible, and with a score. Column and order come from the
 * closed list of leaderboards.
 */
const onBoard = ({ column }: LeaderboardQuery['board']) => `
  l.app_id = $1::uuid
  and l.period = $2::text
  and l.sport = $3::text
  and l.visible
  and l.${column} > 0`;

const keyOf = ({ appId, period, sport }: LeaderboardQuery): unknown[] => [appId, period, sport];

const better = ({ order }: LeaderboardQuery['board']) => (order === 'desc' ? '>' : '<');
const worse = ({ order }: LeaderboardQuery['board']) => (order === 'desc' ? '<' : '>');

/**
 * Reads a page of a leaderboard after a position; consistent if `db` is a snapshot. Counts the athletes ahead of the
 * page once, then adds the rows. Ties are ordered by athleteId, and a page may begin within a tie.
 */
export async function readLeaderboardPage(
  db: Queryable,
  { limit, after, ...read }: LeaderboardQuery & { limit: number; after: BoardPlace | undefined },
): Promise<BoardEntry[]> {
  const rows = await listPlaces(db, read, { from: after, inclusive: false, downwards: true, limit });
  return rankPage(db, read, rows);
}

/**
 * Reads the part of a leaderboard with a limited number of athletes above this one; empty if the athlete is not on
 * it.
 */
export async function readLeaderboardAround(
  db: Queryable,
  {
    limit,
    mostAbove,
    athleteId,
    ...read
  }: LeaderboardQuery & { limit: number; mostAbove: number; athleteId: string },
): Promise<BoardEntry[]> {
  const own = await findPlace(db, read, athleteId);
  if (!own) return [];
  const above = await listPlaces(db, read, {
    from: own,
    inclusive: false,
    downwards: false,
    limit: mostAbove,
  });
  const below = await listPlaces(db, read, {
    from: own,
    inclusive: true,
    downwards: true,
    limit: limit - above.length,
  });
  return rankPage(db, read, [...above.toReversed(), ...below]);
}

type PlaceRow = BoardPlace & { displayName: string | null };

async function findPlace(
  db: Queryable,
  read: LeaderboardQuery,
  athleteId: string,
): Promise<BoardPlace | undefined> {
  const { rows } = await db.query<BoardPlace>(
    `select l.athlete_id as "athleteId", l.${read.board.column} as score
     from leaderboard_scores l
     where ${onBoard(read.board)}
       and l.athlete_uuid = (select athlete_uuid from athletes where app_id = $1::uuid and athlete_id = $4::text)`,
    [...keyOf(read), athleteId],
  );
  return rows[0];
}

interface Walk {
  from: BoardPlace | undefined;
  inclusive: boolean;
  downwards: boolean;
  limit: number;
}

/** Scans the leaderboard's index from a position: the first comparison bounds the scan, the second splits the tie. */
async function listPlaces(db: Queryable, read: LeaderboardQuery, walk: Walk): Promise<PlaceRow[]> {
  const { column, order } = read.board;
  const beyond = walk.downwards ? worse(read.board) : better(read.board);
  const idBeyond = `${walk.downwards ? '>' : '<'}${walk.inclusive ? '=' : ''}`;
  const scoreOrder = walk.downwards === (order === 'desc') ? 'desc' : 'asc';
  const { rows } = await db.query<PlaceRow>(
    `select
       l.athlete_id as "athleteId",
       l.${column} as score,
       a.display_name as "displayName"
     from leaderboard_scores l
     join athletes a on a.athlete_uuid = l.athlete_uuid
     where ${onBoard(read.board)}
       and (
         $4::double precision is null
         or (
           l.${column} ${beyond}= $4::double precision
           and (l.${column} ${beyond} $4::double precision or l.athlete_id ${idBeyond} $5::text)
         )
       )
     order by l.${column} ${scoreOrder}, l.athlete_id ${walk.downwards ? 'asc' : 'desc'}
     limit $6::int`,
    [...keyOf(read), walk.from?.score ?? null, walk.from?.athleteId ?? null, walk.limit],
  );
  return rows;
}

async function rankPage(db: Queryable, read: LeaderboardQuery, rows: PlaceRow[]): Promise<BoardEntry[]> {
  const first = rows[0];
  if (!first) return [];
  const { ahead, tied } = await countAhead(db, read, first.score);
  const second = rows.find((row) => row.score !== first.score);
  let rank = ahead + 1;
  return rows.map((row, index) => {
    // A tie that begins on the page is complete when the next one begins; the first tie may have begun before the
    // page.
    if (row === second) rank = ahead + tied + 1;
    else if (index > 0 && row.score !== rows[index - 1]!.score) rank += tiedBefore(rows, index);
    return { rank, ...row };
  });
}

/** Counts exactly, in the index: half a million better scores take some 30 ms. */
async function countAhead(
  db: Queryable,
  read: LeaderboardQuery,
  score: number,
): Promise<{ ahead: number; tied: number }> {
  const { column } = read.board;
  const count = (comparison: string) => `(
    select count(*)::int
    from leaderboard_scores l
    where ${onBoard(read.board)} and l.${column} ${comparison} $4::double precision
  )`;
  const { rows } = await db.query<{ ahead: number; tied: number }>(
    `select ${count(better(read.board))} as ahead, ${count('=')} as tied`,
    [...keyOf(read), score],
  );
  return rows[0]!;
}

/** Counts the athletes on the leaderboard: a million take some 60 ms. */
export async function countLeaderboard(db: Queryable, read: LeaderboardQuery): Promise<number> {
  const { rows } = await db.query<{ total: number }>(
    `select count(*)::int as total from leaderboard_scores l where ${onBoard(read.board)}`,
    keyOf(read),
  );
  return rows[0]!.total;
}

function tiedBefore(rows: readonly PlaceRow[], index: number): number {
  const { score } = rows[index - 1]!;
  return index - rows.findIndex((row) => row.score === score);
}
