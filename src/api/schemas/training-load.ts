import { z } from '@hono/zod-openapi';
import { dayNumber } from '../../domain/calendar.ts';
import { LOAD_BASES, type FitnessDay } from '../../domain/fitness.ts';
import { isDate } from './primitives.ts';

/** A year and its leap day. */
const MOST_DAYS = 366;

/** Anything but a date from 1900 on is no day that a workout can be of. */
const day = z
  .string()
  .refine((value) => isDate(value) && value >= '1900-01-01', { abort: true })
  .openapi({ format: 'date', example: '2026-11-20' });

export const trainingLoadQuery = z
  .object({
    from: day,
    to: day,
    basis: z.enum(LOAD_BASES).optional().openapi({
      description:
        'What fitness, fatigue and form are told from: stress by power (tss) or impulse by heart rate (trimp). Without it, the one that more of the workouts until `to` are known by; tss where they are even.',
    }),
  })
  .refine(({ from, to }) => dayNumber(from) <= dayNumber(to) && dayNumber(to) - dayNumber(from) < MOST_DAYS, {
    path: ['to'],
  });

const points = z.number();

export const trainingLoad = z
  .strictObject({
    basis: z.enum(LOAD_BASES),
    days: z.array(
      z.strictObject({
        date: z.string().openapi({ format: 'date', example: '2026-11-20' }),
        tss: points.nullable().openapi({
          description: 'By power, in points; null on a day of workouts none of which is known by it.',
        }),
        trimp: points.nullable().openapi({ description: 'By heart rate, in points; null likewise.' }),
        fitness: points.openapi({ description: 'The exponential mean over 42 days.' }),
        fatigue: points.openapi({ description: 'The exponential mean over 7 days.' }),
        form: points.openapi({ description: 'Fitness less fatigue.' }),
      } satisfies Record<keyof FitnessDay, z.ZodType>),
    ),
  })
  .openapi('TrainingLoad');
