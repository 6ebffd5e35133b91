import { z } from '@hono/zod-openapi';
import { parsePeriod, PERIOD_KINDS } from '../../domain/period.ts';
import { paging } from './parameters.ts';
import { athleteId, described, double, int32, model, nextCursor, sport } from './primitives.ts';

const board = model('Board', 'A leaderboard: one metric, over a period, for one sport or all.', {
  board: described(z.string(), 'Id of the leaderboard, used in URLs, such as `fastest-5k`.'),
  title: described(z.string(), 'Title to show.'),
  metric: described(
    z.string(),
    '`distance`, `duration`, `energy`, `elevation`, `workouts` or `fastest-effort`.',
  ),
  unit: described(z.string(), 'Unit of the scores: `m`, `s`, `kcal` or `workouts`.'),
  sports: described(z.array(sport), 'Sports that the leaderboard can be filtered by.'),
  periods: described(
    z.array(z.enum(PERIOD_KINDS).openapi('PeriodKind', { description: 'Kind of period.' })),
    'Kinds of period that it supports.',
  ),
});

export const boardList = model('BoardList', 'All leaderboards.', {
  boards: described(z.array(board), 'All leaderboards.'),
});

const leaderboardEntry = model('LeaderboardEntry', 'One athlete on a leaderboard.', {
  rank: described(int32, 'Rank, from 1. Equal scores share a rank.'),
  athleteId,
  displayName: described(z.string().optional(), "The athlete's name. Absent when unknown."),
  score: described(double, "Score in the leaderboard's unit."),
});

export const leaderboard = model('Leaderboard', 'One page of a leaderboard.', {
  board: described(z.string(), 'Id of the leaderboard.'),
  period: described(z.string(), 'The period: `2026-W47`, `2026-11`, `2026` or `all`.'),
  entries: described(z.array(leaderboardEntry), 'Entries in order of rank.'),
  total: described(int32, 'Number of athletes on the leaderboard.'),
  nextCursor,
});

export const boardPath = z.object({
  board: z.string().openapi({
    description: 'Id of the leaderboard, as listed by `GET /v1/leaderboards`.',
    example: 'distance',
  }),
});

export const boardQuery = paging.extend({
  period: z
    .string()
    .refine((text) => parsePeriod(text) !== undefined, {
      error: 'must be a week 2026-W47, a month 2026-11, a year 2026, or all',
    })
    .default('all')
    .openapi({
      description:
        'ISO week `2026-W47`, month `2026-11`, year `2026`, or `all`. Workouts count by their local date.',
      example: '2026-W47',
    }),
  sport: sport
    .optional()
    .openapi({ param: { description: 'Only workouts of this sport. Default: all sports.' } }),
  around: athleteId.optional().openapi({
    description: 'Returns the page with this athlete in the middle. Not together with `cursor`.',
  }),
});

/** The last place of a page. */
export const boardPlace = z.strictObject({ score: z.number(), athleteId });
