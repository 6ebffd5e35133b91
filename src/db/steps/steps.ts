import type { FINISH, StepName } from '../../domain/steps.ts';
import type { WorkoutRef } from '../../domain/workout.ts';
import { appendEvents } from '../events/events.ts';
import { listLocalStartsOf } from '../derived/local-starts.ts';
import type { Transaction } from '../pool.ts';
import { lockAthletesOf, revisionsOf, workoutIdsOf } from '../workouts/workout-refs.ts';

interface StepMark {
  name: StepName | typeof FINISH;
  workouts: readonly WorkoutRef[];
  attempt: number;
  /** The caller's execution: a workout that a later execution processes is not marked. */
  workflowId?: string | undefined;
}

/** A timeout, or an unclassified error. Each has its own limit. */
export type CountedAttempt = 'timeouts' | 'failures';

/**
 * The workouts of these refs whose revision is still the newest. Materialized before the execution is compared: the
 * planner estimates one row, and would compare a thousand refs with each of a thousand workouts.
 */
const NEWEST = `newest as materialized (
       select w.workout_id, w.revision, w.execution_number, w.workflow_id
       from unnest($1::uuid[], $2::int[]) as r (workout_id, revision)
       join workouts w on w.workout_id = r.workout_id and w.revision = r.revision
     )`;

/** Marks the step as running. */
export async function beginStep(tx: Transaction, mark: StepMark): Promise<void> {
  await markSteps(tx, mark, 'running', null);
}

/**
 * Marks the step as succeeded, before the work, in its transaction: a failure in an earlier execution then no longer
 * excludes the workout from aggregates.
 */
export async function succeedStep(tx: Transaction, mark: StepMark): Promise<void> {
  await markSteps(tx, mark, 'succeeded', null);
}

/**
 * Records a failed attempt, in its own transaction after the step's rollback. With `counted`, a workout may have caused
 * the error. From the first such attempt on, these workouts are excluded, so that their athletes' other workouts can be
 * processed.
 * @returns the number of attempts of that kind in this execution; 0 without `counted`
 */
export async function recordAttempt(
  tx: Transaction,
  mark: StepMark,
  { error, counted }: { error: string; counted: CountedAttempt | undefined },
): Promise<number> {
  const rows = await markSteps(tx, mark, 'running', error, counted);
  return counted ? Math.max(0, ...rows.map((row) => row[counted])) : 0;
}

export async function failStep(tx: Transaction, mark: StepMark, error: string): Promise<void> {
  await markSteps(tx, mark, 'failed', error);
}

/** Whether the stored row `s` is of the execution that writes it. */
const IS_SAME_RUN = '(s.revision, s.execution_number) = (excluded.revision, excluded.execution_number)';

/** Writes only for the current revision and execution; within an execution, only a success replaces a success. */
async function markSteps(
  tx: Transaction,
  { name, workouts, attempt, workflowId }: StepMark,
  state: 'running' | 'succeeded' | 'failed',
  error: string | null,
  counted?: CountedAttempt,
): Promise<Record<CountedAttempt, number>[]> {
  const { rows } = await tx.query<Record<CountedAttempt, number>>(
    `with ${NEWEST}
     insert into workout_steps as s
       (workout_id, name, revision, execution_number, state, attempts, failures, timeouts, last_error, finished_at)
     select
       w.workout_id,
       $3::text,
       w.revision,
       w.execution_number,
       $4::text,
       $5::int,
       ($8::text = 'failures')::int,
       ($8::text = 'timeouts')::int,
       $6::text,
       case when $4::text <> 'running' then clock_timestamp() end
     from newest w
     where $7::text is null or w.workflow_id = $7::text
     order by w.workout_id
     on conflict (workout_id, name) do update
       set
         revision = excluded.revision,
         execution_number = excluded.execution_number,
         state = excluded.state,
         attempts = greatest(excluded.attempts, case when ${IS_SAME_RUN} then s.attempts end),
         failures = excluded.failures + case when ${IS_SAME_RUN} then s.failures else 0 end,
         timeouts = excluded.timeouts + case when ${IS_SAME_RUN} then s.timeouts else 0 end,
         last_error = coalesce(
           excluded.last_error,
           case when ${IS_SAME_RUN} and excluded.state <> 'succeeded' then s.last_error end
         ),
         finished_at = excluded.finished_at
       where (s.revision, s.execution_number) < (excluded.revision, excluded.execution_number)
         or (${IS_SAME_RUN} and (s.state <> 'succeeded' or excluded.state = 'succeeded'))
     returning failures, timeouts`,
    [
      workoutIdsOf(workouts),
      revisionsOf(workouts),
      name,
      state,
      attempt,
      error,
      workflowId ?? null,
      counted ?? '',
    ],
  );
  return rows;
}

/**
 * Moves accepted workouts to `processing`, as the first step of each execution. Also writes their local starts, by
 * Node's current rules and the athlete's current time zone, under the athlete's lock. Sends one event per revision.
 */
export async function beginProcessing(tx: Transaction, accepted: readonly WorkoutRef[]): Promise<void> {
  if (accepted.length === 0) return;
  await lockAthletesOf(tx, accepted);
  const starts = await listLocalStartsOf(tx, workoutIdsOf(accepted));
  const { rows } = await tx.query<WorkoutRef & { athleteUuid: string; notify: boolean }>(
    `update workouts w
     set status = 'processing', acceptance_notified = true, local_start = r.local_start
     from unnest($1::uuid[], $2::int[], $3::timestamp[]) as r (workout_id, revision, local_start)
     join workouts before on before.workout_id = r.workout_id
     where w.workout_id = r.workout_id and w.revision = r.revision and w.status = 'accepted'
     returning
       w.workout_id as "workoutId",
       w.revision,
       w.athlete_uuid as "athleteUuid",
       not before.acceptance_notified and w.deleted_at is null and not w.imported as notify`,
    [workoutIdsOf(starts), revisionsOf(starts), starts.map(({ expected }) => expected)],
  );
  await appendEvents(
    tx,
    rows
      .filter((row) => row.notify)
      .map(({ athleteUuid, workoutId, revision }) => ({
        athleteUuid,
        type: 'workout.accepted',
        data: { workoutId, revision },
      })),
  );
}
