import { hash, randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import {
  IdempotencyKeyInvalid,
  InvalidParameter,
  PreconditionFailed,
  PreconditionRequired,
} from '../domain/errors.ts';

/** The caller's name for a request; null without one. @throws IdempotencyKeyInvalid */
export function readIdempotencyKey(c: Context): string | null {
  const key = c.req.header('Idempotency-Key');
  if (key === undefined) return null;
  if (!/^[ -~]{1,255}$/.test(key)) throw new IdempotencyKeyInvalid();
  return key;
}

/**
 * The key of an edit or a deletion, made for this one request when none was sent: a repetition of the transaction
 * after a connection lost at its commit then finds what the first one did, instead of a revision that has passed.
 */
export const readOrMakeIdempotencyKey = (c: Context): string =>
  readIdempotencyKey(c) ?? `request-${randomUUID()}`;

/**
 * The revision that the caller has seen. `*` is for deletions alone: an edit must have seen what it changes.
 * @throws PreconditionRequired, PreconditionFailed (another's or a weak tag), InvalidParameter
 */
export function readRevision(c: Context): number | '*' {
  const header = c.req.header('If-Match')?.trim();
  if (!header) throw new PreconditionRequired();
  if (header === '*') return '*';
  if (!/^(W\/)?"[\x21\x23-\x7e]*"$/.test(header)) {
    throw new InvalidParameter('If-Match is one quoted revision, such as "1".');
  }
  const tag = /^"([1-9]\d{0,8})"$/.exec(header);
  if (!tag) throw new PreconditionFailed();
  return Number(tag[1]);
}

/** What a repeated key is compared with: the request as it was meant, whatever the order of its fields. */
export const fingerprintOf = (...parts: unknown[]): Buffer =>
  hash('sha256', JSON.stringify(parts, sortKeys), 'buffer');

const sortKeys = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
