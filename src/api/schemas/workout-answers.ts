import { z } from '@hono/zod-openapi';
import { FLAGS, SPORTS, VISIBILITIES, WORKOUT_STATUSES } from '../../domain/workout.ts';
import { STEP_STATES } from '../../domain/steps.ts';
import { award } from './achievement.ts';
import { paging } from './parameters.ts';
import { athleteId, instantInCursor, link, utcInstant, uuid } from './primitives.ts';

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

const explainedEnergy = z
  .strictObject({
    ...energy.shape,
    explanation: z
      .string()
      .openapi({ description: 'How the figure came about, what `outOfRange` means here, and what net is.' }),
    source: z.string().openapi({ description: 'By whose findings.' }),
  })
  .openapi('ExplainedEnergy');

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
  droppedSamples: z.int().optional().openapi({
    description:
      'How often the recording jumps, from a sample to the next, at an impossible speed: such a jump counts for no best effort. Absent without a recording.',
  }),
};

/** A workout as lists show it. */
export const workoutSummary = z.strictObject(summaryFields).openapi('WorkoutSummary');

export const workout = z
  .strictObject({
    ...summaryFields,
    energy: explainedEnergy.nullable(),
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
export const workoutPlace = z.tuple([instantInCursor, uuid]);
