import { groupBy } from '../../domain/group-by.ts';
import type { Finish } from './finish.ts';
import { groupByHistory } from './history-groups.ts';
import type { Queryable } from '../pool.ts';
import { revisionsOf, workoutIdsOf } from '../workouts/workout-refs.ts';

/**
 * Groups the unfinished workouts. Those for which every step succeeded are one group, because only their state is
 * written. The others must be excluded from aggregates, which reads whole histories, so each of their groups has its
 * own transaction. Workouts that an earlier attempt finished are in no group.
 */
export async function groupForFinish(
  db: Queryable,
  { workouts, steps }: Pick<Finish, 'workouts' | 'steps'>,
): Promise<number[][]> {
  const { rows } = await db.query<{ position: number; athleteUuid: string; succeeded: boolean }>(
    `select
       (r.position - 1)::int as position,
       w.athlete_uuid as "athleteUuid",
       (
         select count(*)
         from workout_steps s
         where s.workout_id = w.workout_id
           and s.revision = w.revision
           and s.state = 'succeeded'
           and s.name = any($3::text[])
           and (s.execution_number = w.execution_number or w.redriven)
       ) = cardinality($3::text[]) as succeeded
     from unnest($1::uuid[], $2::int[]) with ordinality as r (workout_id, revision, position)
     join workouts w on w.workout_id = r.workout_id and w.revision = r.revision
     where w.status in ('accepted', 'processing')`,
    [workoutIdsOf(workouts), revisionsOf(workouts), steps],
  );
  const [whole, troubled] = [rows.filter((row) => row.succeeded), rows.filter((row) => !row.succeeded)];
  const byAthlete = groupBy(troubled, (row) => row.athleteUuid);
  const groups = await groupByHistory(db, [...byAthlete.keys()]);
  return [whole, ...groups.map((athletes) => athletes.flatMap((athlete) => byAthlete.get(athlete) ?? []))]
    .filter((group) => group.length > 0)
    .map((group) => group.map(({ position }) => position));
}
