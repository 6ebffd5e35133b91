import { localDateOf, monthBounds, monthOf, previousMonth } from './local-time.ts';

export interface ClosedMonth {
  timeZone: string;
  /** `yyyy-MM` */
  month: string;
  /** The instant at which it ended in the zone. */
  endedAt: string;
}

/** The month that ended last in a zone, as of an instant (RFC 3339). @throws RangeError when either does not exist. */
export function lastClosedMonth(timeZone: string, at: string): ClosedMonth {
  const month = previousMonth(monthOf(localDateOf(at, timeZone)));
  return { timeZone, month, endedAt: monthBounds(month, timeZone).end };
}
