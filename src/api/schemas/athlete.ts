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
  model,
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
    description:
      'Complete profile of an athlete. Fields left out are reset to their defaults: `metric`, `public`, otherwise null.',
  }) satisfies z.ZodType<AthleteProfile & { weightKg: number | null }>;

const known = (description: string) => described(double.nullable(), `${description} Null when unknown.`);

export const athlete = model('Athlete', "An athlete's profile.", {
  athleteId,
  timeZone: described(z.string(), 'IANA time zone. It decides the local day of workouts without their own.'),
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
});

export const erasedAthlete = model('ErasedAthlete', 'An athlete whose data is being deleted.', {
  athleteId,
  status: described(
    z.literal('erasing'),
    'The athlete is no longer visible. Deletion runs in the background.',
  ),
});

export const weightInput = model('WeightInput', 'A weight to record.', { weightKg });

export const weight = model('Weight', 'A recorded weight. It applies until the next recorded date.', {
  athleteId,
  date: described(localDate, 'First day on which the weight applies.'),
  weightKg: described(double, 'Body weight in kilograms.'),
});

const LONGEST_TOKEN_SECONDS = 30 * 86_400;

export const tokenRequest = model('TokenRequest', 'Options of a new athlete token.', {
  expiresInSeconds: described(
    int32.min(1).max(LONGEST_TOKEN_SECONDS).default(3600),
    'Lifetime of the token in seconds, at most 30 days. Default: 3600.',
  ),
});

export const token = model('Token', 'A new athlete token.', {
  id: described(uuid, 'Id of the token, to delete it.'),
  token: described(z.string(), 'The token. It is stored hashed and cannot be read again.'),
  expiresAt: described(utcInstant, 'When the token stops working.'),
});

const tokenInfo = model('TokenInfo', 'A token, without its secret.', {
  id: described(uuid, 'Id of the token.'),
  createdAt: described(utcInstant, 'When it was created.'),
  expiresAt: described(utcInstant, 'When it stops working.'),
});

export const tokenList = model('TokenList', 'One page of tokens.', {
  tokens: described(z.array(tokenInfo), 'Tokens that work.'),
  nextCursor,
});

export const reportLink = model('ReportLink', 'A temporary link to a report.', {
  url: described(link, 'Opens the report without further credentials.'),
  expiresAt: described(utcInstant, 'When the link stops working.'),
});
