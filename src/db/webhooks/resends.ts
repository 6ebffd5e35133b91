import type { EventKey } from '../events/event-key.ts';
import { NOT_ERASED, WITH_ATHLETE, type LoggedEvent } from '../events/app-log.ts';
import type { Queryable, Transaction } from '../pool.ts';
import { toInstant } from './instants.ts';
import { isOf } from './selection.ts';

/** A resend or an example after an attempt. */
export interface ResendChange extends EventKey {
  /** The request that was served: a later one stays. */
  requests: number;
  attempts: number;
  /** Null once it ended. */
  nextAttemptAt: number | null;
}

/** Deletes what ended, and postpones what failed. */
export async function writeResends(
  tx: Transaction,
  endpointId: string,
  resends: readonly ResendChange[],
): Promise<void> {
  if (resends.length === 0) return;
  const columns = [
    endpointId,
    resends.map(({ source }) => source),
    resends.map(({ eventId }) => eventId),
    resends.map(({ attempts }) => attempts),
    resends.map(({ nextAttemptAt }) => toInstant(nextAttemptAt)),
    resends.map(({ requests }) => requests),
  ];
  await tx.query(
    `with changed as (
       select c.source, c.event_id, c.attempts, c.next_attempt_at, c.requests
       from unnest($2::uuid[], $3::bigint[], $4::int[], $5::timestamptz[], $6::int[])
         as c (source, event_id, attempts, next_attempt_at, requests)
     ),
     ended as (
       delete from webhook_resends r
       using changed c
       where r.endpoint_id = $1::uuid
         and r.source = c.source
         and r.event_id = c.event_id
         and r.requests = c.requests
         and c.next_attempt_at is null
     )
     update webhook_resends r
     set attempts = c.attempts, next_attempt_at = c.next_attempt_at
     from changed c
     where r.endpoint_id = $1::uuid
       and r.source = c.source
       and r.event_id = c.event_id
       and r.requests = c.requests
       and c.next_attempt_at is not null`,
    columns,
  );
}

/** A resend that is due, or an example. */
export interface DueResend {
  /** An example's place in the log has no meaning. */
  event: LoggedEvent;
  isExample: boolean;
  requests: number;
  /** Failed attempts. */
  attempts: number;
}

/** What an example has instead of an event in the log. */
export interface ExampleEvent {
  type: string;
  athleteId: string | null;
  data: Record<string, unknown>;
}

/** Deletes the resends of events that were erased, or are being erased. */
export async function deleteErasedResends(db: Queryable, endpointId: string): Promise<void> {
  await db.query(
    `delete from webhook_resends r
     where r.endpoint_id = $1::uuid
       and r.example is null
       and not exists (select from events e ${WITH_ATHLETE} where ${IS_ITS_EVENT} and ${NOT_ERASED})`,
    [endpointId],
  );
}

/** Lists resends in their sources' order. A source whose first resend waits for its retry has none. */
export async function listDueResends(
  db: Queryable,
  { endpointId, now, limit }: { endpointId: string; now: Date; limit: number },
): Promise<DueResend[]> {
  const { rows } = await db.query<
    LoggedEvent & {
      example: ExampleEvent | null;
      attempts: number;
      requests: number;
      requestedAt: Date;
    }
  >(
    `select
       e.position::double precision as position,
       r.source,
       r.event_id::double precision as "eventId",
       e.type,
       a.athlete_id as "athleteId",
       e.data,
       e.created_at as "createdAt",
       r.example,
       r.requests,
       r.attempts,
       r.created_at as "requestedAt"
     from (
       select *, first_value(next_attempt_at) over (partition by source order by event_id) as first_at
       from webhook_resends
       where endpoint_id = $1::uuid
     ) as r
     left join events e on ${IS_ITS_EVENT} ${WITH_ATHLETE}
     where r.first_at <= $2::timestamptz
       and (r.example is not null or e.event_id is not null)
       and ${NOT_ERASED}
     order by r.source, r.event_id
     limit $3::int`,
    [endpointId, now, limit],
  );
  return rows.map(({ example, requests, attempts, requestedAt, ...row }) => ({
    event: example ? { ...row, ...example, createdAt: requestedAt } : row,
    isExample: example !== null,
    requests,
    attempts,
  }));
}

const IS_ITS_EVENT = `${isOf('r.source')} and e.event_id = r.event_id`;

/** Returns when the next resend is due, in milliseconds since 1970; undefined if none waits. */
export async function nextResendAt(db: Queryable, endpointId: string): Promise<number | undefined> {
  const { rows } = await db.query<{ at: Date | null }>(
    `select min(first_at) as at
     from (
       select distinct on (source) next_attempt_at as first_at
       from webhook_resends
       where endpoint_id = $1::uuid
       order by source, event_id
     ) as firsts`,
    [endpointId],
  );
  return rows[0]!.at?.getTime();
}
