import { hash, randomBytes } from 'node:crypto';
import { v4 as uuidV4 } from 'uuid';
import type { Queryable } from '../pool.ts';

export type KeyRole = 'app' | 'operator';

export interface ApiKey {
  appId: string;
  role: KeyRole;
  keyHash: Buffer;
}

/** Makes a key of 256 random bits. */
export const makeApiKey = (): string => `ab_${randomBytes(32).toString('base64url')}`;

/**
 * Hashes a key or token. They are 256 random bits, so a plain SHA-256 is as safe as a slow hash, and can be looked
 * up.
 */
export const hashSecret = (secret: string): Buffer => hash('sha256', secret, 'buffer');

export async function findApiKey(db: Queryable, keyHash: Buffer): Promise<ApiKey | undefined> {
  const { rows } = await db.query<ApiKey>(
    `select app_id as "appId", role, key_hash as "keyHash"
     from api_keys
     where key_hash = $1::bytea and revoked_at is null`,
    [keyHash],
  );
  return rows[0];
}

/** Ensures the app and this key of it. A revoked key stays revoked. */
export async function ensureApiKey(
  db: Queryable,
  { key, appName, role }: { key: string; appName: string; role: KeyRole },
): Promise<{ appId: string }> {
  await db.query(
    `insert into apps (app_id, name)
     values ($1::uuid, $2::text)
     on conflict (name) do nothing`,
    [uuidV4(), appName],
  );
  await db.query(
    `insert into api_keys (key_hash, app_id, role)
     select $1::bytea, app_id, $3::text
     from apps
     where name = $2::text
     on conflict (key_hash) do nothing`,
    [hashSecret(key), appName, role],
  );
  const { rows } = await db.query<{ appId: string }>(
    `select app_id as "appId" from api_keys where key_hash = $1::bytea`,
    [hashSecret(key)],
  );
  return rows[0]!;
}

/** Revokes a key. @returns whether it was in use */
export async function revokeApiKey(db: Queryable, keyHash: Buffer): Promise<boolean> {
  const { rowCount } = await db.query(
    `update api_keys set revoked_at = now() where key_hash = $1::bytea and revoked_at is null`,
    [keyHash],
  );
  return rowCount === 1;
}

/** Returns the key that signs an app's links; undefined for an unknown app. */
export async function findShareKey(db: Queryable, appId: string): Promise<Buffer | undefined> {
  const { rows } = await db.query<{ key: Buffer }>(
    `select share_key as key
     from apps
     where app_id = $1::uuid`,
    [appId],
  );
  return rows[0]?.key;
}
