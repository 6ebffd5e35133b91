import { Temporal } from 'temporal-polyfill';
import { nextMonth } from './calendar.ts';

export { addDays, monthOf, previousMonth, weekdayOf } from './calendar.ts';

/** The local start of a workout. */
export interface LocalStart {
  /** `yyyy-MM-dd` */
  localDate: string;
  /** Minutes since local midnight, 0–1439. */
  localStartMinute: number;
}

/**
 * Returns whether the name is in the IANA time zone database, including links such as Asia/Calcutta and `UTC`. The
 * case must match, because PostgreSQL and file systems compare it: `europe/paris` is not a name. Neither are offsets
 * such as `+01:00` and ICU's own abbreviations (PST, IST, SystemV/EST5).
 */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId === name;
  } catch {
    return false;
  }
}

/**
 * Returns the first instant of a month in a zone, and the first instant after it: March 2026 has 743 hours in Paris.
 * If midnight of the 1st does not exist, the month begins with the first instant of that date.
 * @throws RangeError when the month or the zone does not exist.
 */
export const monthBounds = (month: string, timeZone: string): { start: string; end: string } => ({
  start: startOfMonth(month, timeZone),
  end: startOfMonth(nextMonth(month), timeZone),
});

/** Returns the date in the zone at an instant (RFC 3339 with any offset). @throws RangeError when either is invalid. */
export const localDateOf = (instant: string, timeZone: string): string =>
  inZone(instant, timeZone).toPlainDate().toString();

/** Returns the date and the minute of the day in the zone at an instant. @throws RangeError when either is invalid. */
export function localStartOf(instant: string, timeZone: string): LocalStart {
  const local = inZone(instant, timeZone);
  return { localDate: local.toPlainDate().toString(), localStartMinute: local.hour * 60 + local.minute };
}

/**
 * Returns the instant of a local time, the inverse of `localStartOf`; of one that a change of the clock skips, the
 * instant that the clock would have shown it without the change.
 * @throws RangeError when either is invalid.
 */
export const instantOf = ({ localDate, localStartMinute }: LocalStart, timeZone: string): string =>
  Temporal.PlainDate.from(localDate)
    .toPlainDateTime({ hour: Math.floor(localStartMinute / 60), minute: localStartMinute % 60 })
    .toZonedDateTime(timeZone)
    .toInstant()
    .toString();

/**
 * Returns the local time of an instant as milliseconds since 1970, as if it were UTC. Node's time zone rules are the
 * one source of local days, which are stored with each workout.
 * @throws RangeError when the zone does not exist.
 */
export const localStartMsOf = (instantMs: number, timeZone: string): number =>
  instantMs +
  Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO(timeZone).offsetNanoseconds / 1e6;

/** Returns the same instant in UTC. @throws RangeError when it is invalid. */
export const inUtc = (instant: string): string => Temporal.Instant.from(instant).toString();

const inZone = (instant: string, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone);

const startOfMonth = (month: string, timeZone: string): string =>
  Temporal.PlainDate.from(`${month}-01`).toZonedDateTime(timeZone).toInstant().toString();
