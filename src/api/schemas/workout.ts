import { z } from '@hono/zod-openapi';
import { FLAGS, SPORTS, VISIBILITIES, WORKOUT_STATUSES } from '../../domain/workout.ts';
import type { WorkoutFacts, WorkoutSubmission } from '../../domain/workout.ts';
import { STEP_STATES } from '../../domain/steps.ts';
import { award } from './achievement.ts';
import { paging } from './parameters.ts';
import {
  athleteId,
  heartRate,
  instant,
  link,
  measure,
  text,
  timeZone,
  utcInstant,
  uuid,
} from './primitives.ts';

const LONGEST_SECONDS = 14 * 86_400;
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
  durationSeconds: z.number().positive().max(LONGEST_SECONDS),
  movingSeconds: measure(0, LONGEST_SECONDS),
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

export const acceptedWorkout = z
  .strictObject({
    id: uuid,
    revision: z.int(),
    status: z.literal('accepted'),
    links: z.strictObject({ self: link, events: link, temporal: link }),
  })
  .openapi('AcceptedWorkout');

const energy = z
  .strictObject({
    grossKcal: z.number(),
    netKcal: z.number().nullable(),
    method: z.string(),
    inputs: z.record(z.string(), z.unknown()),
    version: z.string(),
    outOfRange: z.boolean(),
    deviceKcal: z.number().nullable(),
  })
  .openapi('Energy');

const number = z.number().nullable();

const summaryFields = {
  id: uuid,
  revision: z.int(),
  status: z.enum(WORKOUT_STATUSES),
  athleteId,
  sport: z.enum(SPORTS),
  startedAt: utcInstant,
  durationSeconds: z.number(),
  movingSeconds: number,
  distanceMeters: number,
  elevationGainMeters: number,
  averageHeartRate: number,
  maxHeartRate: number,
  averagePowerWatts: number,
  energyKcal: number,
  timeZone: z.string().nullable(),
  title: z.string().nullable(),
  visibility: z.enum(VISIBILITIES),
  localDate: z.string().openapi({ format: 'date' }),
  flags: z.array(z.enum(FLAGS)),
  energy: energy.nullable(),
  energyUnavailableReason: z.string().optional(),
  duplicateOf: uuid.optional(),
};

/** A workout as lists show it. */
export const workoutSummary = z.strictObject(summaryFields).openapi('WorkoutSummary');

export const workout = z
  .strictObject({
    ...summaryFields,
    bestEfforts: z.array(z.strictObject({ distanceMeters: z.number(), durationSeconds: z.number() })),
    awards: z.array(award),
    processing: z.strictObject({
      steps: z.array(
        z.strictObject({
          name: z.string(),
          state: z.enum(STEP_STATES),
          attempts: z.int(),
          lastError: z.string().optional(),
          finishedAt: utcInstant.optional(),
        }),
      ),
      workflowId: z.string().nullable(),
    }),
  })
  .openapi('Workout');

export const workoutListQuery = paging.extend({
  athleteId: athleteId.optional().openapi({ description: 'Needed with an API key; a token has its own.' }),
});

/** The last workout of a page. */
export const workoutPlace = z.tuple([z.string().refine((value) => !Number.isNaN(Date.parse(value))), uuid]);
