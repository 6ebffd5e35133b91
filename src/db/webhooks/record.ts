import type { EndpointHealth } from '../../domain/webhooks.ts';
import { appendAppEvent } from '../events/events.ts';
import type { LogPlace } from '../events/app-log.ts';
import type { Transaction } from '../pool.ts';
import { insertAttempts, type RecordedAttempt } from './attempts.ts';
import { toInstant } from './instants.ts';
import { writeHeld, type HeldSource } from './held.ts';
import type { LeasedEndpoint } from './lease.ts';
import { writeResends, type ResendChange } from './resends.ts';

/** What a delivery has done since it was last recorded. */
export interface DeliveryProgress {
  cursor: LogPlace;
  attempts: readonly RecordedAttempt[];
  held: readonly HeldSource[];
  /** Sources that have caught up. */
  released: readonly string[];
  resends: readonly ResendChange[];
  delivered: number;
  failed: number;
  health: EndpointHealth;
  leaseSeconds: number;
}

/** Another process has the endpoint, or it was deleted. */
export class LeaseLost extends Error {
  constructor() {
    super('Another process delivers to this endpoint, or it was deleted.');
  }
}

/**
 * Records progress in one transaction, and extends the lease: after a crash the next process repeats at most what was
 * not recorded. A change of the endpoint since the lease began wins over this delivery's view of its health.
 * @returns the endpoint's revision
 * @throws LeaseLost
 */
export async function recordProgress(
  tx: Transaction,
  endpoint: LeasedEndpoint,
  progress: DeliveryProgress,
): Promise<number> {
  const { endpointId, lease, appId } = endpoint;
  const { cursor, health } = progress;
  const { rows } = await tx.query<{
    revision: number;
    was: EndpointHealth['status'];
    is: EndpointHealth['status'];
  }>(
    `update webhook_endpoints w
     set
       leased_until = clock_timestamp() + make_interval(secs => $3::double precision),
       cursor_position = $4::bigint,
       cursor_source = $5::uuid,
       cursor_event_id = $6::bigint,
       delivered = w.delivered + $7::bigint,
       failed = w.failed + $8::bigint,
       status = case when w.revision = $9::int then $10::text else w.status end,
       disabled_reason = case when w.revision = $9::int then $11::text else w.disabled_reason end,
       failing_since = case when w.revision = $9::int then $12::timestamptz else w.failing_since end,
       failures_in_a_row = case when w.revision = $9::int then $13::int else w.failures_in_a_row end,
       paused_until = case when w.revision = $9::int then $14::timestamptz else w.paused_until end
     from (
       select endpoint_id, status as was
       from webhook_endpoints
       where endpoint_id = $1::uuid and lease = $2::uuid
       for no key update
     ) as before
     where w.endpoint_id = before.endpoint_id
     returning w.revision, before.was, w.status as is`,
    [
      endpointId,
      lease,
      progress.leaseSeconds,
      cursor.position,
      cursor.source,
      cursor.eventId,
      progress.delivered,
      progress.failed,
      endpoint.revision,
      health.status,
      health.disabledReason,
      toInstant(health.failingSince),
      health.failuresInARow,
      toInstant(health.pausedUntil),
    ],
  );
  const [row] = rows;
  if (!row) throw new LeaseLost();
  const present = await lockPresent(tx, endpoint, progress);
  await writeHeld(tx, endpointId, {
    held: progress.held.filter(({ source }) => present.has(source)),
    released: progress.released,
  });
  await writeResends(tx, endpointId, progress.resends);
  await insertAttempts(
    tx,
    endpointId,
    progress.attempts.filter(({ source, isExample }) => isExample || present.has(source)),
  );
  if (row.is !== row.was) await raise(tx, { appId, endpointId, health });
  return row.revision;
}

/** Appends an event about an endpoint that began to fail or was disabled; the app's other endpoints receive it. */
async function raise(
  tx: Transaction,
  { appId, endpointId, health }: { appId: string; endpointId: string; health: EndpointHealth },
): Promise<void> {
  const failingSince = toInstant(health.failingSince)?.toISOString() ?? null;
  if (health.status === 'failing')
    await appendAppEvent(tx, appId, {
      type: 'webhook.failing',
      data: { endpointId, failingSince: failingSince! },
    });
  if (health.disabledReason === 'gone' || health.disabledReason === 'failing')
    await appendAppEvent(tx, appId, {
      type: 'webhook.disabled',
      data: { endpointId, failingSince, reason: health.disabledReason },
    });
}

/** Returns the sources that are not being erased, and locks them against their erasure. */
async function lockPresent(
  tx: Transaction,
  { appId }: LeasedEndpoint,
  { attempts, held }: DeliveryProgress,
): Promise<Set<string>> {
  const sources = [...new Set([...attempts, ...held].map(({ source }) => source))];
  if (sources.length === 0) return new Set();
  const { rows } = await tx.query<{ source: string }>(
    `select athlete_uuid as source
     from athletes
     where athlete_uuid = any($1::uuid[]) and erasing_since is null
     order by athlete_uuid
     for key share`,
    [sources],
  );
  return new Set([appId, ...rows.map(({ source }) => source)]);
}
