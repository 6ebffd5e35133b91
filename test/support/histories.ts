import type { TestDatabase } from './database.ts';

/** Athletes with so many workouts each, an hour apart, written as if they had been processed long ago. */
export async function insertHistories(
  { pool, appId }: TestDatabase,
  { athleteIds, workouts }: { athleteIds: string[]; workouts: number },
): Promise<string[]> {
  const { rows } = await pool.query<{ athlete_uuid: string }>(
    `with athlete as (
       insert into athletes (athlete_uuid, app_id, athlete_id)
       select gen_random_uuid(), $1::uuid, athlete_id
       from unnest($2::text[]) as athlete_id
       returning athlete_uuid
     ),
     history as (
       insert into workouts
         (workout_id, app_id, athlete_uuid, status, sport, started_at, duration_seconds, distance_meters, finished_at)
       select
         gen_random_uuid(),
         $1::uuid,
         athlete_uuid,
         'processed',
         'run',
         timestamptz '2010-01-01 06:00Z' + make_interval(hours => hour),
         1800,
         5000 + hour % 1000,
         now()
       from athlete
       cross join generate_series(1, $3::int) as hour
     )
     select athlete_uuid from athlete order by athlete_uuid`,
    [appId, athleteIds, workouts],
  );
  return rows.map((row) => row.athlete_uuid);
}
