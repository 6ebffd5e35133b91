import type { Queryable, Transaction } from './pool.ts';
import {
  EXPECTED,
  FASTEST,
  NOT_EXPECTED,
  ON_BOARDS,
  PERIODS,
  SUMS,
  sumsByPeriod,
  WRITE,
} from './score-sums.ts';
import { STRETCHES } from './stretches.ts';

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

const IS_YEAR = (period: string) => `${period} ~ '^[0-9]{4}$'`;

/** What began in the years of those periods, with the periods. */
const READ_TOUCHED = `(
      select w.*, r.periods
      from ranges r
      join counted_workouts w
        on w.athlete_uuid = r.athlete_uuid and w.started_at >= r.from_at and w.started_at < r.to_at
      where w.athlete_uuid = any($3::uuid[]) and ${ON_BOARDS}
    )`;

/**
 * What the scores should be in the periods `$2` of the athletes `$1`; `$3` are these, each once, whom PostgreSQL then
 * knows to have long histories or short ones. Weeks, months and years read what began in those years; of all time only
 * sums are added up again, and its fastest times are the fastest of the years.
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
  dated as (${sumsByPeriod(READ_TOUCHED, `where p.period <> 'all' and p.period = any(s.periods)`)}
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

/** Makes the scores of some periods of some athletes what they should be, where nothing else can have changed. */
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
