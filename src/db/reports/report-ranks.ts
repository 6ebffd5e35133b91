import { LEADERBOARDS, type Leaderboard } from '../../domain/leaderboards.ts';
import type { LeaderboardRank } from '../../domain/monthly-report.ts';
import type { Queryable } from '../pool.ts';

/**
 * Lists these athletes' ranks on each leaderboard of that month, and the number of athletes on it. Private athletes
 * have none. One scan of a leaderboard's index serves a page of athletes, so this is read once a page, before any
 * athlete is locked.
 */
export async function listMonthRanks(
  db: Queryable,
  { athleteUuids, month }: { athleteUuids: string[]; month: string },
): Promise<Map<string, LeaderboardRank[]>> {
  const ranks = new Map<string, LeaderboardRank[]>();
  for (const board of LEADERBOARDS) {
    for (const { athleteUuid, ...rank } of await listBoardRanks(db, board, athleteUuids, month)) {
      const mine = ranks.get(athleteUuid) ?? [];
      mine.push({ board: board.board, ...rank });
      ranks.set(athleteUuid, mine);
    }
  }
  return ranks;
}

/** Fastest times are in the rows of their sport, sums in those of all sports. */
const rowsOf = ({ effortDistanceMeters }: Leaderboard): string =>
  effortDistanceMeters === undefined ? '' : 'run';

async function listBoardRanks(
  db: Queryable,
  board: Leaderboard,
  athleteUuids: string[],
  month: string,
): Promise<{ athleteUuid: string; rank: number; total: number }[]> {
  const { column, order } = board;
  const { rows } = await db.query<{ athleteUuid: string; rank: number; total: number }>(
    `with mine as (
       select l.athlete_uuid, l.app_id, l.athlete_id
       from leaderboard_scores l
       where l.athlete_uuid = any($1::uuid[])
         and l.period = $2::text
         and l.sport = $3::text
         and l.visible
         and l.${column} > 0
     ),
     apps as (
       select distinct app_id from mine
     )
     select m.athlete_uuid as "athleteUuid", b.rank, b.total
     from apps
     cross join lateral (
       select
         l.athlete_id,
         (rank() over (order by l.${column} ${order}))::int as rank,
         (count(*) over ())::int as total
       from leaderboard_scores l
       where l.app_id = apps.app_id
         and l.period = $2::text
         and l.sport = $3::text
         and l.visible
         and l.${column} > 0
     ) as b
     join mine m on m.app_id = apps.app_id and m.athlete_id = b.athlete_id`,
    [athleteUuids, month, rowsOf(board)],
  );
  return rows;
}
