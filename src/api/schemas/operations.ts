import { z } from '@hono/zod-openapi';
import { STEPS, type StepName } from '../../domain/steps.ts';
import { instant, instantInCursor, utcInstant, uuid } from './primitives.ts';

const count = z.int().min(0);

const stepName = z.enum(STEPS.map(({ name }) => name) as [StepName, ...StepName[]]);

const failedStep = z
  .strictObject({
    workoutId: uuid,
    app: z.string(),
    revision: z.int(),
    step: z.string(),
    lastError: z.string().nullable(),
    finishedAt: utcInstant,
  })
  .openapi('FailedStep');

export const operations = z
  .strictObject({
    outbox: z.strictObject({ waiting: count, oldestSeconds: z.number().nullable() }),
    workouts: z.strictObject({
      unfinished: z.strictObject({ interactive: count, bulk: count }),
      failed: count,
    }),
    reports: z.strictObject({ failed: count }),
    openWorkflows: z
      .record(z.string(), count)
      .nullable()
      .openapi({ description: 'By workflow type; null while Temporal is away.' }),
    pollers: z.record(z.string(), count).nullable().openapi({
      description: 'Workers seen in the last minute, by task queue; null while Temporal is away.',
    }),
    workersHealthy: z
      .boolean()
      .nullable()
      .openapi({ description: 'Whether each task queue has a worker; null while nobody can tell.' }),
    failed: z.array(failedStep).openapi({ description: 'What failed for good, the newest first.' }),
    nextCursor: z.string().optional(),
  })
  .openapi('Operations');

export const redriveRequest = z
  .strictObject({
    step: stepName
      .optional()
      .openapi({ description: 'Only workouts at which this step failed or was skipped.' }),
    since: instant
      .refine((value) => value >= '1970', {
        error: 'must not be before 1970',
        params: { code: 'out-of-range' },
      })
      .optional()
      .openapi({ description: 'Only workouts that ended then or later.' }),
    dryRun: z
      .boolean()
      .default(false)
      .openapi({ description: 'Tells what would be queued, and queues nothing.' }),
  })
  .openapi('RedriveRequest');

export const redrive = z
  .strictObject({
    dryRun: z.boolean(),
    workouts: z.array(
      z.strictObject({
        workoutId: uuid,
        revision: z.int(),
        steps: z.array(stepName).openapi({ description: 'What runs once more.' }),
        outcome: z.enum(['queued', 'left-alone']).openapi({
          description: 'Left alone: on its way already, or changed meanwhile.',
        }),
      }),
    ),
    reports: count.openapi({ description: 'Failed monthly reports that were queued.' }),
    nextCursor: z.string().optional(),
  })
  .openapi('Redrive');

/** The last failed step of a page. */
export const failedStepPlace = z.strictObject({
  finishedAt: instantInCursor,
  workoutId: uuid,
  step: z.string().regex(/^\w{1,64}$/),
});

/** The last workout of a redriven page. */
export const redrivePlace = z.strictObject({
  until: instantInCursor,
  endedAt: instantInCursor,
  workoutId: uuid,
});
