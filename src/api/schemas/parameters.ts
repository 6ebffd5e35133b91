import { z } from '@hono/zod-openapi';
import { isMonth } from '../../domain/calendar.ts';
import { athleteId, date, uuid } from './primitives.ts';

export const athletePath = z.object({ athleteId });
export const athleteQuery = z.object({
  athleteId: athleteId.openapi({ description: 'Athlete that the file belongs to.' }),
});

export const tokenPath = athletePath.extend({ tokenId: uuid.openapi({ description: 'Id of the token.' }) });

export const idPath = <Name extends string>(name: Name, description: string) =>
  z.object({ [name]: uuid.openapi({ description }) } as Record<Name, typeof uuid>);

export const workoutPath = idPath('workoutId', 'Id of the workout.');
export const uploadPath = idPath('uploadId', 'Id of the upload.');
export const importPath = idPath('importId', 'Id of the import.');

export const yearMonth = z.string().refine(isMonth, { error: 'must be a month yyyy-MM' }).openapi({
  pattern: '^\\d{4}-(0[1-9]|1[0-2])$',
  example: '2026-11',
  description: "Month in the athlete's time zone, `yyyy-MM`.",
});
export const monthPath = athletePath.extend({ month: yearMonth });

export const datePath = athletePath.extend({
  date: date.openapi({ example: '2026-11-20', description: 'First day on which the weight applies.' }),
});

const DEFAULT_LIMIT = 50;
const MOST = 200;
const LIMIT_ERROR = { error: `must be an integer from 1 to ${MOST}` };

/** Digits only: `Number` would also read ' 5 ', '0x5' and '5e0'. */
const limit = z
  .string()
  .regex(/^\d{1,3}$/, LIMIT_ERROR)
  .transform(Number)
  .pipe(z.int().min(1, LIMIT_ERROR).max(MOST, LIMIT_ERROR))
  .default(DEFAULT_LIMIT)
  .openapi({
    type: 'integer',
    format: 'int32',
    minimum: 1,
    maximum: MOST,
    default: DEFAULT_LIMIT,
    example: DEFAULT_LIMIT,
    description: `Number of items per page, 1 to ${MOST}. Default: ${DEFAULT_LIMIT}.`,
  });

export const unsubscribePath = z.object({
  emailId: uuid.openapi({ description: 'Id of the e-mail.' }),
  signature: z
    .string()
    .regex(/^[\w-]{43}$/)
    .openapi({ description: 'Signature of the link.' }),
});

export const paging = z.object({
  limit,
  cursor: z
    .string()
    .min(1, { error: 'must be the nextCursor of an earlier page' })
    .max(512, { error: 'must be the nextCursor of an earlier page' })
    .optional()
    .openapi({ description: '`nextCursor` of the previous page.', example: 'WyIyMDI1LTExLTIwIl0' }),
});

/** Headers are documented only: handlers read them one by one, which costs an accept less than a copy of all. */
export const idempotencyKeyHeader = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Optional unique string for this request, e.g. a UUID. Sending the same key and body again returns the first response instead of saving twice. Keys never expire. Same key, other body: 422. Without a key, an identical save counts as the same save.',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[ -~]+$' },
} as const;

export const ifMatchHeader = {
  name: 'If-Match',
  in: 'header',
  required: true,
  description:
    'Revision that you read, as in the `ETag` of GET: `"1"`. `*` accepts any revision: it overwrites changes that you have not seen.',
  schema: { type: 'string', pattern: '^("[0-9]+"|\\*)$', example: '"1"' },
} as const;

export const lastEventIdHeader = {
  name: 'Last-Event-ID',
  in: 'header',
  required: false,
  description:
    'Id of the last event that you received. The stream continues after it. `0`: all stored events. Absent: only new events. The header wins over `lastEventId`.',
  schema: { type: 'string', pattern: '^\\d{1,15}$' },
} as const;
