import pg from 'pg';
import { DomainError } from '../domain/errors.ts';

/** How to treat a failure, by SQLSTATE or Node's error code (architecture.md, Failure policy). */
export type FailureKind = 'transient' | 'permanent' | 'unknown' | 'timeout';

const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ECONNABORTED',
]);

/**
 * pg has no codes for a lost or late connection, only messages. A missing response in time is one as well: PostgreSQL
 * itself ends long statements, and reports it earlier.
 */
const CONNECTION_WORDS =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable|Query read timeout/;

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';

/**
 * Returns whether the database is unreachable: the connection (08), its resources (53), a shutdown (57P0x), its disk
 * (58), or a standby that is not promoted yet (25006). These are retried without limit.
 */
export const isDatabaseDown = (error: unknown): boolean =>
  /^(08|53|57P0|58|25006)/.test(codeOf(error)) ||
  NETWORK_CODES.has(codeOf(error)) ||
  (error instanceof Error && CONNECTION_WORDS.test(error.message));

/** Returns whether another transaction conflicted (40xxx, 55P03): a retry succeeds at once or a little later. */
const isConflict = (error: unknown): boolean => /^(40|55P03)/.test(codeOf(error));

/** A conflicting row is gone: treated as a conflict, and retried. */
export class ObstacleGone extends Error {
  readonly code = '40001';
}

export const isDeadlock = (error: unknown): boolean => codeOf(error) === '40P01';

/** Returns whether the transaction (25P04) or a statement (57014) exceeded its time limit. */
export const isOutOfTime = (error: unknown): boolean => /^(25P04|57014)$/.test(codeOf(error));

export const isUniqueViolation = (error: unknown): boolean => codeOf(error) === '23505';

export function failureKind(error: unknown): FailureKind {
  if (isDatabaseDown(error) || isConflict(error)) return 'transient';
  if (error instanceof DomainError || codeOf(error).startsWith('22')) return 'permanent';
  if (isOutOfTime(error)) return 'timeout';
  return 'unknown';
}

/** Describes an error for a history or a caller: never PostgreSQL's own message, which quotes values. */
export const describeFailure = (error: unknown): string => {
  const code = codeOf(error);
  const name = error instanceof Error ? error.constructor.name : 'Error';
  return code ? `${name} ${code}` : name;
};

/**
 * Returns what may be logged of an error: all of our own errors, and of PostgreSQL's everything but messages, which
 * quote values.
 */
export function loggableFailure(error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError)) return error;
  const { code, table, column, constraint, routine, stack } = error;
  const frames = stack?.split('\n').filter((line) => line.startsWith('    at '));
  return { name: 'DatabaseError', code, table, column, constraint, routine, stack: frames?.join('\n') };
}
