import { z } from '@hono/zod-openapi';
import { described, int32, model } from './primitives.ts';
import { problem } from './problem.ts';
import { acceptedWorkout } from './workout-answers.ts';
import { workoutSubmission } from './workout.ts';

const MAX_WORKOUTS = 200;

/** The same keys as in an Idempotency-Key header, where spaces at the ends do not arrive. */
const IDEMPOTENCY_KEY = /^[!-~]([ -~]{0,253}[!-~])?$/;

/** One workout of a batch. */
export const batchItem = workoutSubmission
  .safeExtend({
    idempotencyKey: z
      .string()
      .regex(IDEMPOTENCY_KEY, {
        error: 'must be 1 to 255 printable ASCII characters, without spaces at the ends',
      })
      .optional()
      .openapi({
        pattern: IDEMPOTENCY_KEY.source,
        description:
          'Makes this save idempotent. Without it, a hash of the content is used. Keys never expire.',
      }),
  })
  .openapi('BatchWorkout', { description: 'A workout to save, with its own key.' });

/** The envelope of the request; its items are validated one by one. */
export const batchEnvelope = z.strictObject({ workouts: z.array(z.unknown()).min(1).max(MAX_WORKOUTS) });

/** The request, for the OpenAPI document. */
export const workoutBatch = model('WorkoutBatch', 'Up to 200 workouts to save, of any athletes of the app.', {
  workouts: described(z.array(batchItem).min(1).max(MAX_WORKOUTS), 'Workouts to save.'),
});

const batchResult = model('BatchResult', 'Result for one workout.', {
  status: described(
    int32,
    '202: committed, with `id`, `revision` and `links`. 409, 410 or 422: refused, with `problem`.',
  ),
  id: acceptedWorkout.shape.id.optional(),
  revision: acceptedWorkout.shape.revision.optional(),
  links: acceptedWorkout.shape.links.optional(),
  problem: problem.optional(),
});

export const workoutBatchResults = model('WorkoutBatchResults', 'Result for each workout.', {
  results: z
    .array(batchResult)
    .openapi({ description: 'One for each workout, in the order of the request.' }),
});
