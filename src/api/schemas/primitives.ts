import { z } from '@hono/zod-openapi';
import { dayNumber } from '../../domain/calendar.ts';
import { isTimeZone } from '../../domain/local-time.ts';
import { SPORTS, VISIBILITIES } from '../../domain/workout.ts';

/** The contract's shared types. Descriptions add rules that JSON Schema cannot express. */

const ATHLETE_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** Generators choose a number's type by its format: without one, some write decimals as strings. */
export const double = z.number().openapi({ format: 'double' });
export const int32 = z.int().openapi({ format: 'int32' });
export const int64 = z.int().openapi({ format: 'int64' });

/** Adds a description; a property without one fails the contract's test. */
export const described = <S extends z.ZodType>(schema: S, description: string): S =>
  schema.openapi({ description });

/** A named object of the contract, without other fields than these. */
export const model = <S extends z.ZodRawShape>(name: string, description: string, shape: S) =>
  z.strictObject(shape).openapi(name, { description });

/** A named model or null, as `oneOf`: a nullable component would make every use of the model nullable. */
export const orNull = <S extends z.ZodType>(schema: S) => z.union([schema, z.null()]);

export const sport = z.enum(SPORTS).openapi('Sport', { description: 'Sport of a workout.' });

export const visibility = z.enum(VISIBILITIES).openapi('Visibility', {
  description: '`private` keeps a workout, or all of an athlete, out of leaderboards.',
});

export const athleteId = z
  .string()
  .regex(ATHLETE_ID, { error: 'must be 1 to 64 letters, digits, _ or -' })
  .openapi({
    pattern: ATHLETE_ID.source,
    example: 'ath-1',
    description: 'Your own id of the athlete: 1 to 64 letters, digits, `_` or `-`. Unique within your app.',
  });

/** Swift writes UUIDs in upper case. A pattern beside the format stops some generators. */
export const uuid = z.guid({ error: 'must be a UUID' }).toLowerCase().openapi({ format: 'uuid' });

/** A text of at most `maxLength` code points: a UTF-16 count would count some letters twice. */
export const text = (maxLength: number) =>
  z
    .string()
    .refine((value) => value.length <= maxLength || Array.from(value).length <= maxLength, {
      error: `must have at most ${maxLength} characters`,
      params: { code: 'too-long' },
    })
    .openapi({ maxLength });

const RFC_3339 =
  /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** An instant with its offset; real dates only, no leap second, no 24:00. */
export const instant = z
  .string()
  .refine((value) => RFC_3339.test(value) && isDate(value.slice(0, 10)), {
    error: 'must be a real RFC 3339 date and time with an offset',
    params: { code: 'invalid-format' },
  })
  .openapi({ format: 'date-time', example: '2026-11-20T07:30:00+01:00' });

/** An instant in a cursor, with at most the microseconds of PostgreSQL, which refuses other texts. */
export const instantInCursor = z
  .string()
  .refine(
    (value) =>
      /^(19[7-9]\d|2\d{3})-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?Z$/.test(value) &&
      isDate(value.slice(0, 10)),
  );

/** An instant in a response, always in UTC. */
export const utcInstant = z.string().openapi({ format: 'date-time', example: '2026-11-20T06:30:00.000Z' });

const isDate = (value: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  try {
    dayNumber(value);
    return true;
  } catch {
    return false;
  }
};

export const date = z
  .string()
  .refine((value) => isDate(value) && value >= '1900-01-01', {
    abort: true,
    error: 'must be a real date yyyy-MM-dd from 1900 on',
    params: { code: 'invalid-format' },
  })
  .openapi({ format: 'date', example: '1990-05-17' });

/** A date in a response. */
export const localDate = z.string().openapi({ format: 'date', example: '2026-11-20' });

/** Zones that were found to be real; there are about 600 names, so this stays small. */
const knownZones = new Set<string>();

export const timeZone = z
  .string()
  .max(64)
  .refine(
    (value) => {
      if (knownZones.has(value)) return true;
      const real = isTimeZone(value);
      if (real) knownZones.add(value);
      return real;
    },
    { error: 'must be the exact IANA name of a time zone', params: { code: 'unknown-time-zone' } },
  )
  .openapi({
    pattern: '^[A-Za-z][A-Za-z0-9_+/-]*$',
    example: 'Europe/Paris',
    description: 'IANA time zone name, spelled exactly.',
  });

/** A number that may be left out or null. */
export const measure = (min: number, max: number, description: string) =>
  z.number().min(min).max(max).openapi({ format: 'double', description }).nullable().default(null);

export const heartRate = (description: string) => measure(20, 260, description);

export const link = z.string().openapi({ format: 'uri-reference' });

export const nextCursor = z.string().optional().openapi({
  description: 'Pass it as `cursor` to read the next page. Absent on the last page.',
});
