import { monthlyReportId, processUploadId, processWorkoutId } from '../temporal/names.ts';
import type { Queryable, Transaction } from './pool.ts';

export type Priority = 'interactive' | 'bulk';

/** One run of one revision of one workout. */
export interface WorkoutRun {
  workoutId: string;
  revision: number;
  run: number;
}

/** How long the one who wrote a workflow id has for the start, before anybody may repeat it. */
export const CLAIM_SECONDS = 5;

/**
 * Notes that these runs are to be started. The first run's workflow id was written with the workout itself.
 * `startNow`: the caller starts it as an execution of its own; else the dispatcher decides how.
 */
export async function insertWorkoutRuns(
  tx: Transaction,
  runs: (WorkoutRun & { startNow: boolean })[],
): Promise<void> {
  if (runs.length === 0) return;
  await tx.query({
    name: 'accept: insert outbox rows',
    text: `insert into outbox (kind, subject_id, athlete_uuid, revision, priority, workflow_id, claimed_until)
     select
       'workout',
       w.workout_id,
       w.athlete_uuid,
       r.revision,
       w.priority,
       r.workflow_id,
       case when r.workflow_id is not null then now() + make_interval(secs => $4::double precision) end
     from unnest($1::uuid[], $2::int[], $3::text[]) as r (workout_id, revision, workflow_id)
     join workouts w on w.workout_id = r.workout_id`,
    values: [
      runs.map((r) => r.workoutId),
      runs.map((r) => r.revision),
      runs.map((r) => (r.startNow ? processWorkoutId(r) : null)),
      CLAIM_SECONDS,
    ],
  });
}

interface EnqueueRun {
  workoutIds: string[];
  /** Absent: the one that the workout has. What somebody still waits for stays interactive. */
  priority?: Priority;
  startNow?: boolean;
  /** Only workouts that ended with errors, and of their steps only those that are not up to date. */
  redrive?: boolean;
}

/**
 * Sends workouts through the steps once more, as a further run of their newest revision: reprocess, recompute, redrive,
 * reconcile. A workout whose newest revision still waits for its start is left alone, which coalesces many changes into
 * one run. Its row is held until the commit, so that it is not started before the change can be read; a row that is
 * held is being claimed, and might be. A redrive that waits becomes a run of all steps, unless this is one too.
 */
export async function enqueueRun(
  tx: Transaction,
  { workoutIds, priority, startNow = false, redrive = false }: EnqueueRun,
): Promise<(WorkoutRun & { workflowId: string })[]> {
  const { rows } = await tx.query<{ workout_id: string; revision: number; run: number }>(
    `with waiting as materialized (
       select o.subject_id as workout_id, o.revision
       from outbox o
       where o.kind = 'workout' and o.subject_id = any($1::uuid[]) and o.workflow_id is null
       for update skip locked
     ),
     waiting_redrives as (
       update workouts w
       set redriven = false
       from waiting
       where waiting.workout_id = w.workout_id and waiting.revision = w.revision and w.redriven and not $3::boolean
     )
     update workouts w
     set
       run = w.run + 1,
       status = 'accepted',
       priority = case
         when w.priority = 'interactive' and w.status in ('accepted', 'processing') then w.priority
         else coalesce($2::text, w.priority)
       end,
       redriven = $3::boolean,
       finished_at = null
     where w.workout_id = any($1::uuid[])
       and w.status <> 'deleted'
       and (not $3::boolean or w.status = 'processed_with_errors')
       and not exists (
         select from waiting where waiting.workout_id = w.workout_id and waiting.revision = w.revision
       )
     returning w.workout_id, w.revision, w.run`,
    [workoutIds, priority ?? null, redrive],
  );
  const runs = rows.map((row) => {
    const run = { workoutId: row.workout_id, revision: row.revision, run: row.run };
    return { ...run, workflowId: processWorkoutId(run) };
  });
  await tx.query(
    `update workouts w
     set workflow_id = r.workflow_id
     from unnest($1::uuid[], $2::text[]) as r (workout_id, workflow_id)
     where w.workout_id = r.workout_id`,
    [runs.map((r) => r.workoutId), runs.map((r) => r.workflowId)],
  );
  await insertWorkoutRuns(
    tx,
    runs.map((run) => ({ ...run, startNow })),
  );
  return runs;
}

