import { v7 as uuidV7 } from 'uuid';
import { NotFound } from '../../domain/errors.ts';
import type { Queryable } from '../pool.ts';

/** The athlete of a token, and the key with which it is revoked. */
export interface AthleteToken {
  appId: string;
  athleteUuid: string;
  athleteId: string;
  keyHash: Buffer;
  expiresAt: Date;
}

export interface NewToken {
  tokenId: string;
  tokenHash: Buffer;
  athleteUuid: string;
  keyHash: Buffer;
  /** The path that a one-time ticket opens; null for a token. */
  opens: string | null;
  expiresInSeconds: number;
}

/** Returns a time-ordered id, by which tokens are listed. */
export const newTokenId = (): string => uuidV7();

/** Stores a token's hash and deletes the athlete's expired tokens, so that no job has to. */
export async function insertToken(
  db: Queryable,
  { tokenId, tokenHash, athleteUuid, keyHash, opens, expiresInSeconds }: NewToken,
): Promise<{ expiresAt: Date }> {
  const { rows } = await db.query<{ expiresAt: Date }>(
    `with expired as (
       delete from athlete_tokens
       where athlete_uuid = $3::uuid and expires_at <= now()
     )
     insert into athlete_tokens (token_id, token_hash, athlete_uuid, key_hash, opens, expires_at)
     values ($1::uuid, $2::bytea, $3::uuid, $4::bytea, $5::text, now() + make_interval(secs => $6::double precision))
     -- A retry after the connection was lost at the commit: the token is the same.
     on conflict (token_hash) do update set expires_at = excluded.expires_at
     returning expires_at as "expiresAt"`,
    [tokenId, tokenHash, athleteUuid, keyHash, opens, expiresInSeconds],
  );
  return rows[0]!;
}

/** The condition under which a token `t` of a key `k` works. */
const IS_USABLE = 't.expires_at > now() and k.revoked_at is null';

const TOKEN_COLUMNS = `
  a.app_id as "appId",
  a.athlete_uuid as "athleteUuid",
  a.athlete_id as "athleteId",
  t.key_hash as "keyHash",
  t.expires_at as "expiresAt"`;

export async function findToken(db: Queryable, tokenHash: Buffer): Promise<AthleteToken | undefined> {
  const { rows } = await db.query<AthleteToken>(
    `select ${TOKEN_COLUMNS}
     from athlete_tokens t
     join api_keys k on k.key_hash = t.key_hash
     join athletes a on a.athlete_uuid = t.athlete_uuid
     where t.token_hash = $1::bytea
       and t.opens is null
       and ${IS_USABLE}`,
    [tokenHash],
  );
  return rows[0];
}

/** Deletes a ticket that is used. */
export async function takeTicket(
  db: Queryable,
  { tokenHash, path }: { tokenHash: Buffer; path: string },
): Promise<AthleteToken | undefined> {
  const { rows } = await db.query<AthleteToken>(
    `delete from athlete_tokens t
     using api_keys k, athletes a
     where t.token_hash = $1::bytea
       and t.opens = $2::text
       and k.key_hash = t.key_hash
       and ${IS_USABLE}
       and a.athlete_uuid = t.athlete_uuid
     returning ${TOKEN_COLUMNS}`,
    [tokenHash, path],
  );
  return rows[0];
}

export interface ListedToken {
  id: string;
  createdAt: Date;
  expiresAt: Date;
}

/** Lists an athlete's valid tokens, newest first. */
export async function listTokens(
  db: Queryable,
  { athleteUuid, before, limit }: { athleteUuid: string; before: string | undefined; limit: number },
): Promise<ListedToken[]> {
  const { rows } = await db.query<ListedToken>(
    `select
       t.token_id as "id",
       t.created_at as "createdAt",
       t.expires_at as "expiresAt"
     from athlete_tokens t
     join api_keys k on k.key_hash = t.key_hash
     where t.athlete_uuid = $1::uuid
       and ($2::uuid is null or t.token_id < $2::uuid)
       and t.opens is null
       and ${IS_USABLE}
     order by t.token_id desc
     limit $3::int`,
    [athleteUuid, before ?? null, limit],
  );
  return rows;
}

/** @throws NotFound */
export async function deleteToken(
  db: Queryable,
  { athleteUuid, tokenId }: { athleteUuid: string; tokenId: string },
): Promise<void> {
  const { rowCount } = await db.query(
    `delete from athlete_tokens
     where athlete_uuid = $1::uuid and token_id = $2::uuid`,
    [athleteUuid, tokenId],
  );
  if (rowCount === 0) throw new NotFound();
}
