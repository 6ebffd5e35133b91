import type { CountedWorkout } from '../domain/counted-workout.ts';
import type { History } from '../domain/standing.ts';
import type { StepName } from '../domain/steps.ts';
import { notSetAsideBy, notSetAsideByItsRow } from './counted.ts';
import type { Queryable } from './pool.ts';

/**
 * Reads what counts for these athletes, save the workouts that this very step has set aside: a poisonous one must not
 * stop its athlete's others. An athlete with nothing that counts has an empty history.
 */
export const listHistories = (db: Queryable, athleteUuids: string[], step: StepName): Promise<History[]> =>
  readHistories(db, athleteUuids, notSetAsideBy(step));

/** The same for the judge, which takes no workout's status for granted. */
export const listJudgedHistories = (
  db: Queryable,
  athleteUuids: string[],
  step: StepName,
): Promise<History[]> => readHistories(db, athleteUuids, notSetAsideByItsRow(step));

async function readHistories(
  db: Queryable,
  athleteUuids: string[],
  isNotSetAside: string,
): Promise<History[]> {
  const { rows } = await db.query<CountedWorkout & { athleteUuid: string; startedAt: Date; endedAt: Date }>(
    `select
       w.athlete_uuid as "athleteUuid",
       w.workout_id as "workoutId",
       w.sport,
       w.started_at as "startedAt",
       w.ended_at as "endedAt",
       to_char(w.local_start, 'YYYY-MM-DD') as "localDate",
       (extract(hour from w.local_start) * 60 + extract(minute from w.local_start))::int as "localStartMinute",
       w.duration_seconds as "durationSeconds",
       w.moving_seconds as "movingSeconds",
       w.distance_meters as "distanceMeters",
       w.elevation_gain_meters as "elevationGainMeters",
       w.gross_kcal as "grossKcal",
       coalesce(
         (
           select json_agg(
             json_build_object('distanceMeters', b.distance_meters, 'durationSeconds', b.duration_seconds)
             order by b.distance_meters
           )
           from best_efforts b
           where b.workout_id = w.workout_id
         ),
         '[]'
       ) as efforts
     from counted_workouts w
     where w.athlete_uuid = any($1::uuid[])
       and ${isNotSetAside}
     order by w.ended_at, w.workout_id`,
    [athleteUuids],
  );
  const histories = new Map<string, CountedWorkout[]>(athleteUuids.map((uuid) => [uuid, []]));
  for (const { athleteUuid, startedAt, endedAt, ...workout } of rows) {
    histories.get(athleteUuid)!.push({
      ...workout,
      startedAt: startedAt.toISOString(),
      endedAt: endedAt.toISOString(),
    });
  }
  return [...histories].map(([athleteUuid, workouts]) => ({ athleteUuid, workouts }));
}
