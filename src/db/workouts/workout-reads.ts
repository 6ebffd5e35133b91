import type { EstimatedEnergy } from '../../domain/energy/index.ts';
import type { Cleaning } from '../../domain/track/clean-track.ts';
import { NotFound } from '../../domain/errors.ts';
import type { Flag, FlagReview, WorkoutFacts, WorkoutStatus } from '../../domain/workout.ts';
import { FLAG_REVIEW, WORKOUT_FACTS } from '../accept/workout-columns.ts';
import type { Queryable } from '../pool.ts';

/** A workout with its results so far. */
export interface WorkoutView extends Omit<WorkoutFacts, 'startedAt'> {
  workoutId: string;
  revision: number;
  executionNumber: number;
  status: WorkoutStatus;
  athleteId: string;
  startedAt: Date;
  athleteTimeZone: string;
  flags: Flag[];
  flagReview: FlagReview | null;
  cleaning: Cleaning | null;
  energy: EstimatedEnergy | null;
  energyUnavailableReason: string | null;
  duplicateOf: string | null;
  workflowId: string | null;
}

const WORKOUT_VIEW = `
  select
    w.workout_id as "workoutId",
    w.revision,
    w.execution_number as "executionNumber",
    w.status,
    a.athlete_id as "athleteId",
    ${WORKOUT_FACTS},
    a.time_zone as "athleteTimeZone",
    w.flags,
    ${FLAG_REVIEW} as "flagReview",
    w.cleaning,
    case when e.gross_kcal is not null then
      jsonb_build_object(
        'grossKcal', e.gross_kcal,
        'netKcal', e.net_kcal,
        'method', e.method,
        'inputs', coalesce(e.inputs, '{}'),
        'version', e.version,
        'outOfRange', e.out_of_range,
        'rejected', e.rejected
      )
    end as energy,
    e.unavailable_reason as "energyUnavailableReason",
    w.duplicate_of as "duplicateOf",
    w.workflow_id as "workflowId"
  from workouts w
  join athletes a on a.athlete_uuid = w.athlete_uuid
  left join workout_energy e on e.workout_id = w.workout_id`;

/** The workouts that a caller may see: those of an app, and with a token only one athlete's. */
export interface WorkoutScope {
  appId: string;
  athleteUuid: string | null;
}

/**
 * @throws NotFound, also for a deleted workout, one that the caller may not see, and while its athlete is being
 * erased
 */
export async function getWorkout(
  db: Queryable,
  { workoutId, appId, athleteUuid }: WorkoutScope & { workoutId: string },
): Promise<WorkoutView> {
  const { rows } = await db.query<WorkoutView>(
    `${WORKOUT_VIEW}
     where w.workout_id = $1::uuid
       and w.app_id = $2::uuid
       and ($3::uuid is null or w.athlete_uuid = $3::uuid)
       and w.deleted_at is null
       and a.erasing_since is null`,
    [workoutId, appId, athleteUuid],
  );
  if (!rows[0]) throw new NotFound();
  return rows[0];
}

/**
 * Returns the workout's athlete, also of a deleted workout, for the response to a repeated edit or deletion. @throws
 * NotFound
 */
export async function getAthleteIdOf(
  db: Queryable,
  { workoutId, appId }: { workoutId: string; appId: string },
): Promise<string> {
  const { rows } = await db.query<{ athlete_id: string }>(
    `select a.athlete_id
     from workouts w
     join athletes a on a.athlete_uuid = w.athlete_uuid
     where w.workout_id = $1::uuid and w.app_id = $2::uuid and a.erasing_since is null`,
    [workoutId, appId],
  );
  if (!rows[0]) throw new NotFound();
  return rows[0].athlete_id;
}

interface ListWorkouts {
  athleteUuid: string;
  limit: number;
  /** The last workout of the previous page. */
  after: { startedAt: string; workoutId: string } | undefined;
}

/** Lists an athlete's workouts, newest first. */
export async function listWorkouts(
  db: Queryable,
  { athleteUuid, limit, after }: ListWorkouts,
): Promise<WorkoutView[]> {
  const { rows } = await db.query<WorkoutView>(
    `${WORKOUT_VIEW}
     where w.athlete_uuid = $1::uuid
       and a.erasing_since is null
       and w.deleted_at is null
       and ($2::timestamptz is null or (w.started_at, w.workout_id) < ($2::timestamptz, $3::uuid))
     order by w.started_at desc, w.workout_id desc
     limit $4::int`,
    [athleteUuid, after?.startedAt ?? null, after?.workoutId ?? null, limit],
  );
  return rows;
}
