import { v7 as uuidV7 } from 'uuid';
import { NotFound, TooManyWebhookEndpoints } from '../../domain/errors.ts';
import type { EndpointHealth } from '../../domain/webhooks.ts';
import type { LogPlace } from '../events/app-log.ts';
import type { Queryable, Transaction } from '../pool.ts';

/** Secrets of an endpoint, as Standard Webhooks serializes them. */
export interface WebhookKeys {
  /** `whsec_…` */
  secret: string;
  /** `whsk_…` */
  privateKey: string;
  /** `whpk_…` */
  publicKey: string;
}

export interface EndpointSettings {
  url: string;
  description: string | null;
  eventTypes: string[] | null;
  athleteId: string | null;
}

/** An endpoint as its app sees it, without secrets. */
export interface StoredEndpoint extends EndpointSettings {
  endpointId: string;
  status: EndpointHealth['status'];
  disabledReason: EndpointHealth['disabledReason'];
  failingSince: Date | null;
  publicKey: string;
  createdAt: Date;
}

interface EndpointRef {
  appId: string;
  endpointId: string;
}

const COLUMNS = `
  endpoint_id as "endpointId",
  url,
  description,
  event_types as "eventTypes",
  athlete_id as "athleteId",
  status,
  disabled_reason as "disabledReason",
  failing_since as "failingSince",
  public_key as "publicKey",
  created_at as "createdAt"`;

/** Ids are in the order of creation. */
export const newEndpointId = (): string => uuidV7();

/** Maximum number of endpoints of an app. */
const MOST_ENDPOINTS = 50;

/** Inserts an endpoint that reads from a place on. @throws TooManyWebhookEndpoints */
export async function insertEndpoint(
  tx: Transaction,
  {
    appId,
    endpointId,
    settings,
    keys,
    place,
  }: EndpointRef & { settings: EndpointSettings; keys: WebhookKeys; place: LogPlace },
): Promise<StoredEndpoint> {
  await tx.query(`select from apps where app_id = $1::uuid for no key update`, [appId]);
  const { rows } = await tx.query<StoredEndpoint>(
    `insert into webhook_endpoints (
       endpoint_id, app_id, url, description, event_types, athlete_id, secret, private_key, public_key,
       cursor_position, cursor_source, cursor_event_id
     )
     select
       $1::uuid, $2::uuid, $3::text, $4::text, $5::text[], $6::text, $7::text, $8::text, $9::text,
       $10::bigint, $11::uuid, $12::bigint
     where (select count(*) from webhook_endpoints where app_id = $2::uuid) < ${MOST_ENDPOINTS}
     returning ${COLUMNS}`,
    [
      endpointId,
      appId,
      settings.url,
      settings.description,
      settings.eventTypes,
      settings.athleteId,
      keys.secret,
      keys.privateKey,
      keys.publicKey,
      place.position,
      place.source,
      place.eventId,
    ],
  );
  if (!rows[0]) throw new TooManyWebhookEndpoints(MOST_ENDPOINTS);
  return rows[0];
}

/** Lists an app's endpoints, oldest first. */
export async function listEndpoints(
  db: Queryable,
  { appId, after, limit }: { appId: string; after: string | undefined; limit: number },
): Promise<StoredEndpoint[]> {
  const { rows } = await db.query<StoredEndpoint>(
    `select ${COLUMNS}
     from webhook_endpoints
     where app_id = $1::uuid and ($2::uuid is null or endpoint_id > $2::uuid)
     order by endpoint_id
     limit $3::int`,
    [appId, after ?? null, limit],
  );
  return rows;
}

/** @throws NotFound */
export async function getEndpoint(
  db: Queryable,
  { appId, endpointId }: EndpointRef,
  { lock = false }: { lock?: boolean } = {},
): Promise<StoredEndpoint> {
  const { rows } = await db.query<StoredEndpoint>(
    `select ${COLUMNS}
     from webhook_endpoints
     where app_id = $1::uuid and endpoint_id = $2::uuid ${lock ? 'for no key update' : ''}`,
    [appId, endpointId],
  );
  if (!rows[0]) throw new NotFound();
  return rows[0];
}

/** Replaces the settings. A running delivery starts over with them. */
export async function updateEndpoint(
  tx: Transaction,
  { endpointId, settings }: { endpointId: string; settings: EndpointSettings },
): Promise<void> {
  await tx.query(
    `update webhook_endpoints
     set
       url = $2::text,
       description = $3::text,
       event_types = $4::text[],
       athlete_id = $5::text,
       revision = revision + 1
     where endpoint_id = $1::uuid`,
    [endpointId, settings.url, settings.description, settings.eventTypes, settings.athleteId],
  );
}

/** Enables an endpoint, which continues where it stopped, or disables it. The same status changes nothing. */
export async function switchEndpoint(
  tx: Transaction,
  { endpointId, enabled }: { endpointId: string; enabled: boolean },
): Promise<void> {
  const { rowCount } = await tx.query(
    `update webhook_endpoints
     set
       status = case when $2::boolean then 'enabled' else 'disabled' end,
       disabled_reason = case when $2::boolean then null else 'requested' end,
       failing_since = null,
       failures_in_a_row = 0,
       paused_until = null,
       revision = revision + 1
     where endpoint_id = $1::uuid and (status = 'disabled') = $2::boolean`,
    [endpointId, enabled],
  );
  if (rowCount === 0 || !enabled) return;
  await tx.query(`update webhook_held set next_attempt_at = now() where endpoint_id = $1::uuid`, [
    endpointId,
  ]);
}

/** Replaces the keys. The previous ones also sign until the grace period ends. @throws NotFound */
export async function rotateKeys(
  tx: Transaction,
  { appId, endpointId, keys, graceSeconds }: EndpointRef & { keys: WebhookKeys; graceSeconds: number },
): Promise<StoredEndpoint> {
  const { rows } = await tx.query<StoredEndpoint>(
    `update webhook_endpoints
     set
       previous_secret = secret,
       previous_private_key = private_key,
       previous_until = now() + make_interval(secs => $6::double precision),
       secret = $3::text,
       private_key = $4::text,
       public_key = $5::text,
       revision = revision + 1
     where app_id = $1::uuid and endpoint_id = $2::uuid
     returning ${COLUMNS}`,
    [appId, endpointId, keys.secret, keys.privateKey, keys.publicKey, graceSeconds],
  );
  if (!rows[0]) throw new NotFound();
  return rows[0];
}

/** Deletes an endpoint. Its attempts, which nothing can read any more, are deleted by age. @throws NotFound */
export async function deleteEndpoint(tx: Transaction, { appId, endpointId }: EndpointRef): Promise<void> {
  const { rowCount } = await tx.query(
    `delete from webhook_endpoints where app_id = $1::uuid and endpoint_id = $2::uuid`,
    [appId, endpointId],
  );
  if (rowCount === 0) throw new NotFound();
}
