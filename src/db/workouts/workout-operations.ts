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
