import { weekdayOfDay } from '../calendar.ts';
import type { Meter } from './meter.ts';

const SATURDAY = 6;
const SUNDAY = 7;

/** A count, and the days that a later workout can still be of. */
interface CountedDays {
  count: number;
  days: number[];
}

const daysFrom = (days: Iterable<number>, first: number): number[] =>
  [...days].filter((day) => day >= first).toSorted((a, b) => a - b);

/** Local days with a workout. */
export const activeDays = (from: CountedDays = { count: 0, days: [] }): Meter<CountedDays> => {
  const days = new Set(from.days);
  let { count } = from;
  return {
    take: ({ day }) => {
      if (!days.has(day)) count++;
      days.add(day);
      return count;
    },
    state: (fromDay) => ({ count, days: daysFrom(days, fromDay) }),
  };
};

/** Weekends with a workout on both local days. */
export const fullWeekends = (from: CountedDays = { count: 0, days: [] }): Meter<CountedDays> => {
  const days = new Set(from.days);
  let { count } = from;
  return {
    take: ({ day }) => {
      if (days.has(day)) return count;
      days.add(day);
      const weekday = weekdayOfDay(day);
      const otherDay = weekday === SATURDAY ? day + 1 : weekday === SUNDAY ? day - 1 : undefined;
      if (otherDay !== undefined && days.has(otherDay)) count++;
      return count;
    },
    // The day before that day may be its Saturday.
    state: (fromDay) => ({ count, days: daysFrom(days, fromDay - 1) }),
  };
};

/** The most local days without a workout that a return has ended. */
export const quietDays = (
  from: { most: number; lastDay: number | null } = { most: 0, lastDay: null },
): Meter<typeof from> => {
  let { most, lastDay } = from;
  return {
    take: ({ day }) => {
      if (lastDay !== null) most = Math.max(most, day - lastDay - 1);
      lastDay = Math.max(day, lastDay ?? day);
      return most;
    },
    state: () => ({ most, lastDay }),
  };
};
