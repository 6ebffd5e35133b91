import { z } from '@hono/zod-openapi';
import { LONGEST_WORKOUT_SECONDS } from '../../domain/workout.ts';
import type { WorkoutFacts, WorkoutSubmission } from '../../domain/workout.ts';
import {
  athleteId,
  described,
  heartRate,
  instant,
  measure,
  model,
  orNull,
  sport,
  text,
  timeZone,
  visibility,
} from './primitives.ts';

/** The clock of a device may be wrong by up to a day; a start further ahead is refused. */
const FURTHEST_AHEAD_MS = 25 * 3_600_000;

const startedAt = instant
  .refine(
    (value) => {
      const start = Date.parse(value);
      return Number.isNaN(start) || (start >= 0 && start <= Date.now() + FURTHEST_AHEAD_MS);
    },
    { error: 'must lie between 1970 and 25 hours from now', params: { code: 'out-of-range' } },
  )
  .openapi({
    description:
      'Start of the workout, RFC 3339 with an offset, between 1970 and 25 hours from now. The offset only fixes the instant; `timeZone` decides the local day.',
  });

const factFields = {
  sport,
  startedAt,
  durationSeconds: z.number().positive().max(LONGEST_WORKOUT_SECONDS).openapi({
    format: 'double',
    description: 'Elapsed time in seconds, pauses included. More than 0, at most 14 days.',
  }),
  movingSeconds: measure(0, LONGEST_WORKOUT_SECONDS, 'Time in motion in seconds. At most `durationSeconds`.'),
  distanceMeters: measure(0, 100_000_000, 'Distance in meters.'),
  elevationGainMeters: measure(0, 1_000_000, 'Total ascent in meters.'),
  averageHeartRate: heartRate('Average heart rate in beats per minute. At most `maxHeartRate`.'),
  maxHeartRate: heartRate('Maximum heart rate in beats per minute.'),
  averagePowerWatts: measure(0, 10_000, 'Average power in watts.'),
  energyKcal: measure(
    0,
    1_000_000,
    'Energy as measured by the device, in kilocalories. Stored beside the computed value, never mixed with it.',
  ),
  timeZone: timeZone
    .openapi({ description: "IANA time zone of the workout. Default: the athlete's current time zone." })
    .nullable()
    .default(null),
  title: described(text(500), 'Title of the workout, at most 500 characters.').nullable().default(null),
  visibility: visibility.default('public'),
};

type Consistent = Pick<
  WorkoutFacts,
  'movingSeconds' | 'durationSeconds' | 'averageHeartRate' | 'maxHeartRate'
>;

function checkConsistency(facts: Consistent, ctx: z.RefinementCtx): void {
  const { movingSeconds, durationSeconds } = facts;
  // A refused duration says nothing about the moving time.
  if (movingSeconds !== null && durationSeconds > 0 && movingSeconds > durationSeconds) {
    ctx.addIssue({
      code: 'custom',
      path: ['movingSeconds'],
      message: 'must be at most the duration',
      params: { code: 'inconsistent' },
    });
  }
  const { averageHeartRate, maxHeartRate } = facts;
  if (averageHeartRate !== null && maxHeartRate !== null && averageHeartRate > maxHeartRate) {
    ctx.addIssue({
      code: 'custom',
      path: ['averageHeartRate'],
      message: 'must be at most the maximum',
      params: { code: 'inconsistent' },
    });
  }
}

/** The body of a save. */
export const workoutSubmission = z
  .strictObject({ athleteId, ...factFields })
  .superRefine(checkConsistency)
  .openapi('WorkoutSubmission', {
    description: 'A workout to save. Unknown fields are refused.',
  }) satisfies z.ZodType<WorkoutSubmission>;

/** The result of an edit: the fields of a save, without the athlete. */
export const workoutFacts = z
  .strictObject(factFields)
  .superRefine(checkConsistency) satisfies z.ZodType<WorkoutFacts>;

/** Documents an edit: any of the fields, null to clear one. The result is validated after the merge. */
export const workoutPatch = model(
  'WorkoutPatch',
  'JSON merge patch (RFC 7396): absent fields stay as they are, null clears a field.',
  {
    ...Object.fromEntries(Object.entries(factFields).map(([name, field]) => [name, patchable(field)])),
    duplicateOf: z.string().nullable().optional().openapi({
      format: 'uuid',
      description: 'Only `null` is allowed: the workout counts again although it looks like a duplicate.',
    }),
  },
);

function patchable(field: z.ZodType): z.ZodType {
  if (!(field instanceof z.ZodDefault)) return field.optional();
  const inner = field.unwrap() as z.ZodType;
  return (inner instanceof z.ZodNullable ? inner : orNull(inner)).optional();
}
