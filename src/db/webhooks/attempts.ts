import type { EventKey } from '../events/event-key.ts';
import type { Queryable, Transaction } from '../pool.ts';
import { toInstant } from './instants.ts';

/** An attempt that has ended. Times are in milliseconds since 1970. */
export interface RecordedAttempt extends EventKey {
  attempt: number;
  startedAt: number;
  durationMs: number;
  statusCode: number | null;
  error: string | null;
  response: string | null;
  nextAttemptAt: number | null;
  /** From the event to its receipt; null for failures, resends and examples. */
  deliveryMs: number | null;
  isExample: boolean;
}

export async function insertAttempts(
  tx: Transaction,
  endpointId: string,
  attempts: readonly RecordedAttempt[],
): Promise<void> {
  if (attempts.length === 0) return;
  await tx.query(
    `insert into webhook_attempts (
       endpoint_id, source, event_id, attempt, started_at, duration_ms, status_code, error, response,
       next_attempt_at, delivery_ms
     )
     select $1::uuid, a.*
     from unnest(
       $2::uuid[], $3::bigint[], $4::int[], $5::timestamptz[], $6::int[], $7::int[], $8::text[], $9::text[],
       $10::timestamptz[], $11::int[]
     ) as a`,
    [
      endpointId,
      attempts.map(({ source }) => source),
      attempts.map(({ eventId }) => eventId),
      attempts.map(({ attempt }) => attempt),
      attempts.map(({ startedAt }) => new Date(startedAt)),
      attempts.map(({ durationMs }) => durationMs),
      attempts.map(({ statusCode }) => statusCode),
      attempts.map(({ error }) => error),
      attempts.map(({ response }) => response),
      attempts.map(({ nextAttemptAt }) => toInstant(nextAttemptAt)),
      attempts.map(({ deliveryMs }) => deliveryMs),
    ],
  );
}

/** An attempt, as the endpoint's app sees it. */
export interface StoredAttempt extends EventKey {
  attemptId: string;
  attempt: number;
  succeeded: boolean;
  startedAt: Date;
  durationMs: number;
  statusCode: number | null;
  error: string | null;
  response: string | null;
  nextAttemptAt: Date | null;
}

/** Lists an endpoint's attempts, newest first. Those of an athlete who is being erased are gone. */
export async function listAttempts(
  db: Queryable,
  {
    endpointId,
    event,
    succeeded,
    before,
    limit,
  }: {
    endpointId: string;
    event: EventKey | undefined;
    /** Undefined: both. */
    succeeded: boolean | undefined;
    /** The attempt id at which the page before ended. */
    before: string | undefined;
    limit: number;
  },
): Promise<StoredAttempt[]> {
  const { rows } = await db.query<StoredAttempt>(
    `select a.*
     from unnest($5::boolean[]) as s (succeeded)
     cross join lateral (
       select
         attempt_id as "attemptId",
         source,
         event_id::double precision as "eventId",
         attempt,
         succeeded,
         started_at as "startedAt",
         duration_ms as "durationMs",
         status_code as "statusCode",
         error,
         response,
         next_attempt_at as "nextAttemptAt"
       from webhook_attempts
       where endpoint_id = $1::uuid
         and succeeded = s.succeeded
         and ($2::bigint is null or attempt_id < $2::bigint)
         and ($3::uuid is null or (source, event_id) = ($3::uuid, $4::bigint))
         and not exists (
           select from athletes where athlete_uuid = source and erasing_since is not null
         )
       order by attempt_id desc
       limit $6::int
     ) as a
     order by a."attemptId" desc
     limit $6::int`,
    [
      endpointId,
      before ?? null,
      event?.source ?? null,
      event?.eventId ?? null,
      succeeded === undefined ? [true, false] : [succeeded],
      limit,
    ],
  );
  return rows;
}

/** Deletes a page of old attempts: successes after a day, failures after a week. @returns how many */
export async function pruneAttempts(db: Queryable, limit: number): Promise<number> {
  const { rowCount } = await db.query(
    `delete from webhook_attempts
     where ctid = any(array(
       select ctid
       from webhook_attempts
       where started_at < now() - case when succeeded then interval '1 day' else interval '7 days' end
         and started_at < now() - interval '1 day'
       limit $1::int
     ))`,
    [limit],
  );
  return rowCount ?? 0;
}
