import type { Context, MiddlewareHandler } from 'hono';
import type { ApiKey } from '../../db/athletes/api-keys.ts';
import { getAthleteUuid } from '../../db/athletes/athletes.ts';
import type { AthleteToken } from '../../db/athletes/tokens.ts';
import { Forbidden, NotFound } from '../../domain/errors.ts';
import type { DatabaseAccess } from '../database-access.ts';

/** The caller: an app's back end, or one athlete of the app by a token. */
export type Principal = ({ kind: 'app' } & ApiKey) | ({ kind: 'athlete' } & AthleteToken);

export interface ApiEnv {
  Variables: {
    requestId: string;
    principal: Principal;
    /** Authenticates the caller again, for a response that may outlast its key. @throws Unauthorized */
    authenticateAgain: () => Promise<unknown>;
  };
}

/** Refuses athlete tokens. */
export const appOnly: MiddlewareHandler<ApiEnv> = async (c, next) => {
  if (c.var.principal.kind !== 'app') throw new Forbidden();
  await next();
};

/** Refuses everyone but operators. */
export const operatorOnly: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const { principal } = c.var;
  if (principal.kind !== 'app' || principal.role !== 'operator') throw new Forbidden();
  await next();
};

/**
 * Returns the UUID of the athlete in a path. A token gets the same 404 for another athlete as for an absent one.
 * @throws NotFound
 */
export async function resolveAthlete(
  c: Context<ApiEnv>,
  database: DatabaseAccess,
  athleteId: string,
): Promise<string> {
  const { principal } = c.var;
  if (principal.kind === 'athlete' && principal.athleteId !== athleteId) throw new NotFound();
  const athleteUuid = await database.read((db) => getAthleteUuid(db, { appId: principal.appId, athleteId }));
  // A cached token works for a few seconds after its athlete was deleted; the id may belong to a new athlete.
  if (principal.kind === 'athlete' && principal.athleteUuid !== athleteUuid) throw new NotFound();
  return athleteUuid;
}

/** Checks that the caller may save for this athlete. @throws Forbidden */
export function requireCanSaveFor({ principal }: ApiEnv['Variables'], athleteId: string): void {
  if (principal.kind === 'athlete' && principal.athleteId !== athleteId) throw new Forbidden();
}

/** Returns the scope of queries by id: the app, and for a token its athlete. */
export const scopeOf = ({
  principal,
}: ApiEnv['Variables']): { appId: string; athleteUuid: string | null } => ({
  appId: principal.appId,
  athleteUuid: principal.kind === 'athlete' ? principal.athleteUuid : null,
});
