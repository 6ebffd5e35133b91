import type { Queryable } from './pool.ts';

/** Whose token it is. */
export interface AthleteToken {
  appId: string;
  athleteUuid: string;
  athleteId: string;
  expiresAt: Date;
}

/** Keeps a token's hash; the athlete's expired ones go on this occasion, so that no job need sweep them. */
export async function insertToken(
  db: Queryable,
  {
    tokenHash,
    athleteUuid,
    expiresInSeconds,
  }: { tokenHash: Buffer; athleteUuid: string; expiresInSeconds: number },
): Promise<{ expiresAt: Date }> {
  const { rows } = await db.query<{ expiresAt: Date }>(
    `with expired as (
       delete from athlete_tokens
       where athlete_uuid = $2::uuid and expires_at <= now()
     )
     insert into athlete_tokens (token_hash, athlete_uuid, expires_at)
     values ($1::bytea, $2::uuid, now() + make_interval(secs => $3::double precision))
     -- Repeated since the connection was lost at the commit: it is the same token.
     on conflict (token_hash) do update set expires_at = excluded.expires_at
     returning expires_at as "expiresAt"`,
    [tokenHash, athleteUuid, expiresInSeconds],
  );
  return rows[0]!;
}

export async function findToken(db: Queryable, tokenHash: Buffer): Promise<AthleteToken | undefined> {
  const { rows } = await db.query<AthleteToken>(
    `select
       a.app_id as "appId",
       a.athlete_uuid as "athleteUuid",
       a.athlete_id as "athleteId",
       t.expires_at as "expiresAt"
     from athlete_tokens t
     join athletes a on a.athlete_uuid = t.athlete_uuid
     where t.token_hash = $1::bytea and t.expires_at > now()`,
    [tokenHash],
  );
  return rows[0];
}
