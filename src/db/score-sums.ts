import { notSetAsideBy } from './counted.ts';

/** The columns of a score that are sums. Summed as numeric, so that the order of the workouts cannot change the last digit. */
export const SUMS = `
      count(*)::double precision as workouts,
      coalesce(sum(s.distance_meters::numeric), 0)::double precision as distance_meters,
      coalesce(sum(s.duration_seconds::numeric), 0)::double precision as duration_seconds,
      coalesce(sum(s.gross_kcal::numeric), 0)::double precision as energy_kcal,
      coalesce(sum(s.elevation_gain_meters::numeric), 0)::double precision as elevation_gain_meters`;

/** The fastest efforts of a row's runs. */
export const FASTEST = `
      min(e.fastest_5k) as fastest_5k,
      min(e.fastest_10k) as fastest_10k,
      min(e.fastest_half_marathon) as fastest_half_marathon,
      min(e.fastest_marathon) as fastest_marathon`;

/** What counts on boards: public, and not set aside. */
export const ON_BOARDS = `w.visibility = 'public' and ${notSetAsideBy('updateLeaderboards')}`;

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

/** The periods that a local start lies in. */
export const PERIODS = (localStart: string) => `
      values
        ('all'),
        (to_char(${localStart}, 'YYYY')),
        (to_char(${localStart}, 'YYYY-MM')),
        (to_char(${localStart}, 'IYYY-"W"IW'))`;

/**
 * The sums by athlete, period and sport of the workouts that `source` reads, in each of their periods or in those that
 * `where` leaves.
 */
export const sumsByPeriod = (source: string, where = ''): string => `
    select
      s.athlete_uuid,
      p.period,
      coalesce(s.sport, '') as sport,
      ${SUMS.trim()},
      ${FASTEST.trim()}
    from ${source} as s
    ${EFFORTS.trim()}
    cross join lateral (${PERIODS('s.local_start')}
    ) as p (period)
    ${where}
    group by grouping sets ((s.athlete_uuid, p.period), (s.athlete_uuid, p.period, s.sport))`;

/** The rows as they are stored, of sums by athlete, period and sport ('' for all); no fastest time but of runs. */
export const EXPECTED = `
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

/** Only rows that differ are written. */
export const WRITE = `
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

/** Of a stored row `l`. */
export const NOT_EXPECTED = `
         not exists (
           select from expected e
           where e.athlete_uuid = l.athlete_uuid and e.period = l.period and e.sport = l.sport
         )`;
