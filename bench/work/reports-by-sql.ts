import type { Pool } from '../../src/db/pool.ts';

/**
 * Builds a month's reports of all athletes by one statement: totals of the month, the month before and the year before,
 * by sport, by day, and ranks on five leaderboards. It has no records, awards, training load, events, states or
 * retries: it shows what PostgreSQL can do.
 */
export async function makeReportsBySql(pool: Pool, month: string): Promise<number> {
  await pool.query('create table sql_reports (athlete_uuid uuid primary key, report jsonb not null)');
  const start = performance.now();
  const { rowCount } = await pool.query(
    `with bounds as (
       select $1::text as month, ($1::text || '-01')::date as first
     ),
     w as (
       select
         c.athlete_uuid,
         c.sport,
         c.local_start::date as day,
         to_char(c.local_start, 'YYYY-MM') as month,
         coalesce(c.distance_meters, 0) as distance,
         coalesce(c.moving_seconds, c.duration_seconds) as moving,
         coalesce(c.gross_kcal, 0) as kcal
       from counted_workouts c
       where to_char(c.local_start, 'YYYY-MM') in (
         select to_char(b.first - make_interval(months => m), 'YYYY-MM') from bounds b, unnest(array[0, 1, 12]) as m
       )
     ),
     totals as (
       select athlete_uuid, jsonb_object_agg(month, jsonb_build_object('workouts', workouts, 'distanceMeters', distance,
         'movingSeconds', moving, 'energyKcal', kcal)) as totals
       from (
         select athlete_uuid, month, count(*) as workouts, sum(distance) as distance, sum(moving) as moving,
           round(sum(kcal)::numeric, 2) as kcal
         from w group by athlete_uuid, month
       ) as t
       group by athlete_uuid
     ),
     sports as (
       select athlete_uuid, jsonb_agg(jsonb_build_object('sport', sport, 'workouts', workouts, 'distanceMeters', distance,
         'movingSeconds', moving, 'energyKcal', kcal)) as by_sport
       from (
         select w.athlete_uuid, w.sport, count(*) as workouts, sum(distance) as distance, sum(moving) as moving, sum(kcal) as kcal
         from w join bounds using (month) group by w.athlete_uuid, w.sport
       ) as s
       group by athlete_uuid
     ),
     days as (
       select athlete_uuid, jsonb_agg(jsonb_build_object('date', day, 'workouts', workouts, 'energyKcal', kcal) order by day) as days
       from (
         select w.athlete_uuid, w.day, count(*) as workouts, sum(kcal) as kcal
         from w join bounds using (month) group by w.athlete_uuid, w.day
       ) as d
       group by athlete_uuid
     ),
     ranks as (
       select
         l.athlete_uuid,
         jsonb_build_object(
           'distance', rank() over (order by l.distance_meters desc),
           'duration', rank() over (order by l.duration_seconds desc),
           'energy', rank() over (order by l.energy_kcal desc),
           'elevation', rank() over (order by l.elevation_gain_meters desc),
           'workouts', rank() over (order by l.workouts desc),
           'total', count(*) over ()
         ) as ranks
       from leaderboard_scores l
       join bounds b on b.month = l.period
       where l.sport = '' and l.visible
     )
     insert into sql_reports (athlete_uuid, report)
     select athlete_uuid, jsonb_build_object('totals', totals -> $1::text, 'all', totals, 'bySport', by_sport, 'days', days,
       'ranks', ranks)
     from totals
     left join sports using (athlete_uuid)
     left join days using (athlete_uuid)
     left join ranks using (athlete_uuid)`,
    [month],
  );
  return ((rowCount ?? 0) / (performance.now() - start)) * 1000;
}

/** Compares the totals of every report of the product. @throws Error if one differs */
export async function requireSameReports(pool: Pool, month: string): Promise<void> {
  const { rows } = await pool.query<{ differing: number }>(
    `select count(*)::int as differing
     from report_months r
     left join sql_reports s using (athlete_uuid)
     where r.month = $1::text
       and (s.report is null or exists (
         select from unnest(array['workouts', 'distanceMeters', 'movingSeconds', 'energyKcal']) as field
         where abs((r.report -> 'totals' ->> field)::float8 - (s.report -> 'totals' ->> field)::float8) > 0.011
       ))`,
    [month],
  );
  if (rows[0]!.differing > 0) throw new Error(`${rows[0]!.differing} reports differ from those made by SQL.`);
}
