import type { Queryable } from './pool.ts';

export interface UnfinishedExecution {
  kind: 'workout' | 'upload' | 'report' | 'erasure' | 'import';
  workflowId: string;
  /** To the microsecond, so that it can be a place in the list. */
  since: string;
}

export type UnfinishedPlace = Pick<UnfinishedExecution, 'since' | 'workflowId'>;

/**
 * A page of the executions that should be open: what is unfinished and no longer waits in the outbox. The grace keeps
 * those out whose start has just been made. The oldest come first: what is lost no longer moves, and what runs ends.
 */
export async function listUnfinishedExecutions(
  db: Queryable,
  {
    graceSeconds,
    after,
    limit,
  }: { graceSeconds: number; after?: UnfinishedPlace | undefined; limit: number },
): Promise<UnfinishedExecution[]> {
  const { rows } = await db.query<UnfinishedExecution>(
    `select u.kind, u.workflow_id as "workflowId", min(u.since)::text as since
     from (
       select 'workout' as kind, workout_id as subject_id, workflow_id, accepted_at as since
       from workouts
       where status in ('accepted', 'processing')
       union all
       select 'upload', upload_id, workflow_id, accepted_at
       from uploads
       where status in ('accepted', 'processing')
       union all
       select 'report', athlete_uuid, workflow_id, requested_at
       from report_months
       where state = 'building'
       union all
       select 'erasure', athlete_uuid, erasing_workflow_id, erasing_since
       from athletes
       where erasing_since is not null
       union all
       select 'import', import_id, workflow_id, last_page_at
       from imports
       where status in ('processing', 'failed') and settled_at is null
     ) as u
     where u.since < now() - make_interval(secs => $1::double precision)
       and u.workflow_id is not null
       and not exists (select from outbox o where o.kind = u.kind and o.subject_id = u.subject_id)
       and not exists (select from outbox o where o.workflow_id = u.workflow_id)
     group by u.kind, u.workflow_id
     having $2::timestamptz is null or (min(u.since), u.workflow_id) > ($2::timestamptz, $3::text)
     order by min(u.since), u.workflow_id
     limit $4::int`,
    [graceSeconds, after?.since ?? null, after?.workflowId ?? null, limit],
  );
  return rows;
}

/** What an execution that is gone has left unfinished. */
export async function listLeftBehind(
  db: Queryable,
  workflowId: string,
): Promise<{
  workoutIds: string[];
  uploadIds: string[];
  reports: { athleteUuid: string; month: string }[];
  erasures: { athleteUuid: string; workflowId: string }[];
  importIds: string[];
}> {
  const workouts = await db.query<{ id: string }>(
    `select workout_id as id
     from workouts
     where workflow_id = $1::text and status in ('accepted', 'processing')`,
    [workflowId],
  );
  const uploads = await db.query<{ id: string }>(
    `select upload_id as id
     from uploads
     where workflow_id = $1::text and status in ('accepted', 'processing')`,
    [workflowId],
  );
  const reports = await db.query<{ athleteUuid: string; month: string }>(
    `select athlete_uuid as "athleteUuid", month
     from report_months
     where workflow_id = $1::text and state = 'building'`,
    [workflowId],
  );
  const erasures = await db.query<{ athleteUuid: string; workflowId: string }>(
    `select athlete_uuid as "athleteUuid", erasing_workflow_id as "workflowId"
     from athletes
     where erasing_workflow_id = $1::text`,
    [workflowId],
  );
  const imports = await db.query<{ id: string }>(
    `select import_id as id
     from imports
     where workflow_id = $1::text and settled_at is null`,
    [workflowId],
  );
  return {
    workoutIds: workouts.rows.map((row) => row.id),
    uploadIds: uploads.rows.map((row) => row.id),
    reports: reports.rows,
    erasures: erasures.rows,
    importIds: imports.rows.map((row) => row.id),
  };
}
