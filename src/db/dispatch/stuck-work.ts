import type { Queryable, Transaction } from '../pool.ts';
import { endExecution } from './executions.ts';
import { WORK_KINDS, type WorkKind } from './work-kinds.ts';

/** All kinds of work except workouts. */
export type OtherKind = Exclude<WorkKind, 'workout'>;

/** Work that failed for good, or whose attempts keep failing because of a fault of the service. */
export interface StuckWork {
  kind: OtherKind;
  /** Id of the upload, import or e-mail. For a report or an erasure, the UUID of the athlete. */
  id: string;
  /** A report's month, `yyyy-MM`. */
  month: string | null;
  /** Failed attempts in a row; 0 for work that failed for good. */
  attempts: number;
  lastError: string | null;
  /** When its execution was claimed, or when the work was requested. */
  since: Date;
  /** The failing execution; null for work that failed for good. */
  workflowId: string | null;
}

/** After this number of failed attempts in a row, about a minute, work counts as stuck. */
const STUCK_AFTER = 8;

const OTHERS = (Object.keys(WORK_KINDS) as WorkKind[]).filter(
  (kind): kind is OtherKind => kind !== 'workout',
);

const GIVEN_UP = OTHERS.map((kind) => ({ kind, ...WORK_KINDS[kind] }))
  .filter(({ failed }) => failed !== undefined)
  .map(
    ({ kind, table, id, month, state, failed, since }) => `
       union all
       select '${kind}', ${id}, ${month ?? 'null'}, 0, null, ${since}, null
       from ${table}
       where ${state} = '${failed}'`,
  )
  .join('');

const STUCK = `
       select kind, subject_id as id, month, attempts, last_error, claimed_at as since, workflow_id
       from executions
       where attempts >= ${STUCK_AFTER}${GIVEN_UP}`;

/**
 * An execution may have nothing left in PostgreSQL, such as an erasure that deletes from Temporal. It continues by
 * itself.
 */
const HAS_SUBJECT = OTHERS.map((kind) => {
  const { table, id, workflowId, unfinished } = WORK_KINDS[kind];
  return `
       or (
         kind = '${kind}'
         and exists (select from ${table} where ${id} = s.id and ${workflowId} = s.workflow_id and ${unfinished})
       )`;
}).join('');

/** Counts stuck work by kind, as a JSON object. Kinds without stuck work are absent. */
export const STUCK_COUNTS = `(
         select coalesce(jsonb_object_agg(kind, stuck), '{}')
         from (
           select kind, count(*) as stuck
           from (${STUCK}
           ) as all_stuck
           group by kind
         ) as counts
       )`;

export const NOTHING_STUCK: Readonly<Record<OtherKind, number>> = {
  upload: 0,
  import: 0,
  report: 0,
  erasure: 0,
  email: 0,
};

/** Lists stuck work, oldest first: all of it, or what was claimed or requested since an instant (RFC 3339). */
export async function listStuckWork(
  db: Queryable,
  { since, limit }: { since?: string | undefined; limit: number },
  condition = 'true',
): Promise<StuckWork[]> {
  const { rows } = await db.query<StuckWork>(
    `select kind, id, month, attempts, last_error as "lastError", since, workflow_id as "workflowId"
     from (${STUCK}
     ) as s
     where ($1::timestamptz is null or since >= $1::timestamptz) and (${condition})
     order by since, id, month
     limit $2::int`,
    [since ?? null, limit],
  );
  return rows;
}

/** Limit of one call. */
const REDRIVEN_AT_ONCE = 1000;

/**
 * Enqueues a further execution of stuck work, oldest first, 1,000 at most.
 * @returns what was enqueued, or would be with `dryRun`
 */
export async function redriveStuckWork(
  tx: Transaction,
  { since, dryRun }: { since?: string | undefined; dryRun: boolean },
): Promise<StuckWork[]> {
  const selection = { since, limit: REDRIVEN_AT_ONCE };
  const found = await listStuckWork(tx, selection, `workflow_id is null${HAS_SUBJECT}`);
  if (!dryRun) for (const work of found) await restart(tx, work);
  return found;
}

async function restart(tx: Transaction, { kind, id, month, workflowId }: StuckWork): Promise<void> {
  if (workflowId !== null) return void (await endExecution(tx, workflowId));
  const work = WORK_KINDS[kind];
  await tx.query(
    `update ${work.table}
     set ${work.executionNumber} = ${work.executionNumber} + 1, ${work.workflowId} = null, ${work.restart}
     where ${work.id} = $1::uuid
       and ${work.month ? `${work.month} = $2::text` : '$2::text is null'}
       and ${work.state} = '${work.failed}'`,
    [id, month],
  );
}

/** Records the failed attempts in a row at an activity with its execution, unless it processes workouts. */
export async function noteFailedAttempts(
  db: Queryable,
  { workflowId, attempts, error }: { workflowId: string; attempts: number; error: string | null },
): Promise<void> {
  await db.query(
    `update executions
     set attempts = $2::int, last_error = $3::text
     where workflow_id = $1::text`,
    [workflowId, attempts, error],
  );
}
