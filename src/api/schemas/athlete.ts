import { z } from '@hono/zod-openapi';
import { SEXES, UNITS, type AthleteProfile } from '../../domain/athlete.ts';
import {
  athleteId,
  date,
  described,
  double,
  heartRate,
  int32,
  link,
  localDate,
  measure,
  nextCursor,
  orNull,
  text,
  timeZone,
  utcInstant,
  uuid,
  visibility,
} from './primitives.ts';

const sex = z.enum(SEXES).openapi('Sex', { description: 'Sex, as energy formulas use it.' });
const units = z.enum(UNITS).openapi('Units', {
  description:
    'Units of report pages and mails: `metric` shows km and m, `imperial` mi and ft. JSON always has meters.',
});
const weightKg = described(
  z.number().min(10).max(700).openapi({ format: 'double' }),
  'Body weight in kilograms.',
);

const birthDate = date
  .refine((value) => value <= new Date().toISOString().slice(0, 10), {
    error: 'must not be in the future',
    params: { code: 'out-of-range' },
  })
  .openapi({ description: 'Date of birth. Heart-rate formulas need the age.' });

/** An athlete's profile as an app sends it. Fields left out are cleared; weights are kept. */
export const athleteProfile = z
  .strictObject({
    timeZone,
    sex: orNull(sex).default(null),
    birthDate: birthDate.nullable().default(null),
    weightKg: weightKg
      .openapi({ description: "Body weight in kilograms, recorded for the athlete's local today." })
      .nullable()
      .default(null),
    heightCm: measure(30, 300, 'Height in centimeters.'),
    restingHeartRate: heartRate('Resting heart rate in beats per minute. Below `maxHeartRate`.'),
    maxHeartRate: heartRate('Maximum heart rate in beats per minute.'),
    ftpWatts: measure(1, 3000, 'Functional threshold power in watts. Needed for the training stress score.'),
    vo2Max: measure(1, 120, 'Maximal oxygen uptake in ml/kg/min.'),
    units: units.default('metric'),
    displayName: described(text(100), 'Name shown on leaderboards, at most 100 characters.')
      .nullable()
      .default(null),
    leaderboardVisibility: visibility.default('public'),
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
  .openapi('AthleteProfile', {
    description: 'Complete profile of an athlete. Fields left out are reset to null.',
  }) satisfies z.ZodType<AthleteProfile & { weightKg: number | null }>;

const known = (description: string) => described(double.nullable(), `${description} Null when unknown.`);

export const athlete = z
  .strictObject({
    athleteId,
    timeZone: described(
      z.string(),
      'IANA time zone. It decides the local day of workouts without their own.',
    ),
    sex: orNull(sex),
    birthDate: described(localDate.nullable(), 'Date of birth. Null when unknown.'),
    weightKg: known('Current body weight in kilograms.'),
    heightCm: known('Height in centimeters.'),
    restingHeartRate: known('Resting heart rate in beats per minute.'),
    maxHeartRate: known('Maximum heart rate in beats per minute.'),
    ftpWatts: known('Functional threshold power in watts.'),
    vo2Max: known('Maximal oxygen uptake in ml/kg/min.'),
    units,
    displayName: described(z.string().nullable(), 'Name shown on leaderboards. Null when unknown.'),
    leaderboardVisibility: visibility,
  })
  .openapi('Athlete', { description: "An athlete's profile." });

export const erasedAthlete = z
  .strictObject({
    athleteId,
    status: described(z.literal('erasing'), 'The athlete is out of reach. Deletion runs in the background.'),
  })
  .openapi('ErasedAthlete', { description: 'An athlete whose data is being deleted.' });

export const weightInput = z
  .strictObject({ weightKg })
  .openapi('WeightInput', { description: 'A weight to record.' });

export const weight = z
  .strictObject({
    athleteId,
    date: described(localDate, 'First day on which the weight applies.'),
    weightKg: described(double, 'Body weight in kilograms.'),
  })
  .openapi('Weight', { description: 'A recorded weight. It applies until the next recorded date.' });

const LONGEST_TOKEN_SECONDS = 30 * 86_400;

export const tokenRequest = z
  .strictObject({
    expiresInSeconds: described(
      int32.min(1).max(LONGEST_TOKEN_SECONDS).default(3600),
      'Lifetime of the token in seconds, at most 30 days. Default: 3600.',
    ),
  })
  .openapi('TokenRequest', { description: 'Options of a new athlete token.' });

export const token = z
  .strictObject({
    id: described(uuid, 'Id of the token, to delete it.'),
    token: described(z.string(), 'The token. It is stored hashed and cannot be read again.'),
    expiresAt: described(utcInstant, 'When the token stops working.'),
  })
  .openapi('Token', { description: 'A new athlete token.' });

const tokenInfo = z
  .strictObject({
    id: described(uuid, 'Id of the token.'),
    createdAt: described(utcInstant, 'When it was created.'),
    expiresAt: described(utcInstant, 'When it stops working.'),
  })
  .openapi('TokenInfo', { description: 'A token, without its secret.' });

export const tokenList = z
  .strictObject({ tokens: described(z.array(tokenInfo), 'Tokens that work.'), nextCursor })
  .openapi('TokenList', { description: 'One page of tokens.' });

export const reportLink = z
  .strictObject({
    url: described(link, 'Opens the report without further credentials.'),
    expiresAt: described(utcInstant, 'When the link stops working.'),
  })
  .openapi('ReportLink', { description: 'A temporary link to a report.' });
