import { NO_BREAK } from './quantities.ts';

/** Names of days and months in English. Dates have no time zone, so they are formatted in UTC. */

const format = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options });

const MONTH = format({ month: 'long' });
const MONTH_AND_YEAR = format({ month: 'long', year: 'numeric' });
const SHORT_MONTH = format({ month: 'short' });
const SHORT_MONTH_AND_YEAR = format({ month: 'short', year: 'numeric' });
const DAY = format({ day: 'numeric', month: 'long' });
const DAY_AND_YEAR = format({ day: 'numeric', month: 'long', year: 'numeric' });

const firstOf = (month: string): Date => new Date(`${month}-01T00:00:00Z`);
const dateOf = (localDate: string): Date => new Date(`${localDate}T00:00:00Z`);

/** A line never breaks within a date. */
const unbroken = (date: string): string => date.replaceAll(' ', NO_BREAK);

/** `October` */
export const monthName = (month: string): string => MONTH.format(firstOf(month));

/** `October 2026` */
export const monthAndYear = (month: string): string => MONTH_AND_YEAR.format(firstOf(month));

/** Returns `Oct`, or `Oct 2025` if the other month is in another year. */
export const shortMonthBeside = (month: string, other: string): string =>
  unbroken(
    (month.slice(0, 4) === other.slice(0, 4) ? SHORT_MONTH : SHORT_MONTH_AND_YEAR).format(firstOf(month)),
  );

/** `4 October` */
export const dayAndMonth = (localDate: string): string => unbroken(DAY.format(dateOf(localDate)));

/** `4 October 2026` */
export const fullDate = (localDate: string): string => unbroken(DAY_AND_YEAR.format(dateOf(localDate)));

/** Monday first, as in ISO 8601. */
export const WEEKDAYS = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;
