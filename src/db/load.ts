import type { WorkoutRef } from '../domain/workout.ts';
import type { Queryable } from './pool.ts';
import { workoutIdsOf } from './workout-refs.ts';

/** How many saved workouts are not finished yet, counted no further than `upTo`: an import's do not count. */
export async function countUnfinished(db: Queryable, upTo: number): Promise<number> {
  const { rows } = await db.query<{ unfinished: number }>(
    `select count(*)::int as unfinished
     from (
       select
       from workouts
       where status in ('accepted', 'processing') and priority = 'interactive'
       limit $1::int
     ) as first_ones`,
    [upTo],
  );
  return rows[0]!.unfinished;
}

/** Of more athletes than this there is always one who waits: a batch of them holds no lock of one for long. */
const FEW_ATHLETES = 10;

/** Whether one of the few athletes of these bulk workouts waits for a run of their own. */
export async function isAwaitedMeanwhile(db: Queryable, workouts: readonly WorkoutRef[]): Promise<boolean> {
  const { rows } = await db.query<{ awaited: boolean }>(
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
         from workouts w
         join concerned c on c.athlete_uuid = w.athlete_uuid
         where w.status in ('accepted', 'processing') and w.priority = 'interactive'
       ) as awaited`,
    [workoutIdsOf(workouts), FEW_ATHLETES],
  );
  return rows[0]!.awaited;
}
