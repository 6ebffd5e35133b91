import { z } from '@hono/zod-openapi';
import { isMonth } from '../../domain/calendar.ts';
import { athleteId, isDate, uuid } from './primitives.ts';

export const athletePath = z.object({ athleteId });
export const athleteQuery = z.object({ athleteId });
export const tokenPath = athletePath.extend({ tokenId: uuid });
export const workoutPath = z.object({ workoutId: uuid });
export const uploadPath = z.object({ uploadId: uuid });
export const importPath = z.object({ importId: uuid });

export const yearMonth = z
  .string()
  .refine(isMonth)
  .openapi({ pattern: '^\\d{4}-(0[1-9]|1[0-2])$', example: '2026-11' });
export const monthPath = athletePath.extend({ month: yearMonth });

export const datePath = athletePath.extend({
  date: z
    .string()
    .refine((value) => isDate(value) && value >= '1900-01-01')
    .openapi({ format: 'date', example: '2026-11-20' }),
});

const DEFAULT_LIMIT = 50;
const MOST = 200;

/** Digits only: `Number` would also read ' 5 ', '0x5' and '5e0'. */
const limit = z
  .string()
  .regex(/^\d{1,3}$/)
  .transform(Number)
  .pipe(z.int().min(1).max(MOST))
  .default(DEFAULT_LIMIT)
  .openapi({ type: 'integer', minimum: 1, maximum: MOST, default: DEFAULT_LIMIT });

export const paging = z.object({
  limit,
  cursor: z.string().min(1).max(512).optional().openapi({ description: '`nextCursor` of the page before.' }),
});

/** Headers stand in the document only: handlers read them one by one, which costs an accept less than a copy of all. */
export const idempotencyKeyHeader = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: "Names this request for ever; without it the content's fingerprint serves.",
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[ -~]+$' },
} as const;

export const ifMatchHeader = {
  name: 'If-Match',
  in: 'header',
  required: true,
  description: 'The revision that was seen, as the ETag of GET.',
  schema: { type: 'string', pattern: '^("[0-9]+"|\\*)$', example: '"1"' },
} as const;

export const lastEventIdHeader = {
  name: 'Last-Event-ID',
  in: 'header',
  required: false,
  schema: { type: 'string', pattern: '^\\d{1,15}$' },
} as const;
