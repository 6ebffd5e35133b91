import { weekdayOfDay } from '../calendar.ts';
import type { BeginMeasure } from './measure.ts';

const SATURDAY = 6;
const SUNDAY = 7;

/** Counts local days with a workout. */
export const activeDays: BeginMeasure = () => {
  const days = new Set<number>();
  return ({ day }) => days.add(day).size;
};

/** Counts weekends with a workout on both local days. */
export const fullWeekends: BeginMeasure = () => {
  const days = new Set<number>();
  let count = 0;
  return ({ day }) => {
    if (days.has(day)) return count;
    days.add(day);
    const weekday = weekdayOfDay(day);
    const otherDay = weekday === SATURDAY ? day + 1 : weekday === SUNDAY ? day - 1 : undefined;
    if (otherDay !== undefined && days.has(otherDay)) count++;
    return count;
  };
};

/** Returns the length in days of the longest break that a workout has ended. */
export const quietDays: BeginMeasure = () => {
  let most = 0;
  let lastDay: number | undefined;
  return ({ day }) => {
    if (lastDay !== undefined) most = Math.max(most, day - lastDay - 1);
    lastDay = Math.max(day, lastDay ?? day);
    return most;
  };
};
