import { groupBy } from '../../domain/group-by.ts';
import { packInOrder } from '../../domain/pack-in-order.ts';
import type { Queryable } from '../pool.ts';
import { revisionsOf, workoutIdsOf } from '../workouts/workout-refs.ts';
import type { DueWorkout } from './due-workouts.ts';
import type { Finish } from './finish.ts';

/**
 * Aggregates are recomputed from an athlete's whole history, under its lock. One transaction processes this many
 * workouts of histories, in about 0.2 s, or 1.5 s on a busy machine; then the locks are released.
 */
const WORKOUTS_PER_TRANSACTION = 2500;

/**
 * Divides athletes into groups whose histories one transaction may read. An athlete with a longer history is a group.
 */
export async function groupByHistory(db: Queryable, athleteUuids: readonly string[]): Promise<string[][]> {
  const { rows } = await db.query<{ athlete_uuid: string; live: number }>(
    `select a.athlete_uuid, count(w.athlete_uuid)::int as live
     from (select distinct unnest($1::uuid[]) as athlete_uuid) as a
     left join workouts w on w.athlete_uuid = a.athlete_uuid and w.deleted_at is null
     group by a.athlete_uuid
     order by a.athlete_uuid`,
    [athleteUuids],
  );
  // Each athlete counts at least 1: one whose workouts are all deleted is locked and written, too.
  const groups = packInOrder(rows, ({ live }) => live + 1, WORKOUTS_PER_TRANSACTION);
  return groups.map((group) => group.map((row) => row.athlete_uuid));
}

/** Returns the positions of the due workouts, divided in the same way. */
export async function positionsByHistory(db: Queryable, due: readonly DueWorkout[]): Promise<number[][]> {
  if (due.length < 2) return due.map(({ position }) => [position]);
  const byAthlete = groupBy(due, ({ athleteUuid }) => athleteUuid);
  const groups = await groupByHistory(db, [...byAthlete.keys()]);
  return groups.map((athletes) =>
    athletes.flatMap((athlete) => byAthlete.get(athlete)!.map(({ position }) => position)),
  );
}

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
