import { processWorkoutBatchId, processWorkoutId } from '../temporal/names.ts';
import type { Priority } from './outbox.ts';
import type { Queryable, Transaction } from './pool.ts';

interface ClaimOptions {
  priority: Priority;
  limit: number;
  /** A claim of at most this many gives each workout an execution of its own. */
  singlesUpTo: number;
  /** Of the batch that more become; a UUID. */
  batchId: string;
}

/**
 * Gives waiting workouts their workflow id: one batch for many, their own for few. The commit comes before any start,
 * so whoever crashes afterwards leaves ids that the next one starts again.
 *
 * The athletes of the oldest come first, each with all that waits of them: what a step does for an athlete it then does
 * once for many workouts, and two batches seldom wait for each other at the same athletes. Claims take turns for it. The
 * athletes are sorted first, so that rows are looked up only until the batch is full.
 * @returns how many were given one
 */
export async function claimWaiting(
  tx: Transaction,
  { priority, limit, singlesUpTo, batchId }: ClaimOptions,
): Promise<number> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('claimWaiting'))`);
  const { rows } = await tx.query<WaitingRow>(
    `with oldest as (
       select o.outbox_id, o.athlete_uuid
       from outbox o
       where o.kind = 'workout' and o.workflow_id is null and o.priority = $1::text
       order by o.outbox_id
       limit $2::int
     ),
     athletes as (
       select athlete_uuid, min(outbox_id) as first_id
       from oldest
       group by athlete_uuid
       order by first_id
     ),
     wanted as (
       select o.outbox_id
       from athletes a
       cross join lateral (
         select waiting.outbox_id
         from outbox waiting
         where waiting.athlete_uuid = a.athlete_uuid and waiting.workflow_id is null and waiting.priority = $1::text
         order by waiting.outbox_id
         limit $2::int
       ) o
       order by a.first_id
       limit $2::int
     )
     select o.outbox_id, o.subject_id, o.revision, w.run
     from outbox o
     join workouts w on w.workout_id = o.subject_id
     where o.outbox_id in (
       select outbox_id from wanted
       -- Written by a version that did not note the athlete.
       union all
       select outbox_id from oldest where athlete_uuid is null
     )
     limit $2::int
     for update of o skip locked`,
    [priority, limit],
  );
  if (rows.length === 0) return 0;
  if (rows.length > singlesUpTo) await claimAsBatch(tx, rows, { priority, batchId });
  else await claimSingly(tx, rows);
  return rows.length;
}

interface WaitingRow {
  outbox_id: string;
  subject_id: string;
  revision: number;
  run: number;
}

async function claimSingly(tx: Transaction, rows: readonly WaitingRow[]): Promise<void> {
  await tx.query(
    `with claimed as (
       update outbox o
       set workflow_id = c.workflow_id, claimed_until = now()
       from unnest($1::bigint[], $2::text[]) as c (outbox_id, workflow_id)
       where o.outbox_id = c.outbox_id
       returning o.subject_id, o.revision, c.workflow_id
     )
     update workouts w
     set workflow_id = claimed.workflow_id
     from claimed
     where w.workout_id = claimed.subject_id and w.revision = claimed.revision`,
    [
      rows.map((row) => row.outbox_id),
      rows.map(({ subject_id: workoutId, ...ref }) => processWorkoutId({ workoutId, ...ref })),
    ],
  );
}

/**
 * One row that waits for a batch's start takes the place of all its workouts' rows. A workout waits twice where it was
 * sent again while a claim held its row, and the claim came to nothing; a batch has it once.
 */
async function claimAsBatch(
  tx: Transaction,
  rows: readonly WaitingRow[],
  { priority, batchId }: Pick<ClaimOptions, 'priority' | 'batchId'>,
): Promise<void> {
  await tx.query(
    `with claimed as (
       delete from outbox
       where outbox_id = any($1::bigint[])
       returning subject_id, revision, created_at
     ),
     start as (
       insert into outbox (kind, subject_id, priority, workflow_id, claimed_until, created_at)
       select 'batch', $2::uuid, $3::text, $4::text, now(), min(created_at)
       from claimed
     ),
     batch as (
       insert into workout_batches (batch_id, workout_ids, revisions)
       select $2::uuid, array_agg(c.subject_id), array_agg(c.revision)
       from (select distinct subject_id, revision from claimed) as c
     )
     update workouts w
     set workflow_id = $4::text
     from claimed
     where w.workout_id = claimed.subject_id and w.revision = claimed.revision`,
    [rows.map((row) => row.outbox_id), batchId, priority, processWorkoutBatchId(batchId)],
  );
}

/**
 * Lets the oldest uploads of imports be started, so many at once: a zip has thousands, and what they are read by is
 * shared with the batches.
 * @returns how many
 */
export async function claimBulkUploads(db: Queryable, limit: number): Promise<number> {
  const { rowCount } = await db.query(
    `update outbox o
     set workflow_id = next.workflow_id, claimed_until = now()
     from (
       select waiting.outbox_id, u.workflow_id
       from outbox waiting
       join uploads u on u.upload_id = waiting.subject_id
       where waiting.kind = 'upload' and waiting.workflow_id is null and waiting.priority = 'bulk'
       order by waiting.outbox_id
       limit $1::int
       for update of waiting skip locked
     ) as next
     where o.outbox_id = next.outbox_id`,
    [limit],
  );
  return rowCount ?? 0;
}
