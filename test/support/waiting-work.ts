import type { Pool, Queryable } from '../../src/db/pool.ts';
import { waitingCondition, WORK_KINDS } from '../../src/db/dispatch/work-kinds.ts';
import type { WorkoutRef } from '../../src/domain/workout.ts';

/** Everything that waits for an execution, as `kind id`. */
export async function listWaiting(db: Queryable): Promise<string[]> {
  const kinds = Object.entries(WORK_KINDS).map(
    ([kind, work]) =>
      `select '${kind} ' || ${work.id} as waiting from ${work.table} where ${waitingCondition(work)}`,
  );
  const { rows } = await db.query<{ waiting: string }>(`${kinds.join(' union all ')} order by waiting`);
  return rows.map((row) => row.waiting);
}

/** Which of these workouts wait for an execution. */
export async function waitingOf(db: Queryable, workouts: readonly WorkoutRef[]): Promise<string[]> {
  const waiting = new Set(await listWaiting(db));
  return workouts.map(({ workoutId }) => workoutId).filter((id) => waiting.has(`workout ${id}`));
}

/** The executions that these workouts were given, each once. */
export async function workflowIdsOf(db: Queryable, workouts: readonly WorkoutRef[]): Promise<string[]> {
  const { rows } = await db.query<{ workflowId: string }>(
    `select distinct workflow_id as "workflowId"
     from workouts
     where workout_id = any($1::uuid[]) and workflow_id is not null
     order by workflow_id`,
    [workouts.map(({ workoutId }) => workoutId)],
  );
  return rows.map((row) => row.workflowId);
}

/** As if these workouts had been processed, or all of them. */
export async function endAll(db: Queryable): Promise<void> {
  await db.query(`update workouts set status = 'processed', workflow_id = coalesce(workflow_id, 'ended')`);
  await db.query(`delete from executions`);
}

/** Ends an execution whatever became of its work, so that its place is free. */
export const forgetExecution = (pool: Pool, workflowId: string | undefined) =>
  pool.query(`delete from executions where workflow_id = $1::text`, [workflowId]);
