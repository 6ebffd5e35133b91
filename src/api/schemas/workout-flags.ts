import { z } from '@hono/zod-openapi';
import { FLAG_DECISIONS, FLAGS } from '../../domain/workout.ts';
import { described, model } from './primitives.ts';

export const workoutFlag = z.enum(FLAGS).openapi('WorkoutFlag', {
  description:
    'The value that exceeds the world record of the sport by more than a margin: the average `speed`, an `effort` within the recording, the `duration`, the `climb`, the average `power`, the `energy` of the device, or the average `heart-rate`.',
});

export const flagReason = model('FlagReason', 'Why a workout is flagged.', {
  flag: workoutFlag,
  reason: described(
    z.string().openapi({ example: '5 km in 7:00; the limit for a run of that distance is 12:06.' }),
    'Explanation for people, with the limit.',
  ),
});

const flagDecision = z.enum(FLAG_DECISIONS).openapi('FlagDecision', {
  description: '`clear`: the workout counts in spite of its flags. `keep`: the flags stay.',
});

const reviewReason = described(
  z.string().min(1).max(1000).openapi({ example: 'The race was timed: official result 12:04.' }),
  'Reason for the decision. Shown with the workout.',
);

export const flagReviewRequest = model('FlagReviewRequest', 'Decision about the flags of a workout.', {
  decision: flagDecision,
  reason: reviewReason,
});

export const flagReview = model(
  'FlagReview',
  'Last decision about the flags. An edit of a measured value ends it.',
  {
    decision: flagDecision,
    reason: reviewReason,
    clearedFlags: described(z.array(workoutFlag), 'Flags that were cleared and no longer count.'),
  },
);
