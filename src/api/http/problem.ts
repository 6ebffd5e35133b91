import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { HTTPException } from 'hono/http-exception';
import {
  DatabaseUnavailable,
  DomainError,
  DuplicateWorkout,
  RendererBusy,
  ReportNotReady,
  Unauthorized,
  ValidationFailed,
  type ErrorCode,
} from '../../domain/errors.ts';
import { isDatabaseDown } from '../../db/failure.ts';
import type { Problem } from '../schemas/problem.ts';
import { PROBLEM_MEDIA_TYPE, PROBLEMS } from './problem-types.ts';
import { MethodNotAllowed, NotReady } from './protocol-errors.ts';

export function problemOf(error: KnownError, requestId: string): Problem {
  const { code, message } = error;
  return {
    type: `/problems/${code}`,
    title: PROBLEMS[code].title,
    status: PROBLEMS[code].status,
    detail: message,
    instance: `/requests/${requestId}`,
    requestId,
    ...extensionsOf(error),
  };
}

/** Answers any error. The message of an unexpected one is left out: it could repeat the input. */
export function answerError(c: Context, error: unknown, requestId: string): Response {
  const known = asKnown(error);
  const problem = problemOf(known, requestId);
  return c.body(JSON.stringify(problem), problem.status as ContentfulStatusCode, {
    'Content-Type': PROBLEM_MEDIA_TYPE,
    'Cache-Control': 'no-store',
    ...headersOf(known),
  });
}

/** Returns whether the error is a bug, which the log must show in full. */
export const isInternal = (error: unknown): boolean => asKnown(error).code === 'internal-error';

type KnownError = DomainError | { code: ErrorCode; message: string };

function asKnown(error: unknown): KnownError {
  if (error instanceof DomainError) return error;
  if (isDatabaseDown(error)) return new DatabaseUnavailable();
  if (error instanceof HTTPException && error.status === 415) {
    return { code: 'unsupported-media-type', message: 'This Content-Type is not supported here.' };
  }
  if (error instanceof HTTPException && error.status < 500) {
    return { code: 'malformed-request', message: 'The request cannot be parsed.' };
  }
  return {
    code: 'internal-error',
    message: 'An unexpected error occurred. It is logged under this request id.',
  };
}

/** Returns the fields that only this problem type has. */
function extensionsOf(error: KnownError): Partial<Problem> {
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
  if (error instanceof RendererBusy) return { 'Retry-After': '5' };
  if (error instanceof ReportNotReady) return { 'Retry-After': '2' };
  // The rest of an abandoned body must not be parsed as the next request.
  if (error.code === 'request-timeout' || error.code === 'content-too-large') return { Connection: 'close' };
  return {};
}
