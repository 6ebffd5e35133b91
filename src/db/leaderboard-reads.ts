import { better, countBoard, keyOf, onBoard, type ReadBoard } from './board-counts.ts';
import type { Queryable } from './pool.ts';

export interface BoardPlace {
  athleteId: string;
  score: number;
}

export interface BoardEntry extends BoardPlace {
  /** 1 + the number of strictly better scores. */
  rank: number;
  displayName: string | null;
}

export interface BoardPage {
  entries: BoardEntry[];
  /** How many are on the board. */
  total: number;
  /** It is to be counted by ranges from now on: `wantCounted`. */
  wantsCounting: boolean;
}

const worse = ({ order }: ReadBoard['board']) => (order === 'desc' ? '<' : '>');

/**
 * A page of a board after a place of it; of one moment, if `db` sees one. Ranks are read: those before the page are counted once, then the page counts
 * on. Inside a tie by athleteId, and the page may begin in the middle of one.
 */
export async function readBoardPage(
  db: Queryable,
  { limit, after, ...read }: ReadBoard & { limit: number; after: BoardPlace | undefined },
): Promise<BoardPage> {
  const rows = await listPlaces(db, read, { from: after, inclusive: false, downwards: true, limit });
  return rankPage(db, read, rows);
}

/** The part of a board with at most so many above the athlete; without entries when the athlete is not on it. */
export async function readBoardAround(
  db: Queryable,
  {
    limit,
    mostAbove,
    athleteId,
    ...read
  }: ReadBoard & { limit: number; mostAbove: number; athleteId: string },
): Promise<BoardPage> {
  const own = await findPlace(db, read, athleteId);
  if (!own) return rankPage(db, read, []);
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

async function findPlace(db: Queryable, read: ReadBoard, athleteId: string): Promise<BoardPlace | undefined> {
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

/** Walks the board's index from a place on: the first comparison alone bounds the scan, the second splits the tie. */
async function listPlaces(db: Queryable, read: ReadBoard, walk: Walk): Promise<PlaceRow[]> {
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

async function rankPage(db: Queryable, read: ReadBoard, rows: PlaceRow[]): Promise<BoardPage> {
  const first = rows[0];
  const second = first && rows.find((row) => row.score !== first.score);
  const {
    total,
    better: ahead,
    wantsCounting,
  } = await countBoard(
    db,
    read,
    [first, second].flatMap((row) => row?.score ?? []),
  );
  let rank = ahead[0]! + 1;
  const entries = rows.map((row, index) => {
    // A tie that begins on the page is there as a whole when the next one begins; the first may have begun before it.
    if (row === second) rank = ahead[1]! + 1;
    else if (index > 0 && row.score !== rows[index - 1]!.score) rank += tiedBefore(rows, index);
    return { rank, ...row };
  });
  return { entries, total, wantsCounting };
}

function tiedBefore(rows: readonly PlaceRow[], index: number): number {
  const { score } = rows[index - 1]!;
  return index - rows.findIndex((row) => row.score === score);
}
