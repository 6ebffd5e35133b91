import type { Transaction } from '../pool.ts';
import { waitingCondition, WORK_KINDS, type Priority } from './work-kinds.ts';

interface EnqueueRun {
  workoutIds: string[];
  /** Default: the workout's current priority. An unfinished interactive workout stays interactive. */
  priority?: Priority;
  /** Selects workouts that ended with errors, and runs only their steps that have not succeeded. */
  redrive?: boolean;
}

const IS_WAITING = waitingCondition(WORK_KINDS.workout);

/**
 * Enqueues a further execution of the workouts' newest revision, to reprocess, recompute or redrive them. A workout
 * that already waits keeps its execution number, so that many changes become one execution. A waiting redrive becomes
 * an execution of all steps, unless this is a redrive too. All rows are locked until the commit, so that no execution
 * starts before it can read the change.
 * @returns the workouts that got a further execution
 */
export async function enqueueRun(
  tx: Transaction,
  { workoutIds, priority, redrive = false }: EnqueueRun,
): Promise<string[]> {
  if (workoutIds.length === 0) return [];
  await tx.query(
    `select
     from workouts
     where workout_id = any($1::uuid[])
     order by workout_id
     for no key update`,
    [workoutIds],
  );
  const { rows } = await tx.query<{ workoutId: string; wasWaiting: boolean }>(
    `update workouts w
     set
       execution_number = case when before.is_waiting then w.execution_number else w.execution_number + 1 end,
       status = 'accepted',
       workflow_id = null,
       priority = case
         when before.is_waiting then w.priority
         when w.priority = 'interactive' and w.status in ('accepted', 'processing') then w.priority
         else coalesce($2::text, w.priority)
       end,
       redriven = $3::boolean,
       accepted_at = case when before.is_waiting then w.accepted_at else now() end,
       finished_at = null
     from (
       select workout_id, ${IS_WAITING} as is_waiting
       from workouts
       where workout_id = any($1::uuid[])
     ) as before
     where w.workout_id = before.workout_id
       and w.status <> 'deleted'
       and (not $3::boolean or w.status = 'processed_with_errors')
     returning w.workout_id as "workoutId", before.is_waiting as "wasWaiting"`,
    [workoutIds, priority ?? null, redrive],
  );
  return rows.filter(({ wasWaiting }) => !wasWaiting).map(({ workoutId }) => workoutId);
}

export interface ReportRef {
  athleteUuid: string;
  month: string;
}

/** Requests a month's report, or its next revision. */
export const enqueueReport = (tx: Transaction, report: ReportRef): Promise<void> =>
  enqueueReports(tx, [report]);

/** Requests reports, or their next revisions. A request that still waits is not repeated. */
export async function enqueueReports(tx: Transaction, reports: readonly ReportRef[]): Promise<void> {
  await tx.query(
    `insert into report_months as m (athlete_uuid, month, state, execution_number)
     select r.athlete_uuid, r.month, 'building', 1
     from unnest($1::uuid[], $2::text[]) as r (athlete_uuid, month)
     -- In one order everywhere, so that two processes never deadlock.
     order by r.athlete_uuid, r.month
     on conflict (athlete_uuid, month) do update
       set
         state = 'building',
         execution_number = m.execution_number + 1,
         workflow_id = null,
         requested_at = now(),
         stale_since = null
       where not (m.workflow_id is null and m.state = 'building')`,
    [reports.map(({ athleteUuid }) => athleteUuid), reports.map(({ month }) => month)],
  );
}
