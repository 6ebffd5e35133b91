import type { WorkoutList, WorkoutRef } from '../domain/workout.ts';
import { BATCH_ID_PREFIX } from '../temporal/names.ts';
import type { Queryable } from './pool.ts';

/** The workouts of a list, always in the same order. A batch that has ended and is forgotten has none. */
export async function listWorkouts(db: Queryable, list: WorkoutList): Promise<WorkoutRef[]> {
  if ('workouts' in list) return list.workouts;
  const without = new Set(list.without);
  const { rows } = await db.query<WorkoutRef>(
    `select r.workout_id as "workoutId", r.revision
     from workout_batches b
     cross join unnest(b.workout_ids, b.revisions) with ordinality as r (workout_id, revision, position)
     where b.batch_id = $1::uuid
     order by r.position`,
    [list.batchId],
  );
  return without.size > 0 ? rows.filter(({ workoutId }) => !without.has(workoutId)) : rows;
}

/**
 * Forgets batches that are older than an hour, are not about to be started and have no workout that is still to be
 * finished. The hour is for the last attempt at the end of a batch, whose answer Temporal did not get.
 * @returns how many
 */
export async function forgetEndedBatches(db: Queryable): Promise<number> {
  const { rowCount } = await db.query(
    `delete from workout_batches b
     where b.created_at < now() - interval '1 hour'
       and not exists (select from outbox o where o.subject_id = b.batch_id)
       and not exists (
         select from workouts w
         where w.status in ('accepted', 'processing') and w.workflow_id = $1::text || b.batch_id
       )`,
    [BATCH_ID_PREFIX],
  );
  return rowCount ?? 0;
}
