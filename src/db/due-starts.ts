import type { Priority } from './outbox.ts';
import type { Queryable } from './pool.ts';

/** What is to be started under one workflow id, as the outbox holds it. */
export interface DueStart {
  workflowId: string;
  kind: 'workout' | 'batch' | 'upload' | 'report' | 'erasure' | 'import';
  priority: Priority;
  month: string | null;
  subjects: { id: string; revision: number }[];
}

/** No claim is held for so long: one that seems to be was made before PostgreSQL's clock was set back. */
const NEVER_SO_LONG = '5 minutes';
const isDue = (claimedUntil: string): string =>
  `(${claimedUntil} <= now() or ${claimedUntil} > now() + interval '${NEVER_SO_LONG}')`;

/**
 * Takes the starts that are due – just claimed, or held by one who did not come back – and holds them for `seconds`.
 * What somebody waits for comes first. Whoever locks a start's first row has all of it: two who each locked a part of a batch would wait for each other.
 */
export async function takeDueStarts(
  db: Queryable,
  { limit, seconds }: { limit: number; seconds: number },
): Promise<DueStart[]> {
  const { rows } = await db.query<{
    workflow_id: string;
    kind: DueStart['kind'];
    priority: Priority;
    month: string | null;
    subject_id: string;
    revision: number;
  }>(
    `with first_rows as (
       select min(outbox_id) as outbox_id
       from outbox
       where workflow_id is not null and ${isDue('claimed_until')}
       group by workflow_id
       order by max(priority) desc, min(claimed_until)
       limit $1::int
     ),
     due as (
       select o.workflow_id
       from outbox o
       join first_rows f on f.outbox_id = o.outbox_id
       where ${isDue('o.claimed_until')}
       for update of o skip locked
     ),
     taken as (
       update outbox o
       set claimed_until = now() + make_interval(secs => $2::double precision)
       from due
       where o.workflow_id = due.workflow_id
       returning o.workflow_id, o.kind, o.priority, o.month, o.subject_id, o.revision
     )
     -- A version that knew no lists of batches claimed each of a batch's workouts, and a workout may wait twice.
     select workflow_id, kind, max(priority) as priority, month, subject_id, revision
     from taken
     group by workflow_id, kind, month, subject_id, revision`,
    [limit, seconds],
  );
  const starts = new Map<string, DueStart>();
  for (const row of rows) {
    const start = starts.get(row.workflow_id) ?? {
      workflowId: row.workflow_id,
      kind: row.kind,
      priority: row.priority,
      month: row.month,
      subjects: [],
    };
    start.subjects.push({ id: row.subject_id, revision: row.revision });
    starts.set(row.workflow_id, start);
  }
  return [...starts.values()];
}

/** Which of these have still not been started, by anybody. */
export async function listUnstarted(db: Queryable, workflowIds: string[]): Promise<string[]> {
  const { rows } = await db.query<{ workflow_id: string }>(
    `select distinct workflow_id from outbox where workflow_id = any($1::text[])`,
    [workflowIds],
  );
  return rows.map((row) => row.workflow_id);
}

/** Gives starts that failed back, to be taken again after `seconds`. */
export async function releaseStarts(
  db: Queryable,
  { workflowIds, seconds }: { workflowIds: string[]; seconds: number },
): Promise<void> {
  await db.query(
    `update outbox
     set claimed_until = now() + make_interval(secs => $2::double precision)
     where workflow_id = any($1::text[])`,
    [workflowIds, seconds],
  );
}
