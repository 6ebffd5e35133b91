import { randomBytes } from 'node:crypto';
import { ensureApiKey, hashSecret, revokeApiKey, type KeyRole } from '../db/athletes/api-keys.ts';
import type { Pool } from '../db/pool.ts';

/** Makes a key of 256 random bits for an app, which is made as well if it is new. Only its hash is kept. */
export async function createKey(
  pool: Pool,
  { appName, role }: { appName: string; role: KeyRole },
): Promise<string> {
  const key = `ab_${randomBytes(32).toString('base64url')}`;
  await ensureApiKey(pool, { key, appName, role });
  return key;
}

/** Ends a key's use, for good. @returns whether it was in use */
export const revokeKey = (pool: Pool, key: string): Promise<boolean> => revokeApiKey(pool, hashSecret(key));
