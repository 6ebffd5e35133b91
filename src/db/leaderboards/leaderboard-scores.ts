import type { ScoreChange } from '../../domain/score-improvements.ts';
import { notExcludedBy, notExcludedByItsRow } from '../derived/counted.ts';
import type { Queryable, Transaction } from '../pool.ts';

/** The columns that are sums. They use numeric, so that the order of workouts cannot change the last digit. */
const SUMS = `
      count(*)::double precision as workouts,
      coalesce(sum(s.distance_meters::numeric), 0)::double precision as distance_meters,
      (
        case when grouping(s.sport) = 0 then sum(s.seconds_in_sport::numeric) else sum(s.seconds::numeric) end
      )::double precision as duration_seconds,
      coalesce(sum(s.gross_kcal::numeric), 0)::double precision as energy_kcal,
      coalesce(sum(s.elevation_gain_meters::numeric), 0)::double precision as elevation_gain_meters`.trim();

/** The seconds of workout `w` that no earlier one in the window covers: overlapping time counts once. */
const secondsOnce = (window: string) =>
  `
      case
        when max(w.ends_at) over ${window} > w.started_at
          then greatest(extract(epoch from w.ends_at - max(w.ends_at) over ${window}), 0)::double precision
        else w.duration_seconds
      end`.trim();

/** The leaderboards of fastest times: columns and distances. Only runs have them. */
const FASTEST = Object.entries({
  fastest_5k: 5000,
  fastest_10k: 10_000,
  fastest_half_marathon: 21_097.5,
  fastest_marathon: 42_195,
});

/**
 * Returns the expected scores of the athletes `$1`, one row per period and sport ('' for all), in the columns of the
 * table. They are grouped by the start of each period, and each row names its period once: a name per workout took
 * six times as long.
 */
const expectedScores = (isCounted: string) => `
  with source as (
    select
      w.*,
      ${secondsOnce('all_sports')} as seconds,
      ${secondsOnce('in_sport')} as seconds_in_sport,
      date_trunc('week', w.local_start) as week,
      date_trunc('month', w.local_start) as month,
      date_trunc('year', w.local_start) as year
    from (
      select w.*, w.started_at + make_interval(secs => w.duration_seconds) as ends_at
      from counted_workouts w
      where w.athlete_uuid = any($1::uuid[]) and w.visibility = 'public' and ${isCounted}
    ) w
    window
      all_sports as (
        partition by w.athlete_uuid
        order by w.started_at, w.workout_id
        rows between unbounded preceding and 1 preceding
      ),
      in_sport as (
        partition by w.athlete_uuid, w.sport
        order by w.started_at, w.workout_id
        rows between unbounded preceding and 1 preceding
      )
  ),
  fastest as (
    select
      b.workout_id,
      ${FASTEST.map(([column, meters]) => `min(b.duration_seconds) filter (where b.distance_meters = ${meters}) as ${column}`).join(',\n      ')}
    from source s
    join best_efforts b
      on b.workout_id = s.workout_id and b.distance_meters in (${FASTEST.map(([, meters]) => meters).join(', ')})
    where s.sport = 'run'
    group by b.workout_id
  ),
  sums as (
    select
      s.athlete_uuid,
      case
        when grouping(s.week) = 0 then to_char(s.week, 'IYYY-"W"IW')
        when grouping(s.month) = 0 then to_char(s.month, 'YYYY-MM')
        when grouping(s.year) = 0 then to_char(s.year, 'YYYY')
        else 'all'
      end as period,
      coalesce(s.sport, '') as sport,
      ${SUMS},
      ${FASTEST.map(([column]) => `min(f.${column}) as ${column}`).join(',\n      ')}
    from source s
    left join fastest f on f.workout_id = s.workout_id
    group by s.athlete_uuid, grouping sets ((s.week), (s.month), (s.year), ()), grouping sets ((), (s.sport))
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
      ${FASTEST.map(([column]) => `case when sums.sport = 'run' then sums.${column} end as ${column}`).join(',\n      ')}
    from sums
    join athletes a on a.athlete_uuid = sums.athlete_uuid
  )`;

const COLUMNS_OF_FASTEST = FASTEST.map(([column]) => column).join(', ');

/** Converts a row to `ScoreRow`. */
const SCORE_ROW = (row: string) =>
  `jsonb_build_object('athleteUuid', ${row}.athlete_uuid, 'appId', ${row}.app_id) || to_jsonb(${row}) - 'before'`;

/** Recomputes these athletes' scores from all their workouts. Writes only rows that differ, and returns them. */
export async function recomputeScores(tx: Transaction, athleteUuids: string[]): Promise<ScoreChange[]> {
  const { rows } = await tx.query<ScoreChange>(
    `${expectedScores(notExcludedBy('updateLeaderboards'))},
     gone as (
       delete from leaderboard_scores l
       where l.athlete_uuid = any($1::uuid[])
         and not exists (
           select from expected e
           where e.athlete_uuid = l.athlete_uuid and e.period = l.period and e.sport = l.sport
         )
     ),
     changed as (
       select e.*, case when l.visible then ${SCORE_ROW('l')} end as before
       from expected e
       left join leaderboard_scores l
         -- Repeats the condition: otherwise the planner may read the scores of all athletes.
         on l.athlete_uuid = any($1::uuid[])
        and l.athlete_uuid = e.athlete_uuid and l.period = e.period and l.sport = e.sport
       where row(l.*) is distinct from row(e.*)
     ),
     written as (
       insert into leaderboard_scores
       select
         athlete_uuid, period, sport, app_id, athlete_id, visible, workouts, distance_meters, duration_seconds,
         energy_kcal, elevation_gain_meters, ${COLUMNS_OF_FASTEST}
       from changed
       on conflict (athlete_uuid, period, sport) do update
         set
           visible = excluded.visible,
           workouts = excluded.workouts,
           distance_meters = excluded.distance_meters,
           duration_seconds = excluded.duration_seconds,
           energy_kcal = excluded.energy_kcal,
           elevation_gain_meters = excluded.elevation_gain_meters,
           ${FASTEST.map(([column]) => `${column} = excluded.${column}`).join(',\n           ')}
     )
     select c.before, case when c.visible then ${SCORE_ROW('c')} end as after
     from changed c`,
    [athleteUuids],
  );
  return rows;
}

export interface ScoreDifference {
  athleteUuid: string;
  period: string;
  sport: string;
  stored: Record<string, unknown> | null;
  expected: Record<string, unknown> | null;
}

/**
 * Lists the differences between the stored and the expected scores of these athletes. Does not trust a workout's
 * status.
 */
export async function listScoreDifferences(
  db: Queryable,
  athleteUuids: string[],
): Promise<ScoreDifference[]> {
  const { rows } = await db.query<ScoreDifference>(
    `${expectedScores(notExcludedByItsRow('updateLeaderboards'))},
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
