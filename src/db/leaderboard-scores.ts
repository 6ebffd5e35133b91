import { notSetAsideBy, notSetAsideByItsRow } from './counted.ts';
import type { Queryable, Transaction } from './pool.ts';
import { STRETCHES } from './stretches.ts';

/** The columns of a score that are sums. Summed as numeric, so that the order of the workouts cannot change the last digit. */
const SUMS = `
      count(*)::double precision as workouts,
      coalesce(sum(s.distance_meters::numeric), 0)::double precision as distance_meters,
      coalesce(sum(s.duration_seconds::numeric), 0)::double precision as duration_seconds,
      coalesce(sum(s.gross_kcal::numeric), 0)::double precision as energy_kcal,
      coalesce(sum(s.elevation_gain_meters::numeric), 0)::double precision as elevation_gain_meters`;

/** The fastest efforts of a row's runs. */
const FASTEST = `
      min(e.fastest_5k) as fastest_5k,
      min(e.fastest_10k) as fastest_10k,
      min(e.fastest_half_marathon) as fastest_half_marathon,
      min(e.fastest_marathon) as fastest_marathon`;

/** What counts on boards: public, and not set aside. */
const ON_BOARDS = `w.visibility = 'public' and ${notSetAsideBy('updateLeaderboards')}`;
const ON_BOARDS_BY_STEPS = `w.visibility = 'public' and ${notSetAsideByItsRow('updateLeaderboards')}`;

/** Read workout by workout, where a join could read everybody's efforts; only runs have such boards. */
const EFFORTS = `
    left join lateral (
      select
        min(b.duration_seconds) filter (where b.distance_meters = 5000) as fastest_5k,
        min(b.duration_seconds) filter (where b.distance_meters = 10000) as fastest_10k,
        min(b.duration_seconds) filter (where b.distance_meters = 21097.5) as fastest_half_marathon,
        min(b.duration_seconds) filter (where b.distance_meters = 42195) as fastest_marathon
      from best_efforts b
      where b.workout_id = s.workout_id
    ) as e on s.sport = 'run'`;

const PERIODS = (localStart: string) => `
      values
        ('all'),
        (to_char(${localStart}, 'YYYY')),
        (to_char(${localStart}, 'YYYY-MM')),
        (to_char(${localStart}, 'IYYY-"W"IW'))`;

const IS_YEAR = (period: string) => `${period} ~ '^[0-9]{4}$'`;

/** The rows as they are stored, of sums by athlete, period and sport ('' for all); no fastest time but of runs. */
const EXPECTED = `
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
      case when sums.sport = 'run' then sums.fastest_5k end as fastest_5k,
      case when sums.sport = 'run' then sums.fastest_10k end as fastest_10k,
      case when sums.sport = 'run' then sums.fastest_half_marathon end as fastest_half_marathon,
      case when sums.sport = 'run' then sums.fastest_marathon end as fastest_marathon
    from sums
    join athletes a on a.athlete_uuid = sums.athlete_uuid
  )`;

/** What the scores of the athletes `$1` should be, one row per period and sport: sums and minima over what counts. */
const expectedScores = (onBoards: string) => `
  with source as (
    select w.*
    from counted_workouts w
    where w.athlete_uuid = any($1::uuid[]) and ${onBoards}
  ),
  sums as (
    select
      s.athlete_uuid,
      p.period,
      coalesce(s.sport, '') as sport,
      ${SUMS.trim()},
      ${FASTEST.trim()}
    from source s
    ${EFFORTS.trim()}
    cross join lateral (${PERIODS('s.local_start')}
    ) as p (period)
    group by grouping sets ((s.athlete_uuid, p.period), (s.athlete_uuid, p.period, s.sport))
  ),
  ${EXPECTED.trim()}`;

/** An athlete's period whose scores a workout can have changed. */
export interface TouchedPeriod {
  athleteUuid: string;
  period: string;
}

/**
 * The periods that these workouts can have changed in their first run, with those that may since be the same as they
 * are. By the clock of every time zone, since another step may have counted them by another one.
 */
export async function listTouchedPeriods(db: Queryable, workoutIds: string[]): Promise<TouchedPeriod[]> {
  if (workoutIds.length === 0) return [];
  const { rows } = await db.query<TouchedPeriod>(
    `with ${STRETCHES}
     select distinct s.athlete_uuid as "athleteUuid", p.period
     from stretches s
     cross join lateral generate_series(
       date_trunc('day', (s.from_at - interval '16 hours') at time zone 'UTC'),
       (s.last_start + interval '16 hours') at time zone 'UTC',
       interval '1 day'
     ) as day
     cross join lateral (${PERIODS('day')}
     ) as p (period)
     order by 1, 2`,
    [workoutIds],
  );
  return rows;
}

