import { z } from '@hono/zod-openapi';
import { SPORTS } from '../../domain/workout.ts';
import { utcInstant, uuid } from './primitives.ts';

export const award = z
  .strictObject({
    achievementId: z.string(),
    title: z.string(),
    tier: z.number().optional(),
    periodKey: z.string().optional(),
    workoutId: uuid,
    earnedAt: utcInstant,
  })
  .openapi('Award');

export const achievements = z
  .strictObject({
    earned: z.array(award),
    progress: z.array(
      z.strictObject({ achievementId: z.string(), title: z.string(), value: z.number(), target: z.number() }),
    ),
  })
  .openapi('Achievements');

export const records = z
  .strictObject({
    records: z.array(
      z.strictObject({
        sport: z.enum(SPORTS),
        kind: z.string(),
        distanceMeters: z.number().optional(),
        value: z.number(),
        unit: z.string(),
        workoutId: uuid,
        achievedAt: utcInstant,
        previousValue: z.number().optional(),
      }),
    ),
  })
  .openapi('Records');
