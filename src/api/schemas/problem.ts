import { z } from '@hono/zod-openapi';
import type { ErrorCode } from '../../domain/errors.ts';
import { PROBLEM_MEDIA_TYPE, PROBLEMS } from '../http/problem-types.ts';
import { described, int32, model, uuid } from './primitives.ts';

const type = described(
  z.string().openapi({ format: 'uri-reference', example: '/problems/validation-error' }),
  'Kind of problem. GET this URL for an explanation. Match on it, not on texts.',
);
const title = described(z.string(), 'Short name of the kind of problem.');
const detail = described(z.string(), 'What went wrong here, for people.');

const fieldError = model('FieldError', 'One invalid field.', {
  pointer: described(z.string(), 'JSON pointer (RFC 6901) into the body.'),
  code: described(z.string(), 'Kind of error, such as `required`, `too-big` or `unknown-field`.'),
  detail: described(z.string(), 'What is wrong, for people.'),
});

export const problem = model('Problem', 'An error (RFC 9457).', {
  type,
  title,
  status: described(int32, 'HTTP status.'),
  detail,
  instance: described(z.string().openapi({ format: 'uri-reference' }), 'Identifies this occurrence.'),
  requestId: described(z.string(), 'Id of the request, as in `X-Request-Id` and in the logs.'),
  errors: described(z.array(fieldError).optional(), 'Invalid fields of a `validation-error`.'),
  workoutId: described(uuid.optional(), 'Existing workout of a `duplicate-workout`.'),
  postgres: described(z.boolean().optional(), 'Of `not-ready`: whether PostgreSQL is reachable.'),
  temporal: described(z.boolean().optional(), 'Of `not-ready`: whether Temporal is reachable.'),
  draining: described(z.boolean().optional(), 'Of `not-ready`: whether the process is shutting down.'),
});

export type Problem = z.output<typeof problem>;

/** A problem of one file or line of an import. */
export const entryProblem = z
  .looseObject({ type, title, detail })
  .openapi('EntryProblem', { description: 'Why a file or a line was refused or skipped.' });

/** Problems of every route under /v1. */
const EVERYWHERE: readonly ErrorCode[] = [
  'malformed-request',
  'unauthorized',
  'method-not-allowed',
  'uri-too-long',
  'headers-too-large',
  'internal-error',
  'database-unavailable',
];

const WITH_BODY: readonly ErrorCode[] = [
  'request-timeout',
  'content-too-large',
  'unsupported-media-type',
  'expectation-failed',
  'validation-error',
];

const HEADERS: Partial<Record<ErrorCode, string>> = {
  unauthorized: 'WWW-Authenticate',
  'method-not-allowed': 'Allow',
  'database-unavailable': 'Retry-After',
  'not-ready': 'Retry-After',
  'renderer-busy': 'Retry-After',
  'report-not-ready': 'Retry-After',
};

interface ProblemResponse {
  description: string;
  headers: Record<string, { $ref: string }>;
  content: {
    [PROBLEM_MEDIA_TYPE]: { schema: typeof problem; examples: Record<string, { $ref: string }> };
  };
}

/** Returns the error responses of a route for its document, one for each status. */
export function problems(...codes: (ErrorCode | 'everywhere' | 'body')[]): Record<number, ProblemResponse> {
  const all = codes.flatMap((code) => {
    if (code === 'everywhere') return EVERYWHERE;
    return code === 'body' ? WITH_BODY : [code];
  });
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of new Set(all)) {
    const { status } = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries([...byStatus].map(([status, group]) => [status, responseOf(group)]));
}

function responseOf(codes: ErrorCode[]): ProblemResponse {
  const headers = codes.flatMap((code) => HEADERS[code] ?? []);
  return {
    description: codes.map((code) => `${PROBLEMS[code].title} (\`${code}\`)`).join('; '),
    headers: Object.fromEntries(headers.map((name) => [name, { $ref: `#/components/headers/${name}` }])),
    content: {
      [PROBLEM_MEDIA_TYPE]: {
        schema: problem,
        examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
      },
    },
  };
}
