import { notSetAsideByItsRow } from './counted.ts';
import type { Queryable, Transaction } from './pool.ts';
import { EXPECTED, NOT_EXPECTED, ON_BOARDS, sumsByPeriod, WRITE } from './score-sums.ts';

/** The same for the judge, which takes no workout's status for granted. */
const ON_BOARDS_BY_STEPS = `w.visibility = 'public' and ${notSetAsideByItsRow('updateLeaderboards')}`;

/** What the scores of the athletes `$1` should be, one row per period and sport: sums and minima over what counts. */
const expectedScores = (onBoards: string) => `
  with source as (
    select w.*
    from counted_workouts w
    where w.athlete_uuid = any($1::uuid[]) and ${onBoards}
  ),
  sums as (${sumsByPeriod('source')}
  ),
  ${EXPECTED.trim()}`;

/** Makes these athletes' scores what they should be. Only rows that differ are written. */
export async function replaceScores(tx: Transaction, athleteUuids: string[]): Promise<void> {
  await tx.query(
    `${expectedScores(ON_BOARDS)},
     gone as (
       delete from leaderboard_scores l
       where l.athlete_uuid = any($1::uuid[]) and ${NOT_EXPECTED.trim()}
     )
     ${WRITE.trim()}`,
    [athleteUuids],
  );
}

export interface ScoreDifference {
  athleteUuid: string;
  period: string;
  sport: string;
  stored: Record<string, unknown> | null;
  expected: Record<string, unknown> | null;
}

/** Where the stored scores of these athletes are not what the workouts say. */
export async function listScoreDifferences(
  db: Queryable,
  athleteUuids: string[],
): Promise<ScoreDifference[]> {
  const { rows } = await db.query<ScoreDifference>(
    `${expectedScores(ON_BOARDS_BY_STEPS)},
     stored as (
       select * from leaderboard_scores where athlete_uuid = any($1::uuid[])
     )
     select
       coalesce(s.athlete_uuid, e.athlete_uuid) as "athleteUuid",
       coalesce(s.period, e.period) as period,
       coalesce(s.sport, e.sport) as sport,
       case when s.athlete_uuid is not null then to_jsonb(s) end as stored,
       case when e.athlete_uuid is not null then to_jsonb(e) end as expected
     from stored s
     full join expected e
       on e.athlete_uuid = s.athlete_uuid and e.period = s.period and e.sport = s.sport
     where to_jsonb(s) is distinct from to_jsonb(e)
     order by 1, 2, 3`,
    [athleteUuids],
  );
  return rows;
}
