import type { EndpointHealth } from '../../domain/webhooks.ts';
import type { LogFilter, LogPlace } from '../events/app-log.ts';
import type { Queryable } from '../pool.ts';

/** The parts of an endpoint that a delivery needs. Times are in milliseconds since 1970. */
export interface LeasedEndpoint {
  endpointId: string;
  appId: string;
  /** Identifies the process that delivers. */
  lease: string;
  revision: number;
  url: string;
  /** The current secret, and during a rotation the previous one. */
  secrets: string[];
  privateKeys: string[];
  filter: LogFilter;
  cursor: LogPlace;
  health: EndpointHealth;
}

interface LeaseRow {
  app_id: string;
  revision: number;
  url: string;
  secret: string;
  private_key: string;
  previous_secret: string | null;
  previous_private_key: string | null;
  is_rotating: boolean;
  event_types: string[] | null;
  athlete_id: string | null;
  cursor_position: string;
  cursor_source: string;
  cursor_event_id: string;
  status: EndpointHealth['status'];
  disabled_reason: EndpointHealth['disabledReason'];
  failing_since: Date | null;
  failures_in_a_row: number;
  paused_until: Date | null;
}

/**
 * Takes the endpoint for this process.
 * @returns undefined if the endpoint was deleted, and `held` while another process has it
 */
export async function takeLease(
  db: Queryable,
  { endpointId, lease, seconds }: { endpointId: string; lease: string; seconds: number },
): Promise<LeasedEndpoint | 'held' | undefined> {
  const { rows } = await db.query<LeaseRow>(
    `update webhook_endpoints
     set lease = $2::uuid, leased_until = clock_timestamp() + make_interval(secs => $3::double precision)
     where endpoint_id = $1::uuid and (lease is null or leased_until < clock_timestamp())
     returning
       app_id,
       revision,
       url,
       secret,
       private_key,
       previous_secret,
       previous_private_key,
       coalesce(previous_until > now(), false) as is_rotating,
       event_types,
       athlete_id,
       cursor_position,
       cursor_source,
       cursor_event_id,
       status,
       disabled_reason,
       failing_since,
       failures_in_a_row,
       paused_until`,
    [endpointId, lease, seconds],
  );
  if (rows[0]) return toLeased(rows[0], { endpointId, lease });
  const { rowCount } = await db.query(`select from webhook_endpoints where endpoint_id = $1::uuid`, [
    endpointId,
  ]);
  return rowCount === 0 ? undefined : 'held';
}

function toLeased(row: LeaseRow, ids: { endpointId: string; lease: string }): LeasedEndpoint {
  const isRotating = row.is_rotating && row.previous_secret !== null;
  return {
    ...ids,
    appId: row.app_id,
    revision: row.revision,
    url: row.url,
    secrets: [row.secret, ...(isRotating ? [row.previous_secret!] : [])],
    privateKeys: [row.private_key, ...(isRotating ? [row.previous_private_key!] : [])],
    filter: { types: row.event_types, athleteId: row.athlete_id, exceptEndpoint: ids.endpointId },
    cursor: {
      position: Number(row.cursor_position),
      source: row.cursor_source,
      eventId: Number(row.cursor_event_id),
    },
    health: {
      status: row.status,
      disabledReason: row.disabled_reason,
      failingSince: row.failing_since?.getTime() ?? null,
      failuresInARow: row.failures_in_a_row,
      pausedUntil: row.paused_until?.getTime() ?? null,
    },
  };
}

/** Gives the endpoint back. A process that lost it gives nothing back. */
export async function releaseLease(
  db: Queryable,
  { endpointId, lease }: { endpointId: string; lease: string },
): Promise<void> {
  await db.query(
    `update webhook_endpoints
     set lease = null, leased_until = null
     where endpoint_id = $1::uuid and lease = $2::uuid`,
    [endpointId, lease],
  );
}
