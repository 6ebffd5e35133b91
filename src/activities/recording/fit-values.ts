import type { ParsedFit } from 'fit-file-parser';
import { emptyPoint, type RecordedPoint } from './recorded-activity.ts';

export type FitSession = NonNullable<ParsedFit['sessions']>[number];
export type FitRecord = NonNullable<ParsedFit['records']>[number];
export type FitEvent = NonNullable<ParsedFit['events']>[number];

/** FIT: a smaller date_time counts seconds since the device was switched on; in calendar time it is 1998-07-04. */
const FIRST_CALENDAR_MS = Date.UTC(1989, 11, 31) + 0x10000000 * 1000;

/** Milliseconds since 1970, or NaN where the field is absent or no calendar time. */
export const millisecondsOf = (time: unknown): number => {
  const milliseconds = time instanceof Date ? time.getTime() : NaN;
  return milliseconds >= FIRST_CALENDAR_MS ? milliseconds : NaN;
};

/** A field as a number; NaN where it is absent, or an array that a device put in the place of a number. */
export const numberOf = (value: unknown): number => (typeof value === 'number' ? value : NaN);

export const fitPoint = (record: FitRecord): RecordedPoint => ({
  ...emptyPoint(),
  timeMs: millisecondsOf(record.timestamp),
  latitude: numberOf(record.position_lat),
  longitude: numberOf(record.position_long),
  elevationMeters: numberOf(record.enhanced_altitude ?? record.altitude),
  distanceMeters: numberOf(record.distance),
  heartRate: numberOf(record.heart_rate),
  powerWatts: numberOf(record.power),
  cadence: numberOf(record.cadence),
});
