import { DEFAULT_GROSS_EFFICIENCY, ENERGY_VERSIONS } from '../../domain/energy/index.ts';
import { TRACK_VERSION } from '../../domain/track/clean-track.ts';
import type { StepName } from '../../domain/steps.ts';
import type { WorkoutRef } from '../../domain/workout.ts';
import type { Queryable } from '../pool.ts';

/**
 * Selects workouts for which a step has not succeeded at their newest revision, because it was added later or failed.
 * Also selects outdated results: recordings cleaned by another version of the rules, and energy by another version of
 * its formula or another gross efficiency. Deleted workouts are left out.
 */
const WITHOUT_STEP = `
  from workouts w
  join athletes a on a.athlete_uuid = w.athlete_uuid and a.erasing_since is null
  where w.deleted_at is null
    and (
      not exists (
        select from workout_steps s
        where s.workout_id = w.workout_id
          and s.name = $1::text
          and s.state = 'succeeded'
          and s.revision = w.revision
      )
      or (
        $1::text = 'findBestEfforts'
        and w.cleaning ->> 'version' is distinct from $4::text
        and exists (select from workout_tracks t where t.workout_id = w.workout_id)
      )
      or (
        $1::text = 'calculateCalories'
        and exists (
          select from workout_energy e
          where e.workout_id = w.workout_id
            and (
              e.version <> all ($2::text[])
              or (
                e.method = 'power'
                and (e.inputs ->> 'grossEfficiency')::double precision is distinct from $3::double precision
              )
            )
        )
      )
    )`;

export interface MissingStep {
  step: StepName;
  /** The setting of the workers. */
  grossEfficiency?: number | undefined;
}

const whichOf = ({ step, grossEfficiency = DEFAULT_GROSS_EFFICIENCY }: MissingStep): unknown[] => [
  step,
  Object.values(ENERGY_VERSIONS),
  grossEfficiency,
  TRACK_VERSION,
];

/** Counts them, and those of them that are in progress and may still get the step. */
export async function countWithoutStep(
  db: Queryable,
  missing: MissingStep,
): Promise<{ ended: number; inProgress: number }> {
  const { rows } = await db.query<{ ended: number; inProgress: number }>(
    `select
       count(*) filter (where w.status in ('processed', 'processed_with_errors'))::int as ended,
       count(*) filter (where w.status in ('accepted', 'processing'))::int as "inProgress"
     ${WITHOUT_STEP}`,
    whichOf(missing),
  );
  return rows[0]!;
}

/** Lists a page of those whose processing has ended, by id, which is the order of acceptance. */
export async function listEndedWithoutStep(
  db: Queryable,
  { after, limit, ...missing }: MissingStep & { after: string | null; limit: number },
): Promise<WorkoutRef[]> {
  const { rows } = await db.query<WorkoutRef>(
    `select w.workout_id as "workoutId", w.revision
     ${WITHOUT_STEP}
       and w.status in ('processed', 'processed_with_errors')
       and ($5::uuid is null or w.workout_id > $5::uuid)
     order by w.workout_id
     limit $6::int`,
    [...whichOf(missing), after, limit],
  );
  return rows;
}

/** Lists those whose processing has still ended and whose athletes, who are locked, are not being erased. */
export async function listEnded(db: Queryable, workoutIds: string[]): Promise<string[]> {
  const { rows } = await db.query<{ workout_id: string }>(
    `select w.workout_id
     from workouts w
     join athletes a on a.athlete_uuid = w.athlete_uuid and a.erasing_since is null
     where w.workout_id = any($1::uuid[]) and w.status in ('processed', 'processed_with_errors')`,
    [workoutIds],
  );
  return rows.map((row) => row.workout_id);
}

/** Lists the newest workout of each of these athletes whose processing has ended. */
export async function listNewestEnded(db: Queryable, athleteUuids: string[]): Promise<WorkoutRef[]> {
  const { rows } = await db.query<WorkoutRef>(
    `select distinct on (athlete_uuid)
       workout_id as "workoutId",
       revision
     from workouts
     where athlete_uuid = any($1::uuid[])
       and deleted_at is null
       and status in ('processed', 'processed_with_errors')
     order by athlete_uuid, started_at desc, workout_id desc`,
    [athleteUuids],
  );
  return rows;
}
