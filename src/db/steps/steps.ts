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
  /** The execution that asks: what a later run has taken over is that one's to mark. */
  workflowId?: string | undefined;
}

/** A timeout, or an error that nobody has classified. Each has a limit of its own. */
export type CountedAttempt = 'timeouts' | 'failures';

/**
 * The workouts of these refs whose revision is still the newest. Found before the execution is compared: PostgreSQL takes
 * that for one row of all, and compares a thousand refs with each of a thousand workouts.
 */
const NEWEST = `newest as materialized (
       select w.workout_id, w.revision, w.run, w.status, w.workflow_id
       from unnest($1::uuid[], $2::int[]) as r (workout_id, revision)
       join workouts w on w.workout_id = r.workout_id and w.revision = r.revision
     )`;

/** Shows the step as running. */
export async function beginStep(tx: Transaction, mark: StepMark): Promise<void> {
  await beginProcessing(tx, mark);
  await markSteps(tx, mark, 'running', null);
}

/** Comes before the work, in its transaction: a failure of an earlier run no longer keeps the workout out of what is summed up. */
export async function succeedStep(tx: Transaction, mark: StepMark): Promise<void> {
  await markSteps(tx, mark, 'succeeded', null);
}

/**
 * Notes a failed attempt, in a transaction of its own after the step's rollback. With `counted` the error may be the
 * workouts' fault: from the first such attempt on they are set aside, so that they do not stop their athletes' others.
 * @returns how many attempts of that kind there were in this run; 0 without `counted`
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

/** Fenced by revision and run; of the same run, only a success changes what has succeeded. */
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
       (workout_id, name, revision, run, state, attempts, failures, timeouts, last_error, finished_at)
     select
       w.workout_id,
       $3::text,
       w.revision,
       w.run,
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
         run = excluded.run,
         state = excluded.state,
         attempts = case
           when (s.revision, s.run) = (excluded.revision, excluded.run) then greatest(s.attempts, excluded.attempts)
           else excluded.attempts
         end,
         failures = case
           when (s.revision, s.run) = (excluded.revision, excluded.run) then s.failures + excluded.failures
           else excluded.failures
         end,
         timeouts = case
           when (s.revision, s.run) = (excluded.revision, excluded.run) then s.timeouts + excluded.timeouts
           else excluded.timeouts
         end,
         last_error = coalesce(
           excluded.last_error,
           case
             when (s.revision, s.run) = (excluded.revision, excluded.run) and excluded.state <> 'succeeded' then s.last_error
           end
         ),
         finished_at = excluded.finished_at
       where (s.revision, s.run) < (excluded.revision, excluded.run)
         or (
           (s.revision, s.run) = (excluded.revision, excluded.run)
           and (s.state <> 'succeeded' or excluded.state = 'succeeded')
         )
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
 * Moves accepted workouts to `processing`, as the first step of each run, and writes their local starts: by the zone
 * rules and the athlete's zone of now, which is read under the athlete's lock. Notifies the athlete once a revision.
 */
export async function beginProcessing(
  tx: Transaction,
  { workouts, workflowId }: Pick<StepMark, 'workouts' | 'workflowId'>,
): Promise<void> {
  const { rows: waiting } = await tx.query<WorkoutRef>(
    `with ${NEWEST}
     select w.workout_id as "workoutId", w.revision
     from newest w
     where w.status = 'accepted' and ($3::text is null or w.workflow_id = $3::text)`,
    [workoutIdsOf(workouts), revisionsOf(workouts), workflowId ?? null],
  );
  if (waiting.length === 0) return;
  await lockAthletesOf(tx, waiting);
  const starts = await listLocalStartsOf(tx, workoutIdsOf(waiting));
  const { rows } = await tx.query<WorkoutRef & { athleteUuid: string; told: boolean }>(
    `update workouts w
     set status = 'processing', acceptance_told = true, local_start = r.local_start
     from unnest($1::uuid[], $2::int[], $3::timestamp[]) as r (workout_id, revision, local_start)
     join workouts before on before.workout_id = r.workout_id
     where w.workout_id = r.workout_id and w.revision = r.revision and w.status = 'accepted'
     returning
       w.workout_id as "workoutId",
       w.revision,
       w.athlete_uuid as "athleteUuid",
       not before.acceptance_told and w.deleted_at is null and not w.imported as told`,
    [workoutIdsOf(starts), revisionsOf(starts), starts.map(({ expected }) => expected)],
  );
  await appendEvents(
    tx,
    rows
      .filter((row) => row.told)
      .map(({ athleteUuid, workoutId, revision }) => ({
        athleteUuid,
        type: 'workout.accepted',
        data: { workoutId, revision },
      })),
  );
}
