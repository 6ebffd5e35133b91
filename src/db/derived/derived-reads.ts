import type { StepName } from '../../domain/steps.ts';
import type { Queryable } from '../pool.ts';
import { notExcludedByItsRow } from './counted.ts';

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
