import type { Context, MiddlewareHandler } from 'hono';
import { findApiKey, hashSecret } from '../db/api-keys.ts';
import { findToken } from '../db/tokens.ts';
import { DatabaseUnavailable, Unauthorized } from '../domain/errors.ts';
import type { DatabaseAccess } from './database-access.ts';
import type { ApiEnv, Principal } from './principal.ts';

/** How long a key that was just seen is believed; a revoked one stops working within this time. */
const FRESH_MS = 5000;
/** While PostgreSQL is away, a key seen not long ago is still believed: the request is then held, not refused. */
const STALE_MS = 60_000;
const MOST_REMEMBERED = 10_000;

interface Remembered {
  principal: Principal;
  at: number;
}

/** Tells who calls, by an API key or an athlete's token as Bearer; for an EventSource a token as `?access_token=`. */
export function createAuthentication(database: DatabaseAccess): MiddlewareHandler<ApiEnv> {
  const remembered = new Map<string, Remembered>();

  async function identify(secret: string, mayBeKey: boolean): Promise<Principal> {
    const hash = hashSecret(secret);
    const name = `${mayBeKey ? 'k' : 't'}${hash.toString('base64')}`;
    const known = remembered.get(name);
    if (known && isUsable(known, FRESH_MS)) return known.principal;
    try {
      const principal = await database.read(async (db) => {
        const key = mayBeKey ? await findApiKey(db, hash) : undefined;
        if (key) return { kind: 'app' as const, ...key };
        const token = await findToken(db, hash);
        return token && { kind: 'athlete' as const, ...token };
      });
      if (!principal) throw new Unauthorized();
      if (remembered.size >= MOST_REMEMBERED) remembered.clear();
      remembered.set(name, { principal, at: performance.now() });
      return principal;
    } catch (error) {
      if (error instanceof DatabaseUnavailable && known && isUsable(known, STALE_MS)) return known.principal;
      remembered.delete(name);
      throw error;
    }
  }

  return async (c, next) => {
    const { secret, mayBeKey } = readSecret(c);
    c.set('principal', await identify(secret, mayBeKey));
    await next();
  };
}

const isUsable = ({ principal, at }: Remembered, forMs: number): boolean =>
  performance.now() - at < forMs && (principal.kind === 'app' || principal.expiresAt.getTime() > Date.now());

/** A key never counts in a query, where logs and histories would keep it. */
function readSecret(c: Context): { secret: string; mayBeKey: boolean } {
  const header = c.req.header('Authorization');
  const bearer = header && /^Bearer +([\w.~+/-]{1,512}=*) *$/i.exec(header);
  if (bearer) return { secret: bearer[1]!, mayBeKey: true };
  const token = header === undefined && c.req.method === 'GET' ? c.req.query('access_token') : undefined;
  if (token) return { secret: token, mayBeKey: false };
  throw new Unauthorized();
}
