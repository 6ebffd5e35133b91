import { z } from '@hono/zod-openapi';
import { dayNumber } from '../../domain/calendar.ts';
import { LOAD_BASES, type FitnessDay } from '../../domain/fitness.ts';
import { date, described, double, localDate, model } from './primitives.ts';

/** A leap year. */
const MOST_DAYS = 366;

export const loadBasis = z.enum(LOAD_BASES).openapi('LoadBasis', {
  description: '`tss`: Training Stress Score, from power. `trimp`: training impulse, from heart rate.',
});

export const trainingLoadQuery = z
  .object({
    from: date.openapi({ example: '2026-11-01', description: 'First day, inclusive.' }),
    to: date.openapi({
      example: '2026-11-30',
      description: 'Last day, inclusive. At most 366 days from `from`. May lie in the future.',
    }),
    basis: loadBasis.optional().openapi({
      param: {
        description:
          'Which metric to base fitness, fatigue and form on: `tss` (power) or `trimp` (heart rate). Default: the metric that more workouts up to `to` have; `tss` on a tie.',
      },
    }),
  })
  .refine(({ from, to }) => dayNumber(from) <= dayNumber(to) && dayNumber(to) - dayNumber(from) < MOST_DAYS, {
    path: ['to'],
    error: `must not be before from, and at most ${MOST_DAYS} days may be asked for`,
  });

export const trainingDay = model('TrainingDay', 'Training load of one day, in points.', {
  date: described(localDate, 'The day.'),
  tss: described(
    double.nullable(),
    'Training Stress Score from power. Null when the day has workouts but none with power data.',
  ),
  trimp: described(
    double.nullable(),
    'Training impulse from heart rate. Null when the day has workouts but none with heart-rate data.',
  ),
  fitness: described(double, 'Exponential mean of the load over 42 days.'),
  fatigue: described(double, 'Exponential mean of the load over 7 days.'),
  form: described(double, 'Fitness minus fatigue: above 0 rested, below 0 tired.'),
} satisfies Record<keyof FitnessDay, z.ZodType>);

export const trainingLoad = model('TrainingLoad', 'Daily training load.', {
  basis: loadBasis,
  days: described(z.array(trainingDay), 'Each day from `from` to `to`.'),
});
