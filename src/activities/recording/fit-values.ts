import type { ParsedFit } from 'fit-file-parser';
import { developerName } from './fit-developer-fields.ts';
import { emptyPoint, type RecordedPoint } from './recorded-activity.ts';

export type FitSession = NonNullable<ParsedFit['sessions']>[number];
export type FitRecord = NonNullable<ParsedFit['records']>[number];
export type FitEvent = NonNullable<ParsedFit['events']>[number];
export type FitLength = NonNullable<ParsedFit['lengths']>[number];

/** In FIT, a smaller date_time counts seconds since the device was switched on. As calendar time it is 1998-07-04. */
const FIRST_CALENDAR_MS = Date.UTC(1989, 11, 31) + 0x10000000 * 1000;

/** Returns milliseconds since 1970; NaN if the field is absent or not a calendar time. */
export const millisecondsOf = (time: unknown): number => {
  const milliseconds = time instanceof Date ? time.getTime() : NaN;
  return milliseconds >= FIRST_CALENDAR_MS ? milliseconds : NaN;
};

/**
 * Converts times relative to power-on to calendar time, by the file's `timestamp_correlation`. Devices write them
 * before they know the time. Without a correlation they count as absent.
 */
export const setRelativeTimes = (fit: ParsedFit): void => {
  const correlation = (fit as { timestamp_correlation?: Record<string, unknown> }).timestamp_correlation;
  const { timestamp, system_timestamp: system } = correlation ?? {};
  if (!(timestamp instanceof Date && system instanceof Date)) return;
  const offset = timestamp.getTime() - system.getTime();
  const messages: object[][] = [fit.records ?? [], fit.sessions ?? [], fit.events ?? [], fit.lengths ?? []];
  for (const fields of messages.flat() as Record<string, unknown>[]) {
    for (const name of ['timestamp', 'start_time']) {
      const time = fields[name];
      if (time instanceof Date && time.getTime() < FIRST_CALENDAR_MS)
        fields[name] = new Date(time.getTime() + offset);
    }
  }
};

/** Returns a field as a number; NaN if it is absent or an array. */
export const numberOf = (value: unknown): number => (typeof value === 'number' ? value : NaN);

/** Native field numbers that a developer field may replace. */
const READINGS = { heartRate: 3, cadence: 4, distanceMeters: 5, powerWatts: 7 } as const;
type Reading = keyof typeof READINGS;

/**
 * Returns the samples of a file. If no record has a native value above 0, a developer field replaces it. For example, a
 * watch beside a rowing machine counts 0 m, while an app writes the machine's metres.
 */
export const fitPoints = (records: readonly FitRecord[]): RecordedPoint[] => {
  const points = records.map(fitPoint);
  for (const reading of Object.keys(READINGS) as Reading[]) {
    if (points.some((point) => point[reading] > 0)) continue;
    const name = developerName(READINGS[reading]);
    for (const [index, record] of records.entries()) {
      const value = numberOf((record as Record<string, unknown>)[name]);
      const point = points[index];
      if (point && !Number.isNaN(value)) point[reading] = value;
    }
  }
  return points;
};

const fitPoint = (record: FitRecord): RecordedPoint => ({
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