/**
 * The same for the periods `$2` of the athletes `$1` alone; `$3` are these, each once, whom PostgreSQL then knows to have
 * long histories or short ones. Weeks, months and years read what began in those years; of
 * all time only sums are added up again, and its fastest times are the fastest of the years.
 */
const EXPECTED_TOUCHED = `
  with touched as (
    select * from unnest($1::uuid[], $2::text[]) as t (athlete_uuid, period)
  ),
  ranges as (
    select
      athlete_uuid,
      array_agg(period) as periods,
      make_timestamptz((min(period) filter (where ${IS_YEAR('period')}))::int, 1, 1, 0, 0, 0, 'UTC')
        - interval '8 days' as from_at,
      make_timestamptz((max(period) filter (where ${IS_YEAR('period')}))::int + 1, 1, 1, 0, 0, 0, 'UTC')
        + interval '8 days' as to_at
    from touched
    group by athlete_uuid
  ),
  dated as (
    select
      s.athlete_uuid,
      p.period,
      coalesce(s.sport, '') as sport,
      ${SUMS.trim()},
      ${FASTEST.trim()}
    from (
      select w.*, r.periods
      from ranges r
      join counted_workouts w
        on w.athlete_uuid = r.athlete_uuid and w.started_at >= r.from_at and w.started_at < r.to_at
      where w.athlete_uuid = any($3::uuid[]) and ${ON_BOARDS}
    ) as s
    ${EFFORTS.trim()}
    cross join lateral (${PERIODS('s.local_start')}
    ) as p (period)
    where p.period <> 'all' and p.period = any(s.periods)
    group by grouping sets ((s.athlete_uuid, p.period), (s.athlete_uuid, p.period, s.sport))
  ),
  years as (
    select athlete_uuid, fastest_5k, fastest_10k, fastest_half_marathon, fastest_marathon
    from dated
    where sport = 'run' and ${IS_YEAR('period')}
    union all
    select l.athlete_uuid, l.fastest_5k, l.fastest_10k, l.fastest_half_marathon, l.fastest_marathon
    from ranges r
    join leaderboard_scores l on l.athlete_uuid = r.athlete_uuid
    where l.athlete_uuid = any($3::uuid[])
      and l.sport = 'run'
      and ${IS_YEAR('l.period')}
      and l.period <> all(r.periods)
  ),
  of_all_time as (
    select
      s.athlete_uuid,
      coalesce(s.sport, '') as sport,
      ${SUMS.trim()}
    from (
      select w.*
      from counted_workouts w
      where w.athlete_uuid = any($3::uuid[]) and ${ON_BOARDS}
    ) as s
    group by grouping sets ((s.athlete_uuid), (s.athlete_uuid, s.sport))
  ),
  sums as (
    select * from dated
    union all
    select o.athlete_uuid, 'all', o.sport, o.workouts, o.distance_meters, o.duration_seconds, o.energy_kcal,
      o.elevation_gain_meters, e.fastest_5k, e.fastest_10k, e.fastest_half_marathon, e.fastest_marathon
    from of_all_time o
    left join (
      select e.athlete_uuid, ${FASTEST.trim()}
      from years e
      group by e.athlete_uuid
    ) as e on e.athlete_uuid = o.athlete_uuid and o.sport = 'run'
  ),
  ${EXPECTED.trim()}`;

const WRITE = `
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
       where l.* is distinct from excluded.*`;

const NOT_EXPECTED = `
         not exists (
           select from expected e
           where e.athlete_uuid = l.athlete_uuid and e.period = l.period and e.sport = l.sport
         )`;

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

/** The same for some periods of some athletes, where nothing else can have changed. */
export async function replaceTouchedScores(
  tx: Transaction,
  touched: readonly TouchedPeriod[],
): Promise<void> {
  if (touched.length === 0) return;
  await tx.query(
    `${EXPECTED_TOUCHED},
     gone as (
       delete from leaderboard_scores l
       using touched t
       where l.athlete_uuid = any($3::uuid[]) and l.athlete_uuid = t.athlete_uuid and l.period = t.period and ${NOT_EXPECTED.trim()}
     )
     ${WRITE.trim()}`,
    [
      touched.map((t) => t.athleteUuid),
      touched.map((t) => t.period),
      [...new Set(touched.map((t) => t.athleteUuid))],
    ],
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
