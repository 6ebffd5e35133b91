import type { Sport, WorkoutList, WorkoutRef } from '../../domain/workout.ts';
import { processWorkoutBatchId } from '../../domain/workflow-ids.ts';
import type { Queryable, Transaction } from '../pool.ts';
import { WORK_KINDS, type Priority, type WorkKind } from './work-kinds.ts';

/** A Temporal execution that was claimed and has not ended. */
export interface Execution {
  workflowId: string;
  kind: WorkKind | 'batch';
  /** The workout, the batch, the upload, the import, the e-mail, or the athlete of a report or an erasure. */
  subjectId: string;
  month: string | null;
  priority: Priority;
  /** The workouts of a single execution or a batch; null for other kinds. */
  workouts: WorkoutRef[] | null;
  /** Null for a batch, and for an import of lines. */
  athleteUuid: string | null;
  sport: Sport | null;
}

interface ExecutionRow extends Omit<Execution, 'workouts'> {
  workoutIds: string[] | null;
  revisions: number[] | null;
}

const EXECUTION = `
  workflow_id as "workflowId",
  kind,
  subject_id as "subjectId",
  month,
  priority,
  workout_ids as "workoutIds",
  revisions,
  athlete_uuid as "athleteUuid",
  sport`;

const toExecution = ({ workoutIds, revisions, ...row }: ExecutionRow): Execution => ({
  ...row,
  workouts: workoutIds?.map((workoutId, index) => ({ workoutId, revision: revisions![index]! })) ?? null,
});

/** The columns that make up the execution of one workout. */
export interface WorkoutRow {
  workout_id: string;
  revision: number;
  executionNumber: number;
  athlete_uuid: string;
  sport: Sport;
}

export const executionOfWorkout = ({
  workout_id: workoutId,
  revision,
  executionNumber,
  priority,
  athlete_uuid: athleteUuid,
  sport,
}: WorkoutRow & { priority: Priority }): Execution => ({
  workflowId: WORK_KINDS.workout.idOf({ id: workoutId, month: null, revision, executionNumber }),
  kind: 'workout',
  subjectId: workoutId,
  month: null,
  priority,
  workouts: [{ workoutId, revision }],
  athleteUuid,
  sport,
});

/** Time in which only the claiming process starts it. Afterwards any process repeats the start. */
const START_SECONDS = 10;

/** Inserts executions that the caller starts after the commit. */
export async function insertExecutions(tx: Transaction, executions: readonly Execution[]): Promise<void> {
  for (const { workflowId, kind, subjectId, month, priority, workouts, athleteUuid, sport } of executions) {
    await tx.query(
      `insert into executions (
         workflow_id, kind, subject_id, month, priority, workout_ids, revisions, athlete_uuid, sport, start_due_at
       )
       values (
         $1::text, $2::text, $3::uuid, $4::text, $5::text, $6::uuid[], $7::int[], $8::uuid, $9::text,
         clock_timestamp() + make_interval(secs => $10::double precision)
       )`,
      [
        workflowId,
        kind,
        subjectId,
        month,
        priority,
        workouts?.map((ref) => ref.workoutId) ?? null,
        workouts?.map((ref) => ref.revision) ?? null,
        athleteUuid,
        sport,
        START_SECONDS,
      ],
    );
  }
}

/** A start is due within five minutes. A later time was written before PostgreSQL's clock was set back. */
export const IS_DUE = `start_due_at is not null
  and (start_due_at <= now() or start_due_at > now() + interval '5 minutes')`;

/** Takes starts that failed or whose process has crashed. Other processes skip them for `START_SECONDS`. */
export async function takeDueStarts(tx: Transaction, limit: number): Promise<Execution[]> {
  const { rows } = await tx.query<ExecutionRow>(
    `update executions
     set start_due_at = clock_timestamp() + make_interval(secs => $2::double precision)
     where workflow_id in (
       select workflow_id
       from executions
       where ${IS_DUE}
       order by priority desc, start_due_at
       limit $1::int
       for update skip locked
     )
     returning ${EXECUTION}`,
    [limit, START_SECONDS],
  );
  return rows.map(toExecution);
}

/** Records that Temporal has this execution. */
export async function markStarted(db: Queryable, workflowId: string): Promise<void> {
  await db.query({
    name: 'executions: mark started',
    text: `update executions set start_due_at = null where workflow_id = $1::text`,
    values: [workflowId],
  });
}

