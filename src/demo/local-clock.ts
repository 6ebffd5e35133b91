import { dayNumber } from '../domain/calendar.ts';
import { localStartOf } from '../domain/local-time.ts';

interface WallClock {
  /** `yyyy-MM-dd` */
  date: string;
  hour: number;
  minute: number;
}

/** The instant at which the clock on the wall shows that; about an hour later where it skips that hour. */
export function instantOf({ date, hour, minute }: WallClock, timeZone: string): string {
  const wanted = 1440 * dayNumber(date) + 60 * hour + minute;
  const shownAt = (instantMinutes: number): number => {
    const { localDate, localStartMinute } = localStartOf(toIso(instantMinutes), timeZone);
    return 1440 * dayNumber(localDate) + localStartMinute;
  };
  const first = wanted + (wanted - shownAt(wanted));
  // Between the guess and the truth the clocks may have been put forward or back.
  return toIso(first + (wanted - shownAt(first)));
}

const toIso = (minutes: number): string => new Date(60_000 * minutes).toISOString();
