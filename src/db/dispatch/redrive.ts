import { stepsToRedrive } from '../../domain/redrive.ts';
import type { StepName, StepState } from '../../domain/steps.ts';
import type { WorkoutRef } from '../../domain/workout.ts';
import { enqueueRun } from './enqueue.ts';
import type { Queryable, Transaction } from '../pool.ts';
import { lockAthletesOf, workoutIdsOf } from '../workouts/workout-refs.ts';

export interface RedriveSelection {
  /** Selects workouts for which this step failed, or was skipped because another one failed. */
  step?: StepName | undefined;
  /** Selects workouts that ended at this instant or later; RFC 3339. */
  since?: string | undefined;
}

/**
 * Position of the end of a page. Workouts that fail again after `until`, the start of the redrive, are not on later
 * pages.
 */
export interface RedriveCursor {
  until: string;
  endedAt: string;
  workoutId: string;
}

export interface RedrivenWorkout extends WorkoutRef {
  /** The steps that run again. */
  steps: StepName[];
  /** `left-alone`: it is already in progress, or changed in the meantime. */
  outcome: 'queued' | 'left-alone';
}

interface RedrivePageRequest extends RedriveSelection {
  after?: RedriveCursor | undefined;
  limit: number;
  /** Reports what would be done, without doing it. */
  dryRun: boolean;
}

/**
 * Reprocesses a page of the workouts that ended with errors, oldest end first, with bulk priority. Repeating it is
 * safe: a workout in progress no longer counts as ended with errors.
 */
export async function redrivePage(
  tx: Transaction,
  { dryRun, limit, ...request }: RedrivePageRequest,
): Promise<{ workouts: RedrivenWorkout[]; next?: RedriveCursor }> {
  const rows = await listFailed(tx, { ...request, limit: limit + 1 });
  const page = rows.slice(0, limit);
  const queued = dryRun ? new Set(workoutIdsOf(page)) : await enqueue(tx, page);
  const last = page.at(-1);
  return {
    workouts: page.map(({ workoutId, revision, states }) => ({
      workoutId,
      revision,
      steps: stepsToRedrive(states),
      outcome: queued.has(workoutId) ? 'queued' : 'left-alone',
    })),
    ...(last && rows.length > limit
      ? { next: { until: last.until, endedAt: last.endedAt, workoutId: last.workoutId } }
      : {}),
  };
}

async function enqueue(tx: Transaction, workouts: readonly WorkoutRef[]): Promise<Set<string>> {
  await lockAthletesOf(tx, workouts);
  return new Set(
    await enqueueRun(tx, { workoutIds: workoutIdsOf(workouts), priority: 'bulk', redrive: true }),
  );
}

interface FailedRow extends WorkoutRef {
  endedAt: string;
  until: string;
  states: Partial<Record<StepName, StepState>>;
}

/** In microseconds, as PostgreSQL stores it: a rounded position would repeat or omit workouts. */
const INSTANT = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;

async function listFailed(
  db: Queryable,
  { step, since, after, limit }: Omit<RedrivePageRequest, 'dryRun'>,
): Promise<FailedRow[]> {
  const { rows } = await db.query<FailedRow>(
    `select
       w.workout_id as "workoutId",
       w.revision,
       to_char(w.finished_at, ${INSTANT}) as "endedAt",
       to_char(coalesce($3::timestamptz, now()), ${INSTANT}) as until,
       coalesce(
         (
           select json_object_agg(s.name, s.state)
           from workout_steps s
           where s.workout_id = w.workout_id and s.revision = w.revision
         ),
         '{}'
       ) as states
     from workouts w
     join athletes a on a.athlete_uuid = w.athlete_uuid and a.erasing_since is null
     where w.status = 'processed_with_errors'
       and ($2::timestamptz is null or w.finished_at >= $2::timestamptz)
       and w.finished_at <= coalesce($3::timestamptz, now())
       and ($4::timestamptz is null or (w.finished_at, w.workout_id) > ($4::timestamptz, $5::uuid))
       and (
         $1::text is null
         or not exists (
           select from workout_steps s
           where s.workout_id = w.workout_id
             and s.revision = w.revision
             and s.name = $1::text
             and s.state = 'succeeded'
         )
       )
     order by w.finished_at, w.workout_id
     limit $6::int`,
    [
      step ?? null,
      since ?? null,
      after?.until ?? null,
      after?.endedAt ?? null,
      after?.workoutId ?? null,
      limit,
    ],
  );
  return rows;
}
