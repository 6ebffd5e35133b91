import { z } from '@hono/zod-openapi';
import type { MonthlyReport } from '../../domain/monthly-report.ts';
import { award } from './achievement.ts';
import {
  described,
  double,
  int32,
  localDate,
  model,
  nextCursor,
  orNull,
  sport,
  utcInstant,
  uuid,
} from './primitives.ts';
import { loadBasis, trainingDay } from './training-load.ts';

const month = z.string().openapi({ example: '2026-11', description: 'The month, `yyyy-MM`.' });

const totalFields = {
  workouts: described(int32, 'Number of workouts.'),
  distanceMeters: described(double, 'Distance in meters.'),
  movingSeconds: described(double, 'Moving time in seconds; the duration where moving time is unknown.'),
  elevationGainMeters: described(double, 'Total ascent in meters.'),
  energyKcal: described(double, 'Gross energy in kilocalories.'),
};

const totals = model('ReportTotals', 'Sums over workouts.', totalFields);

const change = model('ReportChange', 'Difference from another month.', {
  difference: described(double, 'Reported month minus compared month.'),
  percent: described(double.nullable(), 'Difference in percent. Null when the compared value is 0.'),
});

const comparison = model('ReportComparison', 'Totals of another month and the difference from them.', {
  month,
  totals,
  change: model('ReportChanges', 'Difference of each total.', {
    workouts: change,
    distanceMeters: change,
    movingSeconds: change,
    elevationGainMeters: change,
    energyKcal: change,
  }),
});

const workoutDate = described(localDate, 'Local day of the start of that workout.');

const brokenRecord = model('BrokenRecord', 'A record that was broken.', {
  sport,
  kind: described(z.string(), 'Kind of record, such as `best_effort`.'),
  distanceMeters: described(double.nullable(), 'Distance of a `best_effort`, in meters.'),
  value: described(double, 'New value, in `unit`.'),
  unit: described(z.string(), '`s`, `m`, `m/s` or `kcal`.'),
  workoutId: described(uuid, 'Workout that set the record.'),
  achievedAt: described(utcInstant, 'End of that workout.'),
  localDate: workoutDate,
  previousValue: described(double.nullable(), 'Value that was beaten.'),
});

const reportAward = model('ReportAward', 'An achievement that was earned in the month.', {
  ...award.shape,
  localDate: workoutDate,
});

const bestWorkout = model('BestWorkout', 'The best workout of the month.', {
  workoutId: described(uuid, 'Id of the workout.'),
  sport,
  localDate: described(localDate, 'Local day of its start.'),
  distanceMeters: described(double.nullable(), 'Distance in meters.'),
  movingSeconds: described(double, 'Moving time in seconds.'),
  energyKcal: described(double.nullable(), 'Gross energy in kilocalories.'),
  recordsBroken: described(int32, 'Number of records that it broke.'),
});

const reportLoad = model('ReportLoad', 'Training load of the month.', {
  basis: loadBasis,
  load: described(double, 'Sum of the month, in points.'),
  fitness: described(double, 'Fitness on the last day.'),
  fitnessBefore: described(double, 'Fitness on the day before the month.'),
  fatigue: described(double, 'Fatigue on the last day.'),
  form: described(double, 'Fitness minus fatigue: above 0 rested, below 0 tired.'),
  days: described(z.array(trainingDay), 'Each day of the month so far.'),
});

const sportTotals = model('ReportSportTotals', 'Sums over the workouts of one sport.', {
  ...totalFields,
  sport,
});

const reportDay = model('ReportDay', 'Sums over the workouts of one day.', {
  ...totalFields,
  date: described(localDate, 'The day.'),
  sports: described(z.array(sport), 'Sports of the day.'),
});

const reportWeek = model('ReportWeek', 'Energy of one week.', {
  week: z.string().openapi({ example: '2026-W47', description: 'ISO week.' }),
  energyKcal: described(double, 'Gross energy in kilocalories, of the days in this month.'),
});

const boardRank = model(
  'BoardRank',
  "The athlete's rank on a leaderboard for the month, when the report was generated.",
  {
    board: described(z.string(), 'Id of the leaderboard.'),
    rank: described(int32, 'Rank for the month.'),
    total: described(int32, 'Number of athletes on it.'),
    percentile: described(
      int32.nullable(),
      'Share of the other athletes on it that are not ahead, in percent, rounded down. Null below 20 athletes.',
    ),
  },
);

export const monthlyReport = model('MonthlyReport', "One athlete's month.", {
  month,
  revision: described(int32, 'Revision of the report, from 1.'),
  timeZone: described(z.string(), 'IANA time zone of the athlete.'),
  startsAt: described(utcInstant, 'Start of the month in `timeZone`.'),
  endsAt: described(utcInstant, 'End of the month, exclusive.'),
  asOf: described(utcInstant, 'When the data was read.'),
  complete: described(z.boolean(), 'False while the month is not over.'),
  sufficient: described(
    z.boolean(),
    'False when the month has fewer than 3 workouts. The page then says so instead of showing charts.',
  ),
  totals,
  bySport: described(z.array(sportTotals), 'Totals by sport.'),
  previousMonth: comparison,
  sameMonthLastYear: comparison,
  activeDays: described(int32, 'Number of days with a workout.'),
  longestStreakDays: described(int32, 'Most consecutive days with a workout.'),
  recordsBroken: described(z.array(brokenRecord), 'Records broken in the month.'),
  awards: described(z.array(reportAward), 'Achievements earned in the month.'),
  ranks: described(z.array(boardRank), 'Ranks on leaderboards.'),
  bestWorkout: orNull(bestWorkout),
  days: described(z.array(reportDay), 'Every day of the month.'),
  weeks: described(z.array(reportWeek), 'Energy by week.'),
  trainingLoad: orNull(reportLoad),
} satisfies Record<keyof MonthlyReport | 'revision', z.ZodType>);

export const requestedReport = model('RequestedReport', 'A report that is being generated.', {
  month,
  status: described(z.literal('building'), 'The report is being generated.'),
});

const reportMonth = model('ReportMonth', 'A month that has a report or will have one.', {
  month,
  status: z.enum(['building', 'ready', 'failed']).openapi('ReportState', {
    description:
      '`building`: being generated. `ready`: can be read. `failed`: generation failed; request it again.',
  }),
  revision: described(int32.optional(), 'Newest revision. Absent before the first one.'),
  complete: described(z.boolean().optional(), 'Whether the month was over in that revision.'),
  asOf: described(utcInstant.optional(), 'When the data of that revision was read.'),
  stale: described(z.boolean(), 'True when the report is out of date. Reading it rebuilds it.'),
});

export const reportList = model('ReportList', 'One page of months.', {
  reports: described(z.array(reportMonth), 'Months, newest first.'),
  nextCursor,
});
