import { z } from '@hono/zod-openapi';
import type { MonthlyReport } from '../../domain/monthly-report.ts';
import { utcInstant } from './primitives.ts';

const month = z.string().openapi({ example: '2026-11' });
const status = z.enum(['building', 'ready', 'failed']);
const open = z.looseObject({});

/** A report as it was built; its inner tables are described by their names, and grow with the report. */
export const monthlyReport = z
  .strictObject({
    month,
    revision: z.int(),
    timeZone: z.string(),
    startsAt: utcInstant,
    endsAt: utcInstant,
    asOf: utcInstant,
    complete: z.boolean().openapi({ description: 'False while the month runs.' }),
    totals: open,
    bySport: z.array(open),
    previousMonth: open,
    sameMonthLastYear: open,
    activeDays: z.int(),
    longestStreakDays: z.int(),
    recordsBroken: z.array(open),
    awards: z.array(open),
    ranks: z.array(z.strictObject({ board: z.string(), rank: z.int(), total: z.int() })),
    bestWorkout: open.nullable(),
    days: z.array(open),
    weeks: z.array(open),
    trainingLoad: open.nullable(),
  } satisfies Record<keyof MonthlyReport | 'revision', z.ZodType>)
  .openapi('MonthlyReport');

export const reportStatus = z.strictObject({ status: z.literal('building') }).openapi('ReportStatus');

export const reportRequest = z
  .strictObject({ month, status: z.literal('building') })
  .openapi('ReportRequest');

export const reportList = z
  .strictObject({
    reports: z.array(
      z.strictObject({
        month,
        status,
        revision: z.int().optional(),
        complete: z.boolean().optional(),
        asOf: utcInstant.optional(),
        stale: z
          .boolean()
          .openapi({ description: 'Not rebuilt since a change. Reading the report rebuilds it.' }),
      }),
    ),
    nextCursor: z.string().optional(),
  })
  .openapi('ReportList');
