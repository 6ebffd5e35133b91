import { isAfter, type CountedWorkout } from '../domain/counted-workout.ts';
import type { ContinuedHistory, History, StandingState } from '../domain/standing.ts';
import type { StepName } from '../domain/steps.ts';
import { LONGEST_WORKOUT_SECONDS } from '../domain/workout.ts';
import { notSetAsideBy, notSetAsideByItsRow } from './counted.ts';
import type { Queryable } from './pool.ts';

/**
 * Reads what counts for these athletes, save the workouts that this very step has set aside: a poisonous one must not
 * stop its athlete's others. An athlete with nothing that counts has an empty history.
 */
export const listHistories = (
  db: Queryable,
  athleteUuids: string[],
  step: StepName,
): Promise<ContinuedHistory[]> =>
  readHistories(db, { athleteUuids, where: `${OF_ATHLETES} and ${notSetAsideBy(step)}`, values: [] });

/** The same for the judge, which takes no workout's status for granted. */
export const listJudgedHistories = (
  db: Queryable,
  athleteUuids: string[],
  step: StepName,
): Promise<History[]> =>
  readHistories(db, { athleteUuids, where: `${OF_ATHLETES} and ${notSetAsideByItsRow(step)}`, values: [] });

/** The same from where each of these athletes stood: only what comes after that place is read. */
export async function listContinuedHistories(
  db: Queryable,
  states: ReadonlyMap<string, StandingState>,
  step: StepName,
): Promise<ContinuedHistory[]> {
  if (states.size === 0) return [];
  const histories = await readHistories(db, {
    athleteUuids: [...states.keys()],
    where: `${AFTER_PLACES} and ${notSetAsideBy(step)}`,
    values: [[...states.values()].map(({ climb }) => climb.place.endedAt)],
  });
  return histories.map(({ athleteUuid, workouts, underWay }) => {
    const from = states.get(athleteUuid)!;
    return {
      athleteUuid,
      workouts: workouts.filter((workout) => isAfter(workout, from.climb.place)),
      underWay,
      from,
    };
  });
}

const OF_ATHLETES = `w.athlete_uuid = any($1::uuid[])`;

/** One by one, so that PostgreSQL looks at the last weeks of each; places are in whole milliseconds. */
const AFTER_PLACES = `w.workout_id in (
  select o.workout_id
  from unnest($1::uuid[], $2::timestamptz[]) as p (athlete_uuid, ended_at)
  cross join lateral (
    select o.workout_id
    from workouts o
    where o.athlete_uuid = p.athlete_uuid
      and o.deleted_at is null
      and o.started_at >= p.ended_at - make_interval(secs => ${LONGEST_WORKOUT_SECONDS + 1})
      and o.started_at + make_interval(secs => o.duration_seconds) >= p.ended_at
    offset 0
  ) as o
)`;

async function readHistories(
  db: Queryable,
  { athleteUuids, where, values }: { athleteUuids: string[]; where: string; values: unknown[] },
): Promise<(History & { underWay: ReadonlySet<string> })[]> {
  const { rows } = await db.query<
    CountedWorkout & { athleteUuid: string; startedAt: Date; endedAt: Date; isUnderWay: boolean }
  >(
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
       w.status in ('accepted', 'processing') as "isUnderWay",
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
     where ${where}
     order by w.ended_at, w.workout_id`,
    [athleteUuids, ...values],
  );
  const underWay = new Set<string>();
  const histories = new Map<string, CountedWorkout[]>(athleteUuids.map((uuid) => [uuid, []]));
  for (const { athleteUuid, startedAt, endedAt, isUnderWay, ...workout } of rows) {
    if (isUnderWay) underWay.add(workout.workoutId);
    histories.get(athleteUuid)!.push({
      ...workout,
      startedAt: startedAt.toISOString(),
      endedAt: endedAt.toISOString(),
    });
  }
  return [...histories].map(([athleteUuid, workouts]) => ({ athleteUuid, workouts, underWay }));
}
