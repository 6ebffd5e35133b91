import { settleSteps, type SettledStep } from '../../domain/step-outcomes.ts';
import { FINISH, type StepName, type StepState } from '../../domain/steps.ts';
import type { WorkoutRef, WorkoutStatus } from '../../domain/workout.ts';
import { blankDeleted } from './blank-deleted.ts';
import { appendEvents } from '../events/events.ts';
import type { Transaction } from '../pool.ts';
import { markReportsStale } from '../reports/reports.ts';
import { excludeFromAggregates, tryInSavepoint } from './aggregates.ts';
import { beginProcessing } from './steps.ts';
import { dropSuperseded, lockAthletesOf, revisionsOf, workoutIdsOf } from '../workouts/workout-refs.ts';

export interface Finish {
  workouts: readonly WorkoutRef[];
  /** The steps that the execution ran. */
  steps: readonly StepName[];
  /** Steps that failed as a whole, and why. */
  failures: readonly { step: StepName; error: string }[];
  /** The execution was cancelled: steps that have not run fail. */
  isCancelled?: boolean;
  /** The caller's execution: a workout that a later execution processes is not finished here. */
  workflowId?: string;
  /** Why finishing failed for good: the athletes' other data stays unchanged, and the workout shows it. */
  gaveUp?: string;
}

export interface FinishedWorkout extends WorkoutRef {
  athleteUuid: string;
  status: WorkoutStatus;
  failedSteps: string[];
  /** Whether to send an event: not for imports and recomputations, but for a redrive of a workout that had one. */
  notify: boolean;
}

/**
 * Writes the final state of each step and of the workout, once. A finished workout is unchanged. So is one whose steps
 * the database has lost: it waits for a further execution after this one.
 */
export async function finishWorkouts(
  tx: Transaction,
  { workouts, steps, failures, isCancelled = false, workflowId, gaveUp }: Finish,
): Promise<FinishedWorkout[]> {
  await lockAthletesOf(tx, workouts);
  const current = await dropSuperseded(tx, workouts, workflowId);
  // An execution may be cancelled before its first step.
  await beginProcessing(
    tx,
    current.filter(({ isAccepted }) => isAccepted),
  );
  const known = await listStepRows(tx, current);
  const reasons = new Map(failures.map(({ step, error }) => [step, error]));
  const settled = current.flatMap((workout) => {
    const outcomes = { failures: reasons, isCancelled };
    const ends = settleSteps(steps, known.get(workout.workoutId) ?? new Map(), outcomes);
    return ends ? [{ workout, steps: ends }] : [];
  });
  await writeUnsuccessful(
    tx,
    settled.flatMap((s) => s.steps.map((step) => ({ ...s.workout, ...step }))),
  );
  if (gaveUp === undefined) await excludeFromAggregates(tx, settled);
  else
    await writeUnsuccessful(
      tx,
      settled.map(({ workout }) => ({ ...workout, ...givenUp(gaveUp) })),
    );
  const finished = await writeStatuses(
    tx,
    settled.map((s) => {
      const unsuccessful = s.steps.filter((step) => step.state !== 'succeeded').map((step) => step.name);
      const failedSteps = [...unsuccessful, ...(gaveUp === undefined ? [] : [FINISH])];
      const status: WorkoutStatus = failedSteps.length > 0 ? 'processed_with_errors' : 'processed';
      return {
        ...s.workout,
        failedSteps,
        status: s.workout.deleted && failedSteps.length === 0 ? 'deleted' : status,
      };
    }),
    gaveUp === undefined,
  );
  if (gaveUp === undefined) await markReportsStale(tx, workoutIdsOf(finished));
  await blankDeleted(
    tx,
    finished.filter(({ status }) => status === 'deleted').map(({ workoutId }) => workoutId),
  );
  const notify = () =>
    appendEvents(
      tx,
      finished
        .filter((workout) => workout.notify)
        .map(({ athleteUuid, workoutId, revision, status, failedSteps }) => ({
          athleteUuid,
          type: 'workout.processed',
          data: { workoutId, revision, status, failedSteps },
        })),
    );
  await (gaveUp === undefined ? notify() : tryInSavepoint(tx, notify));
  return finished;
}

