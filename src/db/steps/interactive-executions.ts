import type { WorkoutRef } from '../../domain/workout.ts';
import type { Queryable } from '../pool.ts';
import { workoutIdsOf } from '../workouts/workout-refs.ts';

/** With more athletes, one of them always waits, and their batch locks none of them for long. */
const FEW_ATHLETES = 10;

/** Returns whether one of the few athletes of these bulk workouts waits for an interactive execution. */
export async function hasInteractiveExecution(
  db: Queryable,
  workouts: readonly WorkoutRef[],
): Promise<boolean> {
  const { rows } = await db.query<{ waits: boolean }>(
    `with concerned as materialized (
       select distinct athlete_uuid
       from workouts
       where workout_id = any($1::uuid[]) and priority = 'bulk'
       limit $2::int + 1
     )
     select
       (select count(*) from concerned) <= $2::int
       and exists (
         select
         from executions e
         join concerned c on c.athlete_uuid = e.athlete_uuid
         where e.kind = 'workout' and e.priority = 'interactive'
       ) as waits`,
    [workoutIdsOf(workouts), FEW_ATHLETES],
  );
  return rows[0]!.waits;
}
