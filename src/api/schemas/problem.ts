import { z } from '@hono/zod-openapi';
import type { ErrorCode } from '../../domain/errors.ts';
import { PROBLEM_MEDIA_TYPE, PROBLEMS, type Problem } from '../problem.ts';
import { uuid } from './primitives.ts';

export const problem = z
  .strictObject({
    type: z.string().openapi({ format: 'uri-reference', example: '/problems/validation-error' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string().openapi({ format: 'uri-reference' }),
    requestId: z.string(),
    errors: z
      .array(
        z.strictObject({
          pointer: z.string().openapi({ description: 'RFC 6901, into the body that was sent.' }),
          code: z.string(),
          detail: z.string(),
        }),
      )
      .optional(),
    workoutId: uuid.optional().openapi({ description: 'The workout that is there already.' }),
    postgres: z.boolean().optional(),
    temporal: z.boolean().optional(),
    draining: z.boolean().optional(),
  })
  .openapi('Problem') satisfies z.ZodType<Problem>;

/** What every route under /v1 can answer, whatever it does. */
const EVERYWHERE: readonly ErrorCode[] = [
  'malformed-request',
  'unauthorized',
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

interface ProblemResponse {
  description: string;
  content: { [PROBLEM_MEDIA_TYPE]: { schema: typeof problem } };
}

/** The error responses of a route for its document, one for each status. */
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
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      {
        description: group.map((code) => `${PROBLEMS[code].title} (\`${code}\`)`).join('; '),
        content: { [PROBLEM_MEDIA_TYPE]: { schema: problem } },
      },
    ]),
  );
}