const givenUp = (lastError: string) => ({ name: FINISH, state: 'failed', lastError }) as const;

type StepRows = Map<StepName, { state: StepState; lastError: string | null }>;

async function listStepRows(
  tx: Transaction,
  workouts: readonly WorkoutRef[],
): Promise<Map<string, StepRows>> {
  const { rows } = await tx.query<{
    workoutId: string;
    name: StepName;
    state: StepState;
    lastError: string | null;
  }>(
    `select s.workout_id as "workoutId", s.name, s.state, s.last_error as "lastError"
     from unnest($1::uuid[], $2::int[]) as r (workout_id, revision)
     join workouts w on w.workout_id = r.workout_id
     join workout_steps s on s.workout_id = r.workout_id and s.revision = r.revision
     -- Results of an older execution count only if a redrive keeps them.
     where s.execution_number = w.execution_number or w.redriven`,
    [workoutIdsOf(workouts), revisionsOf(workouts)],
  );
  const found = new Map<string, StepRows>();
  for (const { workoutId, name, ...row } of rows) {
    found.set(workoutId, (found.get(workoutId) ?? new Map()).set(name, row));
  }
  return found;
}

async function writeUnsuccessful(
  tx: Transaction,
  steps: readonly (WorkoutRef & Omit<SettledStep, 'name'> & { name: string })[],
): Promise<void> {
  const unsuccessful = steps.filter((step) => step.state !== 'succeeded');
  if (unsuccessful.length === 0) return;
  await tx.query(
    `insert into workout_steps as s (workout_id, name, revision, execution_number, state, last_error, finished_at)
     select f.workout_id, f.name, f.revision, w.execution_number, f.state, f.last_error, clock_timestamp()
     from unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::text[])
       as f (workout_id, revision, name, state, last_error)
     join workouts w on w.workout_id = f.workout_id and w.revision = f.revision
     on conflict (workout_id, name) do update
       set
         revision = excluded.revision,
         execution_number = excluded.execution_number,
         state = excluded.state,
         last_error = excluded.last_error,
         finished_at = coalesce(s.finished_at, excluded.finished_at),
         attempts = case when (s.revision, s.execution_number) = (excluded.revision, excluded.execution_number) then s.attempts else 0 end
       where s.revision <= excluded.revision`,
    [
      workoutIdsOf(unsuccessful),
      revisionsOf(unsuccessful),
      unsuccessful.map((step) => step.name),
      unsuccessful.map((step) => step.state),
      unsuccessful.map((step) => step.lastError),
    ],
  );
}

async function writeStatuses(
  tx: Transaction,
  workouts: (WorkoutRef & { status: WorkoutStatus; failedSteps: string[] })[],
  isFinished: boolean,
): Promise<FinishedWorkout[]> {
  const { rows } = await tx.query<{ workoutId: string; athleteUuid: string; notify: boolean }>(
    `with forgotten as (
       -- Removes the end that an earlier attempt or execution recorded.
       delete from workout_steps
       where name = '${FINISH}' and workout_id = any($1::uuid[]) and $4::boolean
     )
     update workouts w
     set status = f.status, finished_at = clock_timestamp(), redriven = false
     from unnest($1::uuid[], $2::int[], $3::text[]) as f (workout_id, revision, status)
     join workouts before on before.workout_id = f.workout_id
     where w.workout_id = f.workout_id
       and w.revision = f.revision
       and w.status in ('accepted', 'processing')
     returning
       w.workout_id as "workoutId",
       w.athlete_uuid as "athleteUuid",
       (w.priority = 'interactive' or before.redriven) and w.deleted_at is null and not w.imported as notify`,
    [workoutIdsOf(workouts), revisionsOf(workouts), workouts.map((workout) => workout.status), isFinished],
  );
  const asked = new Map(workouts.map((workout) => [workout.workoutId, workout]));
  return rows.map((row) => ({ ...asked.get(row.workoutId)!, ...row }));
}
