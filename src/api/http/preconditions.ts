import { hash, randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import {
  IdempotencyKeyInvalid,
  InvalidParameter,
  PreconditionFailed,
  PreconditionRequired,
} from '../../domain/errors.ts';

/** Returns the Idempotency-Key; null without one. @throws IdempotencyKeyInvalid */
export function readIdempotencyKey(c: Context): string | null {
  const key = c.req.header('Idempotency-Key');
  if (key === undefined) return null;
  if (!/^[ -~]{1,255}$/.test(key)) throw new IdempotencyKeyInvalid();
  return key;
}

/**
 * Returns the key of an edit or a deletion, generated when none was sent. A transaction that is repeated after a
 * connection lost at its commit then finds its first result, instead of a stale revision.
 */
export const readOrMakeIdempotencyKey = (c: Context): string =>
  readIdempotencyKey(c) ?? `request-${randomUUID()}`;

/**
 * Returns the revision that the caller has read; `*` accepts any.
 * @throws PreconditionRequired, PreconditionFailed (a foreign or weak tag), InvalidParameter
 */
export function readRevision(c: Context): number | '*' {
  const header = c.req.header('If-Match')?.trim();
  if (!header) throw new PreconditionRequired();
  if (header === '*') return '*';
  if (!/^(W\/)?"[\x21\x23-\x7e]*"$/.test(header)) {
    throw new InvalidParameter('If-Match must be one quoted revision, such as "1", or *.');
  }
  const tag = /^"([1-9]\d{0,8})"$/.exec(header);
  if (!tag) throw new PreconditionFailed();
  return Number(tag[1]);
}

/** Hashes a request, regardless of the order of its fields: a repeated key must come with the same request. */
export const fingerprintOf = (...parts: unknown[]): Buffer =>
  hash('sha256', JSON.stringify(parts, sortKeys), 'buffer');

const sortKeys = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
