import { z } from '@hono/zod-openapi';
import { parsePeriod, PERIOD_KINDS } from '../../domain/period.ts';
import { SPORTS } from '../../domain/workout.ts';
import { paging } from './parameters.ts';
import { athleteId } from './primitives.ts';

export const boardList = z
  .strictObject({
    boards: z.array(
      z.strictObject({
        board: z.string(),
        title: z.string(),
        metric: z.string(),
        unit: z.string(),
        sports: z.array(z.enum(SPORTS)),
        periods: z.array(z.enum(PERIOD_KINDS)),
      }),
    ),
  })
  .openapi('BoardList');

export const leaderboard = z
  .strictObject({
    board: z.string(),
    period: z.string(),
    entries: z.array(
      z.strictObject({
        rank: z.int(),
        athleteId,
        displayName: z.string().optional(),
        score: z.number(),
      }),
    ),
    total: z.int(),
    nextCursor: z.string().optional(),
  })
  .openapi('Leaderboard');

export const boardQuery = paging.extend({
  period: z
    .string()
    .refine((text) => parsePeriod(text) !== undefined)
    .default('all')
    .openapi({ description: 'A local ISO week, month or year, or `all`.', example: '2026-W47' }),
  sport: z.enum(SPORTS).optional(),
  around: athleteId
    .optional()
    .openapi({ description: 'The part of the board with this athlete in its middle.' }),
});

/** The last place of a page. */
export const boardPlace = z.strictObject({ score: z.number(), athleteId });
