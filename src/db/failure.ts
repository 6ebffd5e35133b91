import pg from 'pg';
import { DomainError } from '../domain/errors.ts';

/** How to treat a failure: architecture.md's policy, by the SQLSTATE or Node's error code. */
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
 * pg has no code for these: they are its own words for a lost or late connection. No answer in time is one as well:
 * PostgreSQL itself ends what takes too long, and says so earlier.
 */
const CONNECTION_WORDS =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable|Query read timeout/;

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';

/**
 * The database or the way to it is away: the connection (08), its resources (53), a shutdown (57P0x), its disk (58), or a
 * standby that is not promoted yet (25006). Repeating is right, for as long as it takes.
 */
export const isDatabaseAway = (error: unknown): boolean =>
  /^(08|53|57P0|58|25006)/.test(codeOf(error)) ||
  NETWORK_CODES.has(codeOf(error)) ||
  (error instanceof Error && CONNECTION_WORDS.test(error.message));

/** Others were in the way (40xxx, 55P03): at once or a little later it goes through. */
const isConflict = (error: unknown): boolean => /^(40|55P03)/.test(codeOf(error));

/** What stood in the way is no longer there: a conflict, as good as repeated at once. */
export class ObstacleGone extends Error {
  readonly code = '40001';
}

export const isDeadlock = (error: unknown): boolean => codeOf(error) === '40P01';

/** The transaction (25P04) or a statement (57014) took longer than its limit. */
export const isOutOfTime = (error: unknown): boolean => /^(25P04|57014)$/.test(codeOf(error));

export const isUniqueViolation = (error: unknown): boolean => codeOf(error) === '23505';

export function failureKind(error: unknown): FailureKind {
  if (isDatabaseAway(error) || isConflict(error)) return 'transient';
  if (error instanceof DomainError || codeOf(error).startsWith('22')) return 'permanent';
  if (isOutOfTime(error)) return 'timeout';
  return 'unknown';
}

/** What may be said of an error in a history or to a caller: never PostgreSQL's own message, which quotes values. */
export const describeFailure = (error: unknown): string => {
  const code = codeOf(error);
  const name = error instanceof Error ? error.constructor.name : 'Error';
  return code ? `${name} ${code}` : name;
};

/** What may be logged of an error: all of our own, and of PostgreSQL's everything but its words, which quote values. */
export function loggableFailure(error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError)) return error;
  const { code, table, column, constraint, routine, stack } = error;
  const frames = stack?.split('\n').filter((line) => line.startsWith('    at '));
  return { name: 'DatabaseError', code, table, column, constraint, routine, stack: frames?.join('\n') };
}
