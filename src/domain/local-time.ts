import { Temporal } from 'temporal-polyfill';
import { nextMonth } from './calendar.ts';

export { addDays, monthOf, previousMonth, weekdayOf } from './calendar.ts';

/** When a workout began on the clocks around the athlete. */
export interface LocalStart {
  /** `yyyy-MM-dd` */
  localDate: string;
  /** Minutes since local midnight by the clock on the wall, 0–1439. */
  localStartMinute: number;
}

/**
 * Whether the name is one of the IANA time zone database, links such as Asia/Calcutta and `UTC` included.
 * Exact to the letter, because PostgreSQL and file systems compare so: `europe/paris` is none. Offsets such as
 * `+01:00` and the abbreviations that ICU adds on its own (PST, IST, SystemV/EST5) are none either.
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
 * The instants between which it is that month in the zone, the end excluded: March 2026 has 743 hours in Paris.
 * Where midnight of the 1st does not exist, the month begins with the first instant of that date.
 * @throws RangeError when the month or the zone does not exist.
 */
export const monthBounds = (month: string, timeZone: string): { start: string; end: string } => ({
  start: startOfMonth(month, timeZone),
  end: startOfMonth(nextMonth(month), timeZone),
});

/** The date in the zone at an instant (RFC 3339 with any offset). @throws RangeError when either cannot be read. */
export const localDateOf = (instant: string, timeZone: string): string =>
  inZone(instant, timeZone).toPlainDate().toString();

/** The date and the minute of the day in the zone at an instant. @throws RangeError when either cannot be read. */
export function localStartOf(instant: string, timeZone: string): LocalStart {
  const local = inZone(instant, timeZone);
  return { localDate: local.toPlainDate().toString(), localStartMinute: local.hour * 60 + local.minute };
}

/**
 * Returns what the clocks of the zone show at an instant, both in milliseconds since 1970: the instant, and the clock
 * read as if it were UTC. Node's own zone rules are the one source of local days, which are stored with each workout.
 * @throws RangeError when the zone does not exist.
 */
export const localStartMsOf = (instantMs: number, timeZone: string): number =>
  instantMs +
  Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO(timeZone).offsetNanoseconds / 1e6;

/** The same instant in UTC. @throws RangeError when it cannot be read. */
export const inUtc = (instant: string): string => Temporal.Instant.from(instant).toString();

const inZone = (instant: string, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone);

const startOfMonth = (month: string, timeZone: string): string =>
  Temporal.PlainDate.from(`${month}-01`).toZonedDateTime(timeZone).toInstant().toString();
