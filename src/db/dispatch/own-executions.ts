import type { WorkoutRef } from '../../domain/workout.ts';
import { executionOfWorkout, insertExecutions, type WorkoutRow } from './executions.ts';
import type { Transaction } from '../pool.ts';
import type { Priority } from './work-kinds.ts';
import { lockAthletesOf } from '../workouts/workout-refs.ts';

/**
 * Moves a workout out of a batch, to a further execution of its own, which the dispatcher starts a little later. A
 * workout that is no longer the batch's is unchanged.
 */
export async function moveToOwnExecution(
  tx: Transaction,
  { workoutId, revision }: WorkoutRef,
  workflowId: string | undefined,
): Promise<void> {
  await lockAthletesOf(tx, [{ workoutId, revision }]);
  const { rows } = await tx.query<WorkoutRow & { priority: Priority }>(
    `update workouts
     set execution_number = execution_number + 1
     where workout_id = $1::uuid
       and revision = $2::int
       and workflow_id = $3::text
       and status in ('accepted', 'processing')
     returning workout_id, revision, execution_number as "executionNumber", priority, athlete_uuid, sport`,
    [workoutId, revision, workflowId ?? null],
  );
  const [moved] = rows;
  if (!moved) return;
  const execution = executionOfWorkout(moved);
  await tx.query(`update workouts set workflow_id = $2::text where workout_id = $1::uuid`, [
    workoutId,
    execution.workflowId,
  ]);
  await insertExecutions(tx, [execution]);
}
