import { dayStreak } from '../achievements/streaks.ts';
import { withDays } from '../achievements/measure.ts';
import { datesOfMonth, isoWeekOf } from '../calendar.ts';
import { inOrderOfEnd, startDateOf, type CountedWorkout } from '../counted-workout.ts';
import { groupBy } from '../group-by.ts';
import { toCents } from '../rounding.ts';
import { SPORTS, type Sport } from '../workout.ts';
import { totalsOf, type ReportTotals } from './report-totals.ts';

export interface ReportDay extends ReportTotals {
  /** `yyyy-MM-dd` */
  date: string;
  sports: Sport[];
}

export interface ReportWeek {
  /** ISO week `yyyy-Www`. */
  week: string;
  /** Gross, of the days within the month. */
  energyKcal: number;
}

/** Returns all days of the month, including those without workouts. */
export function calendarOf(month: string, workouts: readonly CountedWorkout[]): ReportDay[] {
  const byDate = groupBy(workouts, startDateOf);
  return datesOfMonth(month).map((date) => {
    const ofDay = byDate.get(date) ?? [];
    const sports = SPORTS.filter((sport) => ofDay.some((workout) => workout.sport === sport));
    return { date, sports, ...totalsOf(ofDay) };
  });
}

/** Returns the energy of each ISO week that has a day in the month. */
export const energyByWeek = (days: readonly ReportDay[]): ReportWeek[] =>
  [...groupBy(days, ({ date }) => isoWeekOf(date))].map(([week, ofWeek]) => ({
    week,
    energyKcal: toCents(ofWeek.reduce((total, { energyKcal }) => total + energyKcal, 0)),
  }));

/** Returns the longest streak of active local days among these workouts. */
export function longestStreakDays(workouts: readonly CountedWorkout[]): number {
  const measure = dayStreak();
  return withDays(inOrderOfEnd(workouts)).reduce((_, workout) => measure(workout), 0);
}
