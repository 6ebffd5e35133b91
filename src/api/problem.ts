import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { HTTPException } from 'hono/http-exception';
import {
  DatabaseUnavailable,
  DomainError,
  DuplicateWorkout,
  Unauthorized,
  ValidationFailed,
  type ErrorCode,
  type FieldError,
} from '../domain/errors.ts';
import { isDatabaseAway } from '../db/failure.ts';
import { MethodNotAllowed, NotReady } from './protocol-errors.ts';

/** The HTTP side of every cause of an error; complete by its type, so that a new code cannot be forgotten here. */
export const PROBLEMS = {
  'invalid-parameter': { status: 400, title: 'Invalid parameter' },
  'idempotency-key-invalid': { status: 400, title: 'Invalid Idempotency-Key' },
  'malformed-request': { status: 400, title: 'The request cannot be read' },
  unauthorized: { status: 401, title: 'Not authenticated' },
  forbidden: { status: 403, title: 'Not allowed' },
  'not-found': { status: 404, title: 'Not found' },
  'report-failed': { status: 404, title: 'The report could not be made' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  'not-acceptable': { status: 406, title: 'Not available in that form' },
  'request-timeout': { status: 408, title: 'Request timeout' },
  'duplicate-workout': { status: 409, title: 'Duplicate workout' },
  'workout-deleted': { status: 410, title: 'Workout deleted' },
  'precondition-failed': { status: 412, title: 'The workout has changed' },
  'content-too-large': { status: 413, title: 'Content too large' },
  'uri-too-long': { status: 414, title: 'URI too long' },
  'unsupported-media-type': { status: 415, title: 'Unsupported media type' },
  'expectation-failed': { status: 417, title: 'Expectation failed' },
  'validation-error': { status: 422, title: 'Not acceptable content' },
  'idempotency-key-reused': { status: 422, title: 'Idempotency-Key reused' },
  'precondition-required': { status: 428, title: 'If-Match is needed' },
  'headers-too-large': { status: 431, title: 'Header fields too large' },
  'internal-error': { status: 500, title: 'Internal error' },
  'database-unavailable': { status: 503, title: 'Database unavailable' },
  'not-ready': { status: 503, title: 'Not ready' },
} as const satisfies Record<ErrorCode, { status: number; title: string }>;

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** RFC 9457; `instance` names the request by its id, which also stands in the logs. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  requestId: string;
  errors?: FieldError[];
  workoutId?: string;
  postgres?: boolean;
  temporal?: boolean;
  draining?: boolean;
}

export function problemOf(
  { code, message }: { code: ErrorCode; message: string },
  requestId: string,
  extensions: Partial<Problem> = {},
): Problem {
  return {
    type: `/problems/${code}`,
    title: PROBLEMS[code].title,
    status: PROBLEMS[code].status,
    detail: message,
    instance: `/requests/${requestId}`,
    requestId,
    ...extensions,
  };
}

/** Any error as a response. What is not ours says nothing of itself: its text could hold what was sent. */
export function answerError(c: Context, error: unknown, requestId: string): Response {
  const known = asKnown(error);
  const problem = problemOf(known, requestId, extensionsOf(known));
  return c.body(JSON.stringify(problem), problem.status as ContentfulStatusCode, {
    'Content-Type': PROBLEM_MEDIA_TYPE,
    'Cache-Control': 'no-store',
    ...headersOf(known),
  });
}

/** A failure of our own making: the one kind of error that the log must tell in full. */
export const isInternal = (error: unknown): boolean => asKnown(error).code === 'internal-error';

type KnownError = DomainError | { code: ErrorCode; message: string };

function asKnown(error: unknown): KnownError {
  if (error instanceof DomainError) return error;
  if (isDatabaseAway(error)) return new DatabaseUnavailable();
  if (error instanceof HTTPException && error.status === 415) {
    return { code: 'unsupported-media-type', message: 'The content type cannot be used here.' };
  }
  if (error instanceof HTTPException && error.status < 500) {
    return { code: 'malformed-request', message: 'The request cannot be read.' };
  }
  return {
    code: 'internal-error',
    message: 'Something went wrong on our side; it is in our log under this id.',
  };
}

/** What a problem says beside its sentence. */
export function extensionsOf(error: KnownError): Partial<Problem> {
  if (error instanceof ValidationFailed) return { errors: error.errors };
  if (error instanceof DuplicateWorkout) return { workoutId: error.workoutId };
  if (error instanceof NotReady) return error.state;
  return {};
}

function headersOf(error: KnownError): Record<string, string> {
  if (error instanceof Unauthorized) return { 'WWW-Authenticate': 'Bearer realm="afterburn"' };
  if (error instanceof MethodNotAllowed) return { Allow: error.allow.join(', ') };
  if (error instanceof DatabaseUnavailable) return { 'Retry-After': '2' };
  if (error instanceof NotReady) return { 'Retry-After': '2' };
  // The rest of a body that was given up on must not be read as the next request.
  if (error.code === 'request-timeout' || error.code === 'content-too-large') return { Connection: 'close' };
  return {};
}
