import type { EnergyEstimate } from '../../domain/energy/index.ts';
import type { AthleteAward, AthleteProgress, AthleteRecord } from '../../domain/standing.ts';
import type { StepName } from '../../domain/steps.ts';
import type { Queryable } from '../pool.ts';
import { AWARD_COLUMNS, toAward, type AwardRow } from './awards.ts';
import type { WorkoutCleaning, WorkoutEffort } from './best-efforts.ts';
import { notExcludedByItsRow } from './counted.ts';
import { RECORD_COLUMNS, toRecord, type RecordRow } from './records.ts';
import type { WorkoutLoad } from './training-load.ts';

/** Reads derived data as stored, by athlete. */

/** Lists a page of athletes by id. An athlete who is being erased is left out. */
export async function listAthletePage(
  db: Queryable,
  { after, limit }: { after: string | null; limit: number },
): Promise<string[]> {
  const { rows } = await db.query<{ athlete_uuid: string }>(
    `select athlete_uuid
     from athletes
     where erasing_since is null and ($1::uuid is null or athlete_uuid > $1::uuid)
     order by athlete_uuid
     limit $2::int`,
    [after, limit],
  );
  return rows.map((row) => row.athlete_uuid);
}

/** Lists the workouts that the step has processed, and those that it excludes. Deleted ones are left out. */
export async function listWorkoutsOfStep(
  db: Queryable,
  athleteUuids: string[],
  step: StepName,
): Promise<{ counted: string[]; excluded: Set<string> }> {
  const { rows } = await db.query<{ workout_id: string; deleted: boolean; set_aside: boolean }>(
    `select
       w.workout_id,
       w.deleted_at is not null as deleted,
       not ${notExcludedByItsRow(step)} as set_aside
     from workouts w
     where w.athlete_uuid = any($1::uuid[])`,
    [athleteUuids],
  );
  const excluded = rows.filter((row) => row.set_aside);
  const counted = rows.filter((row) => !row.set_aside && !row.deleted);
  return {
    counted: counted.map((row) => row.workout_id),
    excluded: new Set(excluded.map((row) => row.workout_id)),
  };
}

export async function listUnfinishedWorkouts(db: Queryable, athleteUuids: string[]): Promise<string[]> {
  const { rows } = await db.query<{ workout_id: string }>(
    `select workout_id
     from workouts
     where athlete_uuid = any($1::uuid[]) and status in ('accepted', 'processing')`,
    [athleteUuids],
  );
  return rows.map((row) => row.workout_id);
}

export interface StoredEnergy {
  workoutId: string;
  estimate: EnergyEstimate;
}

export async function listStoredEnergy(db: Queryable, athleteUuids: string[]): Promise<StoredEnergy[]> {
  const { rows } = await db.query(
    `select
       e.workout_id as "workoutId",
       e.gross_kcal as "grossKcal",
       e.net_kcal as "netKcal",
       e.method,
       e.inputs,
       e.version,
       e.out_of_range as "outOfRange",
       e.rejected,
       e.unavailable_reason as "unavailableReason"
     from workout_energy e
     join workouts w on w.workout_id = e.workout_id
     where w.athlete_uuid = any($1::uuid[])`,
    [athleteUuids],
  );
  return rows.map(({ workoutId, unavailableReason, ...estimate }) => ({
    workoutId,
    estimate: unavailableReason === null ? estimate : { unavailableReason },
  }));
}

export async function listStoredEfforts(db: Queryable, athleteUuids: string[]): Promise<WorkoutEffort[]> {
  const { rows } = await db.query<WorkoutEffort>(
    `select
       b.workout_id as "workoutId",
       b.distance_meters as "distanceMeters",
       b.duration_seconds as "durationSeconds"
     from best_efforts b
     join workouts w on w.workout_id = b.workout_id
     where w.athlete_uuid = any($1::uuid[])`,
    [athleteUuids],
  );
  return rows;
}

/** Lists stored cleanings. Deleted workouts are left out. */
export async function listStoredCleanings(db: Queryable, athleteUuids: string[]): Promise<WorkoutCleaning[]> {
  const { rows } = await db.query<WorkoutCleaning>(
    `select workout_id as "workoutId", cleaning
     from workouts
     where athlete_uuid = any($1::uuid[]) and deleted_at is null and cleaning is not null`,
    [athleteUuids],
  );
  return rows;
}

export async function listStoredTrainingLoads(db: Queryable, athleteUuids: string[]): Promise<WorkoutLoad[]> {
  const { rows } = await db.query<WorkoutLoad>(
    `select
       l.workout_id as "workoutId",
       l.normalized_power_watts as "normalizedPowerWatts",
       l.power_seconds as "powerSeconds",
       l.power_unavailable_reason as "powerUnavailableReason",
       l.trimp,
       l.trimp_unavailable_reason as "trimpUnavailableReason"
     from workout_training_load l
     join workouts w on w.workout_id = l.workout_id
     where w.athlete_uuid = any($1::uuid[])`,
    [athleteUuids],
  );
  return rows;
}

/** Lists awards in the order in which they were earned. */
export async function listStoredAwards(db: Queryable, athleteUuids: string[]): Promise<AthleteAward[]> {
  const { rows } = await db.query<AwardRow>(
    `select ${AWARD_COLUMNS}
     from awards a
     where a.athlete_uuid = any($1::uuid[])
     order by a.earned_at, a.achievement_id, a.period_key`,
    [athleteUuids],
  );
  return rows.map(toAward);
}

export async function listStoredProgress(db: Queryable, athleteUuids: string[]): Promise<AthleteProgress[]> {
  const { rows } = await db.query<AthleteProgress>(
    `select athlete_uuid as "athleteUuid", achievement_id as "achievementId", value, target
     from achievement_progress
     where athlete_uuid = any($1::uuid[])
     order by achievement_id`,
    [athleteUuids],
  );
  return rows;
}

export async function listStoredRecords(db: Queryable, athleteUuids: string[]): Promise<AthleteRecord[]> {
  const { rows } = await db.query<RecordRow>(
    `select ${RECORD_COLUMNS}
     from records r
     where r.athlete_uuid = any($1::uuid[])
     order by r.sport, r.kind, r.distance_meters`,
    [athleteUuids],
  );
  return rows.map(toRecord);
}
