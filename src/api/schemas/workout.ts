import { z } from '@hono/zod-openapi';
import { LONGEST_WORKOUT_SECONDS, SPORTS, VISIBILITIES } from '../../domain/workout.ts';
import type { WorkoutFacts, WorkoutSubmission } from '../../domain/workout.ts';
import { athleteId, heartRate, instant, measure, text, timeZone } from './primitives.ts';

/** Clocks and zones of devices are wrong by up to a day; more than that is no workout that has begun. */
const FURTHEST_AHEAD_MS = 25 * 3_600_000;

const startedAt = instant.refine(
  (value) => {
    const start = Date.parse(value);
    return Number.isNaN(start) || (start >= 0 && start <= Date.now() + FURTHEST_AHEAD_MS);
  },
  { error: 'must lie between 1970 and 25 hours from now', params: { code: 'out-of-range' } },
);

const factFields = {
  sport: z.enum(SPORTS),
  startedAt,
  durationSeconds: z.number().positive().max(LONGEST_WORKOUT_SECONDS),
  movingSeconds: measure(0, LONGEST_WORKOUT_SECONDS),
  distanceMeters: measure(0, 100_000_000),
  elevationGainMeters: measure(0, 1_000_000),
  averageHeartRate: heartRate,
  maxHeartRate: heartRate,
  averagePowerWatts: measure(0, 10_000),
  energyKcal: measure(0, 1_000_000),
  timeZone: timeZone.nullable().default(null),
  title: text(500).nullable().default(null),
  visibility: z.enum(VISIBILITIES).default('public'),
};

type Consistent = Pick<
  WorkoutFacts,
  'movingSeconds' | 'durationSeconds' | 'averageHeartRate' | 'maxHeartRate'
>;

function checkConsistency(facts: Consistent, ctx: z.RefinementCtx): void {
  const { movingSeconds, durationSeconds } = facts;
  // A duration that is refused itself says nothing about the time in motion.
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

/** What a save is made of. */
export const workoutSubmission = z
  .strictObject({ athleteId, ...factFields })
  .superRefine(checkConsistency)
  .openapi('WorkoutSubmission') satisfies z.ZodType<WorkoutSubmission>;

/** What an edit must result in: a save's fields, but for whose workout it is. */
export const workoutFacts = z
  .strictObject(factFields)
  .superRefine(checkConsistency) satisfies z.ZodType<WorkoutFacts>;

/** The document's form of an edit: any of the fields, null to take one away. Judged after the merge. */
export const workoutPatch = z
  .strictObject({
    ...Object.fromEntries(Object.entries(factFields).map(([name, field]) => [name, patchable(field)])),
    duplicateOf: z.null().optional(),
  })
  .openapi('WorkoutPatch');

function patchable(field: z.ZodType): z.ZodType {
  if (!(field instanceof z.ZodDefault)) return field.optional();
  const inner = field.unwrap() as z.ZodType;
  return (inner instanceof z.ZodNullable ? inner : inner.nullable()).optional();
}
