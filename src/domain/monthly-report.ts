import { presentAchievement } from './achievements/catalogue.ts';
import type { Award } from './achievements/achievement-rule.ts';
import { evaluateRules } from './achievements/evaluate-rules.ts';
import { monthOf, previousMonth, sameMonthLastYear } from './calendar.ts';
import { startDateOf, type CountedWorkout } from './counted-workout.ts';
import type { DatedLoad } from './fitness.ts';
import { groupBy } from './group-by.ts';
import { localDateOf, monthBounds } from './local-time.ts';
import { recordHistoryOf, type PersonalRecord } from './records.ts';
import { bestWorkoutOf, type BestWorkout } from './report/best-workout.ts';
import {
  calendarOf,
  energyByWeek,
  longestStreakDays,
  type ReportDay,
  type ReportWeek,
} from './report/report-calendar.ts';
import { percentileOf } from './report/percentile.ts';
import { reportLoadOf, type ReportLoad } from './report/report-load.ts';
import { changesBetween, totalsOf, type ReportChanges, type ReportTotals } from './report/report-totals.ts';
import { SPORTS, type Sport } from './workout.ts';

export interface ReportWorkout extends CountedWorkout {
  /** Flagged workouts are in the totals and the calendar, but earn nothing. */
  flagged: boolean;
}

/** The athlete's rank on a leaderboard of the month, and the number of athletes on it. */
export interface LeaderboardRank {
  board: string;
  rank: number;
  total: number;
}

/** A rank with the percentile among the athletes on the leaderboard, 0–100; null for few athletes. */
export type ReportRank = LeaderboardRank & { percentile: number | null };

/** A month with fewer workouts has no charts, and its scheduled report sends no notification. */
export const FEWEST_WORKOUTS = 3;

export interface MonthlyReportInput {
  /** `yyyy-MM` */
  month: string;
  /** The athlete's time zone; it determines the bounds of the month. Each workout has its own local date. */
  timeZone: string;
  /** The instant at which the data was read. */
  asOf: string;
  /** Whether the month is over. */
  complete: boolean;
  /** All workouts of the athlete, of all time, in any order, without deleted ones and duplicates. */
  workouts: readonly ReportWorkout[];
  ranks: readonly LeaderboardRank[];
  /** The loads of all counted workouts, of all time, in any order. */
  loads: readonly DatedLoad[];
}

/** Totals of another month, and the changes from them. */
export interface Comparison {
  month: string;
  totals: ReportTotals;
  change: ReportChanges;
}

/** Something that a workout earned, with the local date of that workout. */
type Dated<Earned> = Earned & { localDate: string };

export interface MonthlyReport {
  month: string;
  timeZone: string;
  /** The first instant of the month in the zone. */
  startsAt: string;
  endsAt: string;
  asOf: string;
  complete: boolean;
  /** Whether the month has enough workouts for a report: 3. */
  sufficient: boolean;
  totals: ReportTotals;
  bySport: (ReportTotals & { sport: Sport })[];
  previousMonth: Comparison;
  sameMonthLastYear: Comparison;
  activeDays: number;
  longestStreakDays: number;
  /** Records that had a previous value. */
  recordsBroken: Dated<PersonalRecord>[];
  awards: Dated<Award & { title: string; icon: string }>[];
  ranks: ReportRank[];
  bestWorkout: BestWorkout | null;
  days: ReportDay[];
  weeks: ReportWeek[];
  /** Null if no load of the month is known. */
  trainingLoad: ReportLoad | null;
}

/**
 * Builds an athlete's report for a local month, ready for JSON. A workout belongs to the month of its local date;
 * records and awards have the local date of the workout that earned them.
 * @throws RangeError when the month, the zone or a local date does not exist.
 */
export function buildMonthlyReport(input: MonthlyReportInput): MonthlyReport {
  const { month, timeZone, asOf, complete, workouts, ranks, loads } = input;
  const bounds = monthBounds(month, timeZone);
  const ofMonth = workoutsOf(month, workouts);
  const totals = totalsOf(ofMonth);
  const days = calendarOf(month, ofMonth);
  const counted = workouts.filter(({ flagged }) => !flagged);
  const earned = earnedBy(counted, ofMonth);
  return {
    month,
    timeZone,
    startsAt: bounds.start,
    endsAt: bounds.end,
    asOf,
    complete,
    sufficient: totals.workouts >= FEWEST_WORKOUTS,
    totals,
    bySport: totalsBySport(ofMonth),
    previousMonth: compare(totals, previousMonth(month), workouts),
    sameMonthLastYear: compare(totals, sameMonthLastYear(month), workouts),
    activeDays: days.filter((day) => day.workouts > 0).length,
    longestStreakDays: longestStreakDays(ofMonth),
    ...earned,
    ranks: ranks.map((rank) => ({ ...rank, percentile: percentileOf(rank) })),
    bestWorkout: bestWorkoutOf(workoutsOf(month, counted), earned.recordsBroken),
    days,
    weeks: energyByWeek(days),
    trainingLoad: reportLoadOf(loads, { month, today: localDateOf(asOf, timeZone) }),
  };
}

const workoutsOf = <W extends CountedWorkout>(month: string, workouts: readonly W[]): W[] =>
  workouts.filter((workout) => monthOf(startDateOf(workout)) === month);

const totalsBySport = (workouts: readonly CountedWorkout[]): MonthlyReport['bySport'] => {
  const bySport = groupBy(workouts, ({ sport }) => sport);
  return SPORTS.filter((sport) => bySport.has(sport)).map((sport) => ({
    sport,
    ...totalsOf(bySport.get(sport) ?? []),
  }));
};

function compare(now: ReportTotals, month: string, workouts: readonly CountedWorkout[]): Comparison {
  const totals = totalsOf(workoutsOf(month, workouts));
  return { month, totals, change: changesBetween(now, totals) };
}

/** Returns what a month's workouts earned, which depends on the whole history. */
function earnedBy(
  counted: readonly CountedWorkout[],
  ofMonth: readonly CountedWorkout[],
): Pick<MonthlyReport, 'recordsBroken' | 'awards'> {
  const dates = new Map(ofMonth.map((workout) => [workout.workoutId, startDateOf(workout)]));
  const inMonth = <Earned extends { workoutId: string }>(earned: readonly Earned[]): Dated<Earned>[] =>
    earned.flatMap((each) => {
      const localDate = dates.get(each.workoutId);
      return localDate === undefined ? [] : [{ ...each, localDate }];
    });
  const recordHistory = recordHistoryOf(counted);
  return {
    recordsBroken: inMonth(recordHistory.filter(({ previousValue }) => previousValue !== null)),
    awards: inMonth(evaluateRules(counted, recordHistory).awards).map((award) => ({
      ...award,
      ...presentAchievement(award.achievementId),
    })),
  };
}
