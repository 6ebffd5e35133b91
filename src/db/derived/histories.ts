import type { CountedWorkout, Effort } from '../../domain/counted-workout.ts';
import { groupBy } from '../../domain/group-by.ts';
import type { History } from '../../domain/standing.ts';
import type { StepName } from '../../domain/steps.ts';
import { notExcludedBy, notExcludedByItsRow } from './counted.ts';
import { LOCAL_START_MS } from './local-starts.ts';
import type { Queryable } from '../pool.ts';

/**
 * Reads the counted workouts of these athletes, without those for which this step failed: one must not stop the
 * athlete's others. An athlete without counted workouts has an empty history.
 */
export const listHistories = (db: Queryable, athleteUuids: string[], step: StepName): Promise<History[]> =>
  readHistories(db, athleteUuids, notExcludedBy(step));

/** Does the same for `ops verify`, which does not trust a workout's status. */
export const listVerifiedHistories = (
  db: Queryable,
  athleteUuids: string[],
  step: StepName,
): Promise<History[]> => readHistories(db, athleteUuids, notExcludedByItsRow(step));

async function readHistories(db: Queryable, athleteUuids: string[], isCounted: string): Promise<History[]> {
  const { rows } = await db.query<Omit<CountedWorkout, 'efforts'> & { athleteUuid: string }>(
    `select
       ${HISTORY_COLUMNS},
       w.gross_kcal as "grossKcal"
     from counted_workouts w
     where w.athlete_uuid = any($1::uuid[]) and ${isCounted}`,
    [athleteUuids],
  );
  const efforts = await listFastestEfforts(db, athleteUuids, isCounted);
  const histories = new Map<string, CountedWorkout[]>(athleteUuids.map((uuid) => [uuid, []]));
  for (const { athleteUuid, ...workout } of rows)
    histories.get(athleteUuid)!.push({ ...workout, efforts: efforts.get(workout.workoutId) ?? [] });
  return [...histories].map(([athleteUuid, workouts]) => ({ athleteUuid, workouts }));
}

/** In whole milliseconds, the precision of saved workouts; `floor` rounds as JavaScript does. */
const MS_AFTER_EPOCH = `date_part('epoch', w.started_at) * 1000 + 0.5`;
const ENDED_AT_MS = `floor(${MS_AFTER_EPOCH} + w.duration_seconds * 1000)`;

/** Selects what the rules read of a workout `w`, with its times in their format, but without its energy. */
export const HISTORY_COLUMNS = `
       w.athlete_uuid as "athleteUuid",
       w.workout_id as "workoutId",
       w.sport,
       floor(${MS_AFTER_EPOCH}) as "startedAtMs",
       ${ENDED_AT_MS} as "endedAtMs",
       ${LOCAL_START_MS} as "localStartMs",
       w.duration_seconds as "durationSeconds",
       w.moving_seconds as "movingSeconds",
       w.distance_meters as "distanceMeters",
       w.elevation_gain_meters as "elevationGainMeters"`.trim();

/**
 * Reads the efforts that were faster than all before them: only these can have been records. Of 36,000 efforts in
 * twenty years, these are some hundreds.
 */
async function listFastestEfforts(
  db: Queryable,
  athleteUuids: string[],
  isCounted: string,
): Promise<Map<string, Effort[]>> {
  const { rows } = await db.query<Effort & { workoutId: string }>(
    `select
       e.workout_id as "workoutId",
       e.distance_meters as "distanceMeters",
       e.duration_seconds as "durationSeconds"
     from (
       select
         b.workout_id,
         b.distance_meters,
         b.duration_seconds,
         min(b.duration_seconds) over (
           partition by w.athlete_uuid, w.sport, b.distance_meters
           order by ${ENDED_AT_MS}, w.workout_id
           rows between unbounded preceding and 1 preceding
         ) as best_before
       from counted_workouts w
       join best_efforts b on b.workout_id = w.workout_id
       where w.athlete_uuid = any($1::uuid[]) and ${isCounted}
     ) as e
     where e.best_before is null or e.duration_seconds < e.best_before
     order by e.distance_meters`,
    [athleteUuids],
  );
  return groupBy(rows, ({ workoutId }) => workoutId);
}
