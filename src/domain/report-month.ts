import { localDateOf, monthBounds, monthOf, previousMonth } from './local-time.ts';

export interface ClosedMonth {
  timeZone: string;
  /** `yyyy-MM` */
  month: string;
  /** The first instant of the month in the zone. */
  startedAt: string;
  endedAt: string;
}

/** Returns the month that ended last in a zone, as of an instant (RFC 3339). @throws RangeError when either does not exist. */
export function lastClosedMonth(timeZone: string, at: string): ClosedMonth {
  const month = previousMonth(monthOf(localDateOf(at, timeZone)));
  const { start, end } = monthBounds(month, timeZone);
  return { timeZone, month, startedAt: start, endedAt: end };
}

/** Returns the older of the two newest months, whose stale reports are rebuilt without being read. */
export const oldestRecentMonth = (at: string): string => previousMonth(monthOf(localDateOf(at, 'UTC')));