/** Lets any process repeat this start after a delay. */
export async function postponeStart(
  db: Queryable,
  { workflowId, seconds }: { workflowId: string; seconds: number },
): Promise<void> {
  await db.query(
    `update executions
     set start_due_at = now() + make_interval(secs => $2::double precision)
     where workflow_id = $1::text`,
    [workflowId, seconds],
  );
}

/** Returns the workouts of a list, always in the same order. A batch that has ended has none. */
export async function listWorkouts(db: Queryable, list: WorkoutList): Promise<WorkoutRef[]> {
  if ('workouts' in list) return list.workouts;
  const { rows } = await db.query<WorkoutRef>(
    `select r.workout_id as "workoutId", r.revision
     from executions e
     cross join unnest(e.workout_ids, e.revisions) with ordinality as r (workout_id, revision, position)
     where e.workflow_id = $1::text
     order by r.position`,
    [processWorkoutBatchId(list.batchId)],
  );
  return rows;
}

/** Position in the list of executions, oldest first. */
export interface ExecutionCursor {
  claimedAt: string;
  workflowId: string;
}

/** Lists a page of executions that Temporal has had for a while, including lost ones. */
export async function listStarted(
  db: Queryable,
  {
    graceSeconds,
    after,
    limit,
  }: { graceSeconds: number; after?: ExecutionCursor | undefined; limit: number },
): Promise<ExecutionCursor[]> {
  const { rows } = await db.query<ExecutionCursor>(
    `select claimed_at::text as "claimedAt", workflow_id as "workflowId"
     from executions
     where start_due_at is null
       and claimed_at < now() - make_interval(secs => $1::double precision)
       and ($2::timestamptz is null or (claimed_at, workflow_id) > ($2::timestamptz, $3::text))
     order by claimed_at, workflow_id
     limit $4::int`,
    [graceSeconds, after?.claimedAt ?? null, after?.workflowId ?? null, limit],
  );
  return rows;
}

/** Returns the table of an execution's subjects, and their ids. */
const subjectsOf = ({ kind, workouts, subjectId }: Execution) => ({
  kind: WORK_KINDS[kind === 'batch' ? 'workout' : kind],
  ids: workouts?.map((ref) => ref.workoutId) ?? [subjectId],
});

/** Returns the highest execution number among the subjects that an execution still has. */
export async function executionNumberOf(db: Queryable, workflowId: string): Promise<number> {
  const { rows } = await db.query<ExecutionRow>(
    `select ${EXECUTION} from executions where workflow_id = $1::text`,
    [workflowId],
  );
  if (!rows[0]) return 0;
  const { kind, ids } = subjectsOf(toExecution(rows[0]));
  const { rows: numbers } = await db.query<{ executionNumber: number | null }>(
    `select max(${kind.executionNumber}) as "executionNumber"
     from ${kind.table}
     where ${kind.id} = any($1::uuid[]) and ${kind.workflowId} = $2::text`,
    [ids, workflowId],
  );
  return numbers[0]?.executionNumber ?? 0;
}

/**
 * Deletes an execution that has ended, was lost or is redriven. Its unfinished subjects wait for a further one: for
 * example workouts whose succeeded step was lost at a failover to a standby that lags. If the execution still runs, it
 * ends without effect.
 * @returns the number of subjects that wait now; 0 if the work had ended
 */
export async function endExecution(tx: Transaction, workflowId: string): Promise<number> {
  const { rows } = await tx.query<ExecutionRow>(
    `delete from executions where workflow_id = $1::text returning ${EXECUTION}`,
    [workflowId],
  );
  if (!rows[0]) return 0;
  const { kind, ids } = subjectsOf(toExecution(rows[0]));
  const left = `
    ${kind.id} = any($1::uuid[])
    and ${kind.workflowId} = $2::text
    and ${kind.unfinished}`;
  // Locked in the same order by all processes, so that two never deadlock.
  const found = await tx.query(
    `select from ${kind.table} where ${left} order by ${kind.id} for no key update`,
    [ids, workflowId],
  );
  if (found.rowCount === 0) return 0;
  const { rowCount } = await tx.query(
    `update ${kind.table}
     set ${kind.executionNumber} = ${kind.executionNumber} + 1, ${kind.workflowId} = null
     where ${left}`,
    [ids, workflowId],
  );
  return rowCount ?? 0;
}
