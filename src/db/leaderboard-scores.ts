import type { Queryable, Transaction } from './pool.ts';

/**
 * What the scores of these athletes should be, one row per period and sport ('' for all): sums and minima over what
 * counts and is public. Summed as numeric, so that the order of the workouts cannot change the last digit.
 */
const EXPECTED_SCORES = `
  with source as (
    select w.*
    from counted_workouts w
    where w.athlete_uuid = any($1::uuid[])
      and w.visibility = 'public'
      and not exists (
        select from workout_steps s
        where s.workout_id = w.workout_id
          and s.name = 'updateLeaderboards'
          and s.state in ('failed', 'skipped')
          and s.revision = w.revision
      )
  ),
  efforts as (
    select
      b.workout_id,
      min(b.duration_seconds) filter (where b.distance_meters = 5000) as fastest_5k,
      min(b.duration_seconds) filter (where b.distance_meters = 10000) as fastest_10k,
      min(b.duration_seconds) filter (where b.distance_meters = 21097.5) as fastest_half_marathon,
      min(b.duration_seconds) filter (where b.distance_meters = 42195) as fastest_marathon
    from best_efforts b
    join source s on s.workout_id = b.workout_id and s.sport = 'run'
    group by b.workout_id
  ),
  sums as (
    select
      s.athlete_uuid,
      p.period,
      coalesce(s.sport, '') as sport,
      count(*)::double precision as workouts,
      coalesce(sum(s.distance_meters::numeric), 0)::double precision as distance_meters,
      coalesce(sum(s.duration_seconds::numeric), 0)::double precision as duration_seconds,
      coalesce(sum(s.gross_kcal::numeric), 0)::double precision as energy_kcal,
      coalesce(sum(s.elevation_gain_meters::numeric), 0)::double precision as elevation_gain_meters,
      case when s.sport = 'run' then min(e.fastest_5k) end as fastest_5k,
      case when s.sport = 'run' then min(e.fastest_10k) end as fastest_10k,
      case when s.sport = 'run' then min(e.fastest_half_marathon) end as fastest_half_marathon,
      case when s.sport = 'run' then min(e.fastest_marathon) end as fastest_marathon
    from source s
    left join efforts e on e.workout_id = s.workout_id
    cross join lateral (
      values
        ('all'),
        (to_char(s.local_start, 'YYYY')),
        (to_char(s.local_start, 'YYYY-MM')),
        (to_char(s.local_start, 'IYYY-"W"IW'))
    ) as p (period)
    group by grouping sets ((s.athlete_uuid, p.period), (s.athlete_uuid, p.period, s.sport))
  ),
  expected as (
    select
      sums.athlete_uuid,
      sums.period,
      sums.sport,
      a.app_id,
      a.athlete_id,
      a.leaderboard_visibility = 'public' as visible,
      sums.workouts,
      sums.distance_meters,
      sums.duration_seconds,
      sums.energy_kcal,
      sums.elevation_gain_meters,
      sums.fastest_5k,
      sums.fastest_10k,
      sums.fastest_half_marathon,
      sums.fastest_marathon
    from sums
    join athletes a on a.athlete_uuid = sums.athlete_uuid
  )`;

/** Makes these athletes' scores what they should be. Only rows that differ are written. */
export async function replaceScores(tx: Transaction, athleteUuids: string[]): Promise<void> {
  await tx.query(
    `${EXPECTED_SCORES},
     gone as (
       delete from leaderboard_scores l
       where l.athlete_uuid = any($1::uuid[])
         and not exists (
           select from expected e
           where e.athlete_uuid = l.athlete_uuid and e.period = l.period and e.sport = l.sport
         )
     )
     insert into leaderboard_scores as l
     select * from expected
     on conflict (athlete_uuid, period, sport) do update
       set
         visible = excluded.visible,
         workouts = excluded.workouts,
         distance_meters = excluded.distance_meters,
         duration_seconds = excluded.duration_seconds,
         energy_kcal = excluded.energy_kcal,
         elevation_gain_meters = excluded.elevation_gain_meters,
         fastest_5k = excluded.fastest_5k,
         fastest_10k = excluded.fastest_10k,
         fastest_half_marathon = excluded.fastest_half_marathon,
         fastest_marathon = excluded.fastest_marathon
       where l.* is distinct from excluded.*`,
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
    `${EXPECTED_SCORES},
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
