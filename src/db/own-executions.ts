import type { Sport, WorkoutRef } from '../domain/workout.ts';
import { insertExecutions } from './executions.ts';
import type { Transaction } from './pool.ts';
import { WORK_KINDS, type Priority } from './work-kinds.ts';
import { lockAthletesOf } from './workout-refs.ts';

interface MovedRow {
  run: number;
  priority: Priority;
  athlete_uuid: string;
  sport: Sport;
}

/**
 * Moves a workout out of a batch, to an execution of its own, as its next run. The dispatcher starts it a little later.
 * A workout that is no longer the batch's stays as it is.
 */
export async function moveToOwnExecution(
  tx: Transaction,
  { workoutId, revision }: WorkoutRef,
  workflowId: string | undefined,
): Promise<void> {
  await lockAthletesOf(tx, [{ workoutId, revision }]);
  const { rows } = await tx.query<MovedRow>(
    `update workouts
     set run = run + 1
     where workout_id = $1::uuid
       and revision = $2::int
       and workflow_id = $3::text
       and status in ('accepted', 'processing')
     returning run, priority, athlete_uuid, sport`,
    [workoutId, revision, workflowId ?? null],
  );
  const [moved] = rows;
  if (!moved) return;
  const own = WORK_KINDS.workout.idOf({ id: workoutId, month: null, revision, run: moved.run });
  await tx.query(`update workouts set workflow_id = $2::text where workout_id = $1::uuid`, [workoutId, own]);
  await insertExecutions(tx, [
    {
      workflowId: own,
      kind: 'workout',
      subjectId: workoutId,
      month: null,
      priority: moved.priority,
      workouts: [{ workoutId, revision }],
      athleteUuid: moved.athlete_uuid,
      sport: moved.sport,
    },
  ]);
}
