import { weekdayOfDay } from '../calendar.ts';
import type { Meter } from './meter.ts';

const SATURDAY = 6;
const SUNDAY = 7;

/** Local days with a workout. */
export const activeDays = (): Meter => {
  const days = new Set<number>();
  return ({ day }) => days.add(day).size;
};

/** Weekends with a workout on both local days. */
export const fullWeekends = (): Meter => {
  const days = new Set<number>();
  let weekends = 0;
  return ({ day }) => {
    if (days.has(day)) return weekends;
    days.add(day);
    const weekday = weekdayOfDay(day);
    const otherDay = weekday === SATURDAY ? day + 1 : weekday === SUNDAY ? day - 1 : undefined;
    if (otherDay !== undefined && days.has(otherDay)) weekends++;
    return weekends;
  };
};

/** The most local days without a workout that a return has ended. */
export const quietDays = (): Meter => {
  let lastDay: number | undefined;
  let most = 0;
  return ({ day }) => {
    if (lastDay !== undefined) most = Math.max(most, day - lastDay - 1);
    lastDay = Math.max(day, lastDay ?? day);
    return most;
  };
};
