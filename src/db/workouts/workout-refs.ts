import type { WorkoutRef } from '../../domain/workout.ts';
import type { Transaction } from '../pool.ts';

/** A workout whose revision is still the newest one. */
export interface CurrentWorkout extends WorkoutRef {
  athleteUuid: string;
  deleted: boolean;
  /** No step has begun. */
  isAccepted: boolean;
}

export const workoutIdsOf = (refs: readonly WorkoutRef[]): string[] => refs.map((ref) => ref.workoutId);
export const revisionsOf = (refs: readonly WorkoutRef[]): number[] => refs.map((ref) => ref.revision);

/**
 * Locks athletes in sorted order, so that two lists never deadlock. `for no key update`: a plain `for update` would
 * block every accept of the athlete through the foreign key.
 */
export async function lockAthletes(tx: Transaction, athleteUuids: string[]): Promise<string[]> {
  const { rows } = await tx.query<{ athlete_uuid: string }>(
    `select athlete_uuid
     from athletes
     where athlete_uuid = any($1::uuid[])
     order by athlete_uuid
     for no key update`,
    [athleteUuids],
  );
  return rows.map((row) => row.athlete_uuid);
}

/** Locks the athletes of these workouts, in the same order. */
export async function lockAthletesOf(tx: Transaction, workouts: readonly WorkoutRef[]): Promise<string[]> {
  const { rows } = await tx.query<{ athlete_uuid: string }>(
    `select athlete_uuid
     from athletes
     where athlete_uuid in (select athlete_uuid from workouts where workout_id = any($1::uuid[]))
     order by athlete_uuid
     for no key update`,
    [workoutIdsOf(workouts)],
  );
  return rows.map((row) => row.athlete_uuid);
}

/**
 * Keeps the workouts whose revision is still the newest, since a newer one has its own execution. With `workflowId`,
 * also drops those that a later execution of the same revision processes.
 */
export async function dropSuperseded(
  tx: Transaction,
  workouts: readonly WorkoutRef[],
  workflowId?: string,
): Promise<CurrentWorkout[]> {
  const { rows } = await tx.query<CurrentWorkout>(
    `select
       w.workout_id as "workoutId",
       w.revision,
       w.athlete_uuid as "athleteUuid",
       w.deleted_at is not null as deleted,
       w.status = 'accepted' as "isAccepted"
     from unnest($1::uuid[], $2::int[]) as r (workout_id, revision)
     join workouts w on w.workout_id = r.workout_id and w.revision = r.revision
     where $3::text is null or w.workflow_id = $3::text`,
    [workoutIdsOf(workouts), revisionsOf(workouts), workflowId ?? null],
  );
  return rows;
}

/** Lists those of these workouts that were imported: their awards are counted and shown, but raise no event. */
export async function listImported(tx: Transaction, workoutIds: string[]): Promise<Set<string>> {
  if (workoutIds.length === 0) return new Set();
  const { rows } = await tx.query<{ workout_id: string }>(
    `select workout_id from workouts where workout_id = any($1::uuid[]) and imported`,
    [workoutIds],
  );
  return new Set(rows.map((row) => row.workout_id));
}

/** Lists the athletes of those workouts that were not imported. */
export async function listAthletesToNotify(
  tx: Transaction,
  workouts: readonly WorkoutRef[],
): Promise<string[]> {
  const { rows } = await tx.query<{ athlete_uuid: string }>(
    `select distinct athlete_uuid from workouts where workout_id = any($1::uuid[]) and not imported`,
    [workoutIdsOf(workouts)],
  );
  return rows.map((row) => row.athlete_uuid);
}
