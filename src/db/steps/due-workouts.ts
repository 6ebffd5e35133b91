import { allNeeds, type Step } from '../../domain/steps.ts';
import type { WorkoutRef } from '../../domain/workout.ts';
import type { Transaction } from '../pool.ts';
import { revisionsOf, workoutIdsOf } from '../workouts/workout-refs.ts';

export interface DueWorkout extends WorkoutRef {
  athleteUuid: string;
  /** Its place in the list, from 0. */
  position: number;
  /** No step has begun. */
  isAccepted: boolean;
}

export interface DueWorkouts {
  /** Workouts that the step has to process. */
  due: DueWorkout[];
  /** In a redrive: workouts for which the step has succeeded. */
  upToDate: number;
  /** Workouts that a newer revision or another execution processes. */
  superseded: number;
}

/**
 * Divides a step's list. Leaves out workouts for which a needed step failed. A redriven workout is up to date if the
 * step succeeded at this revision, after every step that it needs.
 */
export async function listDue(
  tx: Transaction,
  {
    step,
    workouts,
    workflowId,
  }: { step: Step; workouts: readonly WorkoutRef[]; workflowId: string | undefined },
): Promise<DueWorkouts> {
  const { rows } = await tx.query<DueWorkout & { upToDate: boolean; blocked: boolean }>(
    `with newest as materialized (
       select
         w.workout_id,
         w.revision,
         w.athlete_uuid,
         w.status,
         w.execution_number,
         w.redriven,
         w.workflow_id,
         (r.position - 1)::int as position
       from unnest($1::uuid[], $2::int[]) with ordinality as r (workout_id, revision, position)
       join workouts w on w.workout_id = r.workout_id and w.revision = r.revision
     )
     select
       w.workout_id as "workoutId",
       w.revision,
       w.athlete_uuid as "athleteUuid",
       w.position,
       w.status = 'accepted' as "isAccepted",
       w.redriven
         and exists (
           select from workout_steps s
           where s.workout_id = w.workout_id
             and s.revision = w.revision
             and s.name = $3::text
             and s.state = 'succeeded'
             and not exists (
               select from workout_steps n
               where n.workout_id = w.workout_id
                 and n.name = any($4::text[])
                 and (n.revision <> w.revision or n.state <> 'succeeded' or n.finished_at > s.finished_at)
             )
         ) as "upToDate",
       exists (
         select from workout_steps n
         where n.workout_id = w.workout_id
           and n.name = any($6::text[])
           and n.revision = w.revision
           and n.execution_number = w.execution_number
           and n.state in ('failed', 'skipped')
       ) as blocked
     from newest w
     where $5::text is null or w.workflow_id = $5::text
     order by w.position`,
    [
      workoutIdsOf(workouts),
      revisionsOf(workouts),
      step.name,
      step.needs,
      workflowId ?? null,
      allNeeds(step),
    ],
  );
  return {
    due: rows.filter(({ upToDate, blocked }) => !upToDate && !blocked),
    upToDate: rows.filter(({ upToDate }) => upToDate).length,
    superseded: workouts.length - rows.length,
  };
}
