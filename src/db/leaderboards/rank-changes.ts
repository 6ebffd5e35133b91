import type { Leaderboard } from '../../domain/leaderboards.ts';
import { groupBy } from '../../domain/group-by.ts';
import type { RankChange } from '../../domain/rank-changes.ts';
import type { Improvement } from '../../domain/score-improvements.ts';
import type { Queryable } from '../pool.ts';

/** Only ranks up to this one raise an event. */
const TOP = 10;

/**
 * Lists the improvements by which athletes entered the top of a leaderboard or rose within it. Reads each
 * leaderboard's last top score once: few of a batch's thousand athletes reach the top, and only those are ranked.
 */
export async function listRankChanges(
  db: Queryable,
  improvements: readonly Improvement[],
): Promise<RankChange[]> {
  const changes: RankChange[] = [];
  for (const [board, candidates] of groupBy(improvements, (improvement) => improvement.board)) {
    const near = await keepNearTop(db, board, candidates);
    changes.push(...(await rankAll(db, board, near)));
  }
  return changes.filter(
    ({ rank, previousRank }) => rank <= TOP && (previousRank === null || rank < previousRank),
  );
}

async function keepNearTop(
  db: Queryable,
  board: Leaderboard,
  candidates: Improvement[],
): Promise<Improvement[]> {
  const boards = groupBy(candidates, ({ appId, period, sport }) => `${appId} ${period} ${sport}`);
  const places = [...boards.values()].map((ofBoard) => ofBoard[0]!);
  const { rows } = await db.query<{ last: number | null }>(
    `select (
       select l.${board.column}
       from leaderboard_scores l
       where ${onBoard(board)}
       order by l.${board.column} ${board.order}
       offset ${TOP - 1}
       limit 1
     ) as last
     from unnest($1::uuid[], $2::text[], $3::text[]) with ordinality as b (app_id, period, sport, position)
     order by b.position`,
    [places.map((p) => p.appId), places.map((p) => p.period), places.map((p) => p.sport)],
  );
  return [...boards.values()].flatMap((ofBoard, index) => {
    const last = rows[index]!.last;
    return ofBoard.filter(
      ({ score }) => last === null || (board.order === 'desc' ? score >= last : score <= last),
    );
  });
}

/** Counts the better scores, up to the size of the top. */
async function rankAll(
  db: Queryable,
  board: Leaderboard,
  improvements: Improvement[],
): Promise<RankChange[]> {
  if (improvements.length === 0) return [];
  const { rows } = await db.query<{ better: number; betterThanPrevious: number }>(
    `select
       ${countBetter(board, 'b.score')} as better,
       ${countBetter(board, 'b.previous_score')} as "betterThanPrevious"
     from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::double precision[], $6::double precision[])
       with ordinality as b (app_id, period, sport, athlete_uuid, score, previous_score, position)
     order by b.position`,
    [
      improvements.map((i) => i.appId),
      improvements.map((i) => i.period),
      improvements.map((i) => i.sport),
      improvements.map((i) => i.athleteUuid),
      improvements.map((i) => i.score),
      improvements.map((i) => i.previousScore),
    ],
  );
  return improvements.map((improvement, index) => {
    const { better, betterThanPrevious } = rows[index]!;
    const wasInTop = improvement.previousScore !== null && betterThanPrevious < TOP;
    return { ...improvement, rank: better + 1, previousRank: wasInTop ? betterThanPrevious + 1 : null };
  });
}

/** Column and order come from the closed list of leaderboards. */
const onBoard = ({ column }: Leaderboard) => `
  l.app_id = b.app_id and l.period = b.period and l.sport = b.sport and l.visible and l.${column} > 0`;

const countBetter = (board: Leaderboard, score: string) => `(
  select count(*)::int
  from (
    select
    from leaderboard_scores l
    where ${onBoard(board)}
      and l.${board.column} ${board.order === 'desc' ? '>' : '<'} ${score}
      and l.athlete_uuid <> b.athlete_uuid
    limit ${TOP}
  ) as ahead
)`;
