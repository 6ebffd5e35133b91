import { z } from '@hono/zod-openapi';
import { problem } from './problem.ts';
import { acceptedWorkout } from './workout-answers.ts';
import { workoutSubmission } from './workout.ts';

const MAX_WORKOUTS = 200;

/** The same keys as in an Idempotency-Key header, where spaces at the ends do not arrive. */
const IDEMPOTENCY_KEY = /^[!-~]([ -~]{0,253}[!-~])?$/;

/** One workout of a batch. */
export const batchItem = workoutSubmission
  .safeExtend({
    idempotencyKey: z.string().regex(IDEMPOTENCY_KEY).optional().openapi({
      pattern: IDEMPOTENCY_KEY.source,
      description:
        'Makes this save idempotent. Without it, a hash of the content is used. Keys never expire.',
    }),
  })
  .openapi('BatchWorkout');

/** The request's own form; its items are validated one by one. */
export const batchEnvelope = z.strictObject({ workouts: z.array(z.unknown()).min(1).max(MAX_WORKOUTS) });

/** The request as the document shows it. */
export const workoutBatch = z
  .strictObject({ workouts: z.array(batchItem).min(1).max(MAX_WORKOUTS) })
  .openapi('WorkoutBatch');

const batchResult = z
  .strictObject({
    status: z.int().openapi({
      enum: [202, 409, 410, 422],
      description: '202: committed, with `id`, `revision` and `links`. Otherwise refused, with `problem`.',
    }),
    id: acceptedWorkout.shape.id.optional(),
    revision: acceptedWorkout.shape.revision.optional(),
    links: acceptedWorkout.shape.links.optional(),
    problem: problem.optional(),
  })
  .openapi('BatchResult');

export const workoutBatchResults = z
  .strictObject({
    results: z
      .array(batchResult)
      .openapi({ description: 'One for each workout, in the order of the request.' }),
  })
  .openapi('WorkoutBatchResults');
