import { z } from '@hono/zod-openapi';
import { SEXES, type AthleteProfile } from '../../domain/athlete.ts';
import { VISIBILITIES } from '../../domain/workout.ts';
import { athleteId, date, heartRate, link, measure, text, timeZone, utcInstant, uuid } from './primitives.ts';

const weightKg = z.number().min(10).max(700);

const birthDate = date.refine((value) => value <= new Date().toISOString().slice(0, 10), {
  error: 'must not lie ahead',
  params: { code: 'out-of-range' },
});

/** All that an app tells about an athlete; what is left out is cleared, save the weights. */
export const athleteProfile = z
  .strictObject({
    timeZone,
    sex: z.enum(SEXES).nullable().default(null),
    birthDate: birthDate.nullable().default(null),
    weightKg: weightKg.nullable().default(null),
    heightCm: measure(30, 300),
    restingHeartRate: heartRate,
    maxHeartRate: heartRate,
    ftpWatts: measure(1, 3000),
    vo2Max: measure(1, 120),
    displayName: text(100).nullable().default(null),
    leaderboardVisibility: z.enum(VISIBILITIES).default('public'),
  })
  .superRefine(({ restingHeartRate, maxHeartRate }, ctx) => {
    if (restingHeartRate !== null && maxHeartRate !== null && restingHeartRate >= maxHeartRate) {
      ctx.addIssue({
        code: 'custom',
        path: ['restingHeartRate'],
        message: 'must be below the maximum',
        params: { code: 'inconsistent' },
      });
    }
  })
  .openapi('AthleteProfile') satisfies z.ZodType<AthleteProfile & { weightKg: number | null }>;

const number = z.number().nullable();

export const athlete = z
  .strictObject({
    athleteId,
    timeZone: z.string(),
    sex: z.enum(SEXES).nullable(),
    birthDate: z.string().nullable(),
    weightKg: number,
    heightCm: number,
    restingHeartRate: number,
    maxHeartRate: number,
    ftpWatts: number,
    vo2Max: number,
    displayName: z.string().nullable(),
    leaderboardVisibility: z.enum(VISIBILITIES),
  })
  .openapi('Athlete');

export const erasedAthlete = z
  .strictObject({ athleteId, status: z.literal('erasing') })
  .openapi('ErasedAthlete');

export const weightInput = z.strictObject({ weightKg }).openapi('WeightInput');
export const weight = z.strictObject({ athleteId, date: z.string(), weightKg: z.number() }).openapi('Weight');

const LONGEST_TOKEN_SECONDS = 30 * 86_400;

export const tokenRequest = z
  .strictObject({ expiresInSeconds: z.int().min(1).max(LONGEST_TOKEN_SECONDS).default(3600) })
  .openapi('TokenRequest');
export const token = z.strictObject({ id: uuid, token: z.string(), expiresAt: utcInstant }).openapi('Token');

export const tokenList = z
  .strictObject({
    tokens: z.array(z.strictObject({ id: uuid, createdAt: utcInstant, expiresAt: utcInstant })),
    nextCursor: z.string().optional(),
  })
  .openapi('TokenList');

export const reportLink = z.strictObject({ url: link, expiresAt: utcInstant }).openapi('ReportLink');
