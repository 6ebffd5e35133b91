import type { Context, MiddlewareHandler } from 'hono';
import { findApiKey, hashSecret } from '../../db/athletes/api-keys.ts';
import { findToken, takeTicket } from '../../db/athletes/tokens.ts';
import { DatabaseUnavailable, Unauthorized } from '../../domain/errors.ts';
import type { DatabaseAccess } from '../database-access.ts';
import type { ApiEnv, Principal } from './principal.ts';

/** How long a key is cached; a revoked key stops working within this time. */
const FRESH_MS = 5000;
/** While PostgreSQL is down, a recently cached key is still accepted: its request is then held, not refused. */
const STALE_MS = 60_000;
const MOST_REMEMBERED = 10_000;

interface Remembered {
  principal: Principal;
  at: number;
}

interface Caller {
  secret: string;
  /** Where the secret came from. URLs end up in logs and histories, so an API key is not accepted in one. */
  as: 'bearer' | 'token' | 'ticket';
}

/**
 * Authenticates the caller by an API key or an athlete token as Bearer. The event stream also accepts a token in its
 * URL, for EventSource. A page that a browser opens accepts a one-time ticket.
 */
export function createAuthentication(database: DatabaseAccess): MiddlewareHandler<ApiEnv> {
  const remembered = new Map<string, Remembered>();

  async function identify(hash: Buffer, as: 'bearer' | 'token'): Promise<Principal> {
    const name = `${as} ${hash.toString('base64')}`;
    const known = remembered.get(name);
    if (known && isUsable(known, FRESH_MS)) return known.principal;
    try {
      const principal = await database.read(async (db): Promise<Principal | undefined> => {
        const key = as === 'bearer' ? await findApiKey(db, hash) : undefined;
        if (key) return { kind: 'app', ...key };
        const token = await findToken(db, hash);
        return token && { kind: 'athlete', ...token };
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

  async function redeem(tokenHash: Buffer, path: string): Promise<Principal> {
    const token = await database.write((tx) => takeTicket(tx, { tokenHash, path }));
    if (!token) throw new Unauthorized();
    return { kind: 'athlete', ...token };
  }

  return async (c, next) => {
    const { secret, as } = readCaller(c);
    const hash = hashSecret(secret);
    if (as === 'ticket') {
      c.set('principal', await redeem(hash, c.req.path));
    } else {
      c.set('principal', await identify(hash, as));
      c.set('authenticateAgain', () => identify(hash, as));
    }
    await next();
  };
}

const isUsable = ({ principal, at }: Remembered, forMs: number): boolean =>
  performance.now() - at < forMs && (principal.kind === 'app' || principal.expiresAt.getTime() > Date.now());

const STREAM = /^\/v1\/athletes\/[^/]+\/events$/;
const PAGE = /^\/v1\/athletes\/[^/]+\/reports\/[^/]+$/;

function readCaller({ req }: Context): Caller {
  const header = req.header('Authorization');
  const bearer = header && /^Bearer +([\w.~+/-]{1,512}=*) *$/i.exec(header);
  if (bearer) return { secret: bearer[1]!, as: 'bearer' };
  if (header !== undefined || req.method !== 'GET') throw new Unauthorized();
  const token = STREAM.test(req.path) && req.query('access_token');
  if (token) return { secret: token, as: 'token' };
  const ticket = PAGE.test(req.path) && req.query('ticket');
  if (ticket) return { secret: ticket, as: 'ticket' };
  throw new Unauthorized();
}
