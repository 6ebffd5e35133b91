import { randomBytes } from 'node:crypto';
import { ensureApiKey, hashSecret, revokeApiKey, type KeyRole } from '../db/athletes/api-keys.ts';
import type { Pool } from '../db/pool.ts';

/** Creates a key of 256 random bits for an app, and the app if it is new. Only the key's hash is stored. */
export async function createKey(
  pool: Pool,
  { appName, role }: { appName: string; role: KeyRole },
): Promise<string> {
  const key = `ab_${randomBytes(32).toString('base64url')}`;
  await ensureApiKey(pool, { key, appName, role });
  return key;
}

/** Revokes a key for good. @returns whether it was in use */
export const revokeKey = (pool: Pool, key: string): Promise<boolean> => revokeApiKey(pool, hashSecret(key));