/** Notes that an upload is to be parsed, as a further run when it was before. One of an import waits for a claim. */
export async function enqueueUpload(
  tx: Transaction,
  { uploadId, startNow = false, again = false }: { uploadId: string; startNow?: boolean; again?: boolean },
): Promise<{ workflowId: string }> {
  const { rows } = await tx.query<{ run: number; priority: Priority }>(
    `update uploads
     set run = run + $2::int
     where upload_id = $1::uuid
     returning run, priority`,
    [uploadId, again ? 1 : 0],
  );
  const workflowId = processUploadId({ uploadId, run: rows[0]!.run });
  await tx.query(`update uploads set workflow_id = $2::text where upload_id = $1::uuid`, [
    uploadId,
    workflowId,
  ]);
  if (rows[0]!.priority === 'bulk') await insertUnclaimed(tx, { kind: 'upload', subjectId: uploadId });
  else await insertClaimed(tx, { kind: 'upload', subjectId: uploadId, month: null, workflowId, startNow });
  return { workflowId };
}

/** Asks for a month's report to be made, or made anew. One that still waits for its start is not asked for twice. */
export async function enqueueReport(
  tx: Transaction,
  { athleteUuid, month, startNow = false }: { athleteUuid: string; month: string; startNow?: boolean },
): Promise<{ workflowId: string }> {
  const waiting = await tx.query<{ workflowId: string }>(
    `select workflow_id as "workflowId"
     from outbox
     where kind = 'report' and subject_id = $1::uuid and month = $2::text`,
    [athleteUuid, month],
  );
  if (waiting.rows[0]) return waiting.rows[0];
  const { rows } = await tx.query<{ run: number }>(
    `insert into report_months (athlete_uuid, month, state, run)
     values ($1::uuid, $2::text, 'building', 1)
     on conflict (athlete_uuid, month) do update
       set state = 'building', run = report_months.run + 1, requested_at = now(), stale_since = null
     returning run`,
    [athleteUuid, month],
  );
  const workflowId = monthlyReportId({ athleteUuid, month, run: rows[0]!.run });
  await tx.query(
    `update report_months set workflow_id = $3::text where athlete_uuid = $1::uuid and month = $2::text`,
    [athleteUuid, month, workflowId],
  );
  await insertClaimed(tx, { kind: 'report', subjectId: athleteUuid, month, workflowId, startNow });
  return { workflowId };
}

interface ClaimedRow {
  kind: 'upload' | 'report' | 'erasure' | 'import';
  subjectId: string;
  month: string | null;
  workflowId: string;
  startNow: boolean;
}

/** Notes that a workflow is to be started under this id; unless the caller does so itself now, it is due at once. */
export async function insertClaimed(
  tx: Transaction,
  { kind, subjectId, month, workflowId, startNow }: ClaimedRow,
) {
  await tx.query(
    `insert into outbox (kind, subject_id, month, workflow_id, claimed_until)
     values ($1::text, $2::uuid, $3::text, $4::text, now() + make_interval(secs => $5::double precision))`,
    [kind, subjectId, month, workflowId, startNow ? CLAIM_SECONDS : 0],
  );
}

/** Notes what is to be started when its turn comes: the dispatcher claims a few at a time. */
async function insertUnclaimed(tx: Transaction, { kind, subjectId }: { kind: 'upload'; subjectId: string }) {
  await tx.query(
    `insert into outbox (kind, subject_id, priority)
     values ($1::text, $2::uuid, 'bulk')`,
    [kind, subjectId],
  );
}

/** After a start that succeeded, or that found the execution already there. */
export async function deleteStarted(db: Queryable, workflowIds: string[]): Promise<void> {
  await db.query(`delete from outbox where workflow_id = any($1::text[])`, [workflowIds]);
}
