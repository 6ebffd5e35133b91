import { NotFound } from '../../domain/errors.ts';
import type { WorkoutStatus } from '../../domain/workout.ts';
import { BATCH_ID_PREFIX } from '../../domain/workflow-ids.ts';
import type { Priority } from '../dispatch/work-kinds.ts';
import type { Queryable } from '../pool.ts';

/** The state of a workout as operators see it: ids and states, none of its facts. */
export interface WorkoutOperations {
  workoutId: string;
  app: string;
  athleteId: string;
  athleteUuid: string;
  revision: number;
  status: WorkoutStatus;
  priority: Priority;
  acceptedAt: Date;
  finishedAt: Date | null;
  /** Null while the workout waits for an execution. */
  workflowId: string | null;
}

/** Returns a workout of any app, also a deleted one. @throws NotFound, also while its athlete is being erased */
export async function getWorkoutOperations(db: Queryable, workoutId: string): Promise<WorkoutOperations> {
  const { rows } = await db.query<WorkoutOperations>(
    `select
       w.workout_id as "workoutId",
       p.name as app,
       a.athlete_id as "athleteId",
       w.athlete_uuid as "athleteUuid",
       w.revision,
       w.status,
       w.priority,
       w.accepted_at as "acceptedAt",
       w.finished_at as "finishedAt",
       w.workflow_id as "workflowId"
     from workouts w
     join apps p on p.app_id = w.app_id
     join athletes a on a.athlete_uuid = w.athlete_uuid
     where w.workout_id = $1::uuid and a.erasing_since is null`,
    [workoutId],
  );
  if (!rows[0]) throw new NotFound();
  return rows[0];
}

/** An execution of a workout, alone or in a batch. */
export interface WorkoutExecution {
  workflowId: string;
  kind: 'workout' | 'batch';
  /** `claimed`: not started yet, as far as PostgreSQL knows. */
  state: 'claimed' | 'started' | 'ended';
}

/** Returns the workout's latest execution and all others that are open, such as one of an earlier revision. */
export async function listExecutionsOfWorkout(
  db: Queryable,
  { workoutId, workflowId }: Pick<WorkoutOperations, 'workoutId' | 'workflowId'>,
): Promise<WorkoutExecution[]> {
  const { rows } = await db.query<WorkoutExecution>(
    `select
       workflow_id as "workflowId",
       kind,
       case when start_due_at is null then 'started' else 'claimed' end as state
     from executions
     where workflow_id = $2::text or $1::uuid = any(workout_ids)
     order by claimed_at desc`,
    [workoutId, workflowId],
  );
  if (workflowId === null || rows.some((open) => open.workflowId === workflowId)) return rows;
  const kind = workflowId.startsWith(BATCH_ID_PREFIX) ? 'batch' : 'workout';
  return [{ workflowId, kind, state: 'ended' }, ...rows];
}

/** A step that failed for good for a workout, of any app. */
interface FailedStep {
  workoutId: string;
  app: string;
  revision: number;
  step: string;
  lastError: string | null;
  /** When the workout ended; in microseconds, so that it can be a position in the list. */
  finishedAt: string;
}

type FailedStepCursor = Pick<FailedStep, 'finishedAt' | 'workoutId' | 'step'>;

/** Lists failed steps, newest end first. Skipped steps are left out: they name no cause. */
export async function listFailedSteps(
  db: Queryable,
  { after, limit }: { after?: FailedStepCursor | undefined; limit: number },
): Promise<FailedStep[]> {
  const { rows } = await db.query<FailedStep>(
    `select
       w.workout_id as "workoutId",
       p.name as app,
       w.revision,
       s.name as step,
       s.last_error as "lastError",
       to_char(w.finished_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "finishedAt"
     from workouts w
     join apps p on p.app_id = w.app_id
     join workout_steps s
       on s.workout_id = w.workout_id and s.revision = w.revision and s.state = 'failed'
     where w.status = 'processed_with_errors'
       and ($1::timestamptz is null or (w.finished_at, w.workout_id) <= ($1::timestamptz, $2::uuid))
       and ($1::timestamptz is null or w.workout_id <> $2::uuid or s.name > $3::text)
     order by w.finished_at desc, w.workout_id desc, s.name
     limit $4::int`,
    [after?.finishedAt ?? null, after?.workoutId ?? null, after?.step ?? null, limit],
  );
  return rows;
}
