import type { Context, MiddlewareHandler } from 'hono';
import type { ApiKey } from '../../db/athletes/api-keys.ts';
import { getAthleteUuid } from '../../db/athletes/athletes.ts';
import type { AthleteToken } from '../../db/athletes/tokens.ts';
import { Forbidden, NotFound } from '../../domain/errors.ts';
import type { DatabaseAccess } from '../database-access.ts';

/** Who calls: an app's back end, or one athlete of it by a token of limited reach. */
export type Principal = ({ kind: 'app' } & ApiKey) | ({ kind: 'athlete' } & AthleteToken);

export interface ApiEnv {
  Variables: {
    requestId: string;
    principal: Principal;
    /** Checks the caller again, for an answer that outlasts a key. @throws Unauthorized */
    authenticateAgain: () => Promise<unknown>;
  };
}

/** For what a token may never do. */
export const appOnly: MiddlewareHandler<ApiEnv> = async (c, next) => {
  if (c.var.principal.kind !== 'app') throw new Forbidden();
  await next();
};

/** For whoever runs the service: across all apps. */
export const operatorOnly: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const { principal } = c.var;
  if (principal.kind !== 'app' || principal.role !== 'operator') throw new Forbidden();
  await next();
};

/** The athlete that a path names. To a token every other athlete is as absent as to another app. @throws NotFound */
export async function resolveAthlete(
  c: Context<ApiEnv>,
  database: DatabaseAccess,
  athleteId: string,
): Promise<string> {
  const { principal } = c.var;
  if (principal.kind === 'athlete' && principal.athleteId !== athleteId) throw new NotFound();
  const athleteUuid = await database.read((db) => getAthleteUuid(db, { appId: principal.appId, athleteId }));
  // A token is believed for a moment longer than its athlete is there; the id may be a new athlete's by then.
  if (principal.kind === 'athlete' && principal.athleteUuid !== athleteUuid) throw new NotFound();
  return athleteUuid;
}

/** For saving: a token saves for its own athlete alone. @throws Forbidden */
export function requireCanSaveFor({ principal }: ApiEnv['Variables'], athleteId: string): void {
  if (principal.kind === 'athlete' && principal.athleteId !== athleteId) throw new Forbidden();
}

/** What a query by id is narrowed to: the app, and for a token its athlete. */
export const scopeOf = ({
  principal,
}: ApiEnv['Variables']): { appId: string; athleteUuid: string | null } => ({
  appId: principal.appId,
  athleteUuid: principal.kind === 'athlete' ? principal.athleteUuid : null,
});
