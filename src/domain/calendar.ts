/** Arithmetic on calendar dates, without zones or a clock. A date is `yyyy-MM-dd`, a month `yyyy-MM`. */

const MS_PER_DAY = 86_400_000;

/**
 * Returns the days since 1970-01-01 of a date in the proleptic Gregorian calendar.
 * @throws RangeError when the text is no date, such as 2026-02-30.
 */
export function dayNumber(localDate: string): number {
  const days = Date.parse(`${localDate}T00:00:00Z`) / MS_PER_DAY;
  if (Number.isNaN(days) || dateOfDay(days) !== localDate)
    throw new RangeError('Not a date of the form yyyy-MM-dd.');
  return days;
}

/** Returns the date of a number of days since 1970-01-01, years 0000 to 9999; the inverse of `dayNumber`. */
export const dateOfDay = (day: number): string => new Date(day * MS_PER_DAY).toISOString().slice(0, 10);

/** Returns the date `days` later, or earlier for a negative number. @throws RangeError when the text is no date. */
export const addDays = (localDate: string, days: number): string => dateOfDay(dayNumber(localDate) + days);

/** Returns the ISO 8601 weekday: Monday is 1, Sunday is 7. @throws RangeError when the text is no date. */
export const weekdayOf = (localDate: string): number => weekdayOfDay(dayNumber(localDate));

/** Returns the month `yyyy-MM` of a date. */
export const monthOf = (localDate: string): string => localDate.slice(0, 7);

/**
 * Returns the ISO 8601 week `yyyy-Www` of a date: weeks start on Monday, and belong to the year that has their
 * Thursday.
 * @throws RangeError when the text is no date.
 */
export function isoWeekOf(localDate: string): string {
  const day = dayNumber(localDate);
  const thursday = day - weekdayOfDay(day) + 4;
  const year = dateOfDay(thursday).slice(0, 4);
  const week = Math.floor((thursday - dayNumber(`${year}-01-01`)) / 7) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}

/** Returns whether the text is a month `yyyy-MM` with a month from 01 to 12. */
export const isMonth = (text: string): boolean => /^\d{4}-(0[1-9]|1[0-2])$/.test(text);

/** Returns the previous month. @throws RangeError when the text is no month. */
export const previousMonth = (month: string): string => addMonths(month, -1);

/** Returns the next month. @throws RangeError when the text is no month. */
export const nextMonth = (month: string): string => addMonths(month, 1);

/** Returns the same month of the previous year. @throws RangeError when the text is no month. */
export const sameMonthLastYear = (month: string): string => addMonths(month, -12);

/** Returns the number of days of a month, 28 to 31. @throws RangeError when the text is no month. */
export const daysInMonth = (month: string): number =>
  dayNumber(`${nextMonth(month)}-01`) - dayNumber(`${month}-01`);

/** Returns all dates of a month, in order. @throws RangeError when the text is no month. */
export const datesOfMonth = (month: string): string[] =>
  Array.from({ length: daysInMonth(month) }, (_, index) => `${month}-${String(index + 1).padStart(2, '0')}`);

/**
 * Returns the ISO 8601 weekday, 1–7, of a number of days since 1970-01-01, a Thursday; the double remainder keeps
 * earlier days positive.
 */
export const weekdayOfDay = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;

function addMonths(month: string, count: number): string {
  if (!isMonth(month)) throw new RangeError('Not a month of the form yyyy-MM.');
  const months = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + count;
  const year = String(Math.floor(months / 12)).padStart(4, '0');
  return `${year}-${String((months % 12) + 1).padStart(2, '0')}`;
}
