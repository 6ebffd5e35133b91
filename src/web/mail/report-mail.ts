import type { Units } from '../../domain/athlete.ts';
import { findLeaderboard } from '../../domain/leaderboards.ts';
import type { Comparison, MonthlyReport } from '../../domain/monthly-report.ts';
import { dayAndMonth, monthAndYear, monthName } from '../calendar-names.ts';
import { counted, distance, hoursAndMinutes, inWords, ordinal, wholeNumber } from '../quantities.ts';
import { toBadges } from '../report/awards-section.tsx';
import { factsOf } from '../report/best-workout-section.tsx';
import { heatLevel, SHADES_IN_WORDS } from '../report/calendar-section.tsx';
import { changeInWords } from '../report/month-change.ts';
import { topShare } from '../report/ranks-section.tsx';
import { latestOfEach } from '../report/records-section.tsx';
import { asOf, storyOf } from '../report/report-masthead.tsx';
import { hasSports } from '../report/sports-section.tsx';
import { knownTotals } from '../report/totals-section.tsx';
import { SPORT_NAMES } from '../sport-names.ts';
import type { MailDay, MailRow, MailSection, RenderedMail } from './mail-content.ts';
import { recordRow } from './record-row.ts';
import { renderMail } from './render-mail.ts';

interface ReportMailOptions {
  units: Units;
  revision: number;
  /** Absent for apps that send mail themselves. */
  unsubscribeUrl?: string | undefined;
}

/** Maximum rows of a list. The last one counts the rest. */
const MOST_ROWS = 6;

/** Renders a month's report as a mail, without the charts of the page. */
export function renderReportMail(report: MonthlyReport, options: ReportMailOptions): RenderedMail {
  const { units, revision, unsubscribeUrl } = options;
  return renderMail({
    subject: subjectOf(report, units),
    title: monthAndYear(report.month),
    lead: storyOf(report, units),
    sections: report.sufficient ? sectionsOf(report, units) : [],
    ...(report.sufficient ? { calendar: { days: daysOf(report), legend: SHADES_IN_WORDS } } : {}),
    notes: [
      `${asOf(report)} Revision ${revision}. In the time zone ${report.timeZone}.`,
      ...(unsubscribeUrl ? ['You get this mail because you agreed to monthly reports by e-mail.'] : []),
    ],
    kindName: 'monthly reports',
    unsubscribeUrl,
  });
}

function subjectOf({ month, totals, sufficient }: MonthlyReport, units: Units): string {
  if (!sufficient) return `Your ${monthName(month)}: not enough for a report`;
  const amount =
    totals.distanceMeters > 0
      ? inWords(distance(totals.distanceMeters, units))
      : hoursAndMinutes(totals.movingSeconds);
  return `Your ${monthName(month)}: ${counted(totals.workouts, 'workout')}, ${amount}`;
}

const sectionsOf = (report: MonthlyReport, units: Units): MailSection[] =>
  [
    { heading: 'Totals', rows: totalRows(report, units) },
    { heading: 'Workout of the month', rows: bestRows(report, units) },
    { heading: 'On the leaderboards', rows: rankRows(report) },
    { heading: 'Records broken', rows: recordRows(report, units) },
    { heading: 'Badges', rows: awardRows(report) },
    { heading: 'By sport', rows: hasSports(report) ? sportRows(report, units) : [] },
  ].filter(({ rows }) => rows.length > 0);

const totalRows = (report: MonthlyReport, units: Units): MailRow[] =>
  knownTotals(report).map(({ field, label, write }) => ({
    label,
    value: write(report.totals, units),
    note: [report.previousMonth, report.sameMonthLastYear]
      .map((comparison) => changeText(field, comparison, report))
      .join('; '),
  }));

function changeText(
  field: Parameters<typeof changeInWords>[0],
  comparison: Comparison,
  report: MonthlyReport,
): string {
  const { direction, amount, text } = changeInWords(field, comparison, report);
  // A multiple has no sign: `4 × Sept`.
  const sign = amount?.endsWith('×') || direction === 'level' ? '' : direction === 'up' ? '+' : '−';
  return amount ? `${sign}${amount} ${text}` : text;
}

const bestRows = ({ bestWorkout: best }: MonthlyReport, units: Units): MailRow[] =>
  best === null
    ? []
    : [
        {
          label: SPORT_NAMES[best.sport],
          value: factsOf(best, units).join(', '),
          note: dayAndMonth(best.localDate),
        },
      ];

const rankRows = ({ ranks }: MonthlyReport): MailRow[] =>
  ranks.map(({ board, rank, total, percentile }) => ({
    label: findLeaderboard(board)?.title ?? board,
    value: `${ordinal(rank)} of ${wholeNumber(total)}`,
    ...(percentile === null ? {} : { note: `${topShare(percentile)} of athletes` }),
  }));

const recordRows = ({ recordsBroken }: MonthlyReport, units: Units): MailRow[] =>
  atMost(
    latestOfEach(recordsBroken).map((record) => recordRow(record, units, dayAndMonth(record.localDate))),
  );

const awardRows = ({ awards }: MonthlyReport): MailRow[] =>
  atMost(
    toBadges(awards).map(({ title: label, localDate, times }) => {
      const day = dayAndMonth(localDate);
      return times === 1
        ? { label, value: day }
        : { label, value: counted(times, 'time'), note: `first on ${day}` };
    }),
  );

const sportRows = ({ bySport }: MonthlyReport, units: Units): MailRow[] =>
  bySport.map(({ sport, workouts, distanceMeters, movingSeconds }) => ({
    label: SPORT_NAMES[sport],
    value: hoursAndMinutes(movingSeconds),
    note: [
      counted(workouts, 'workout'),
      ...(distanceMeters > 0 ? [inWords(distance(distanceMeters, units))] : []),
    ].join(', '),
  }));

const atMost = (rows: MailRow[]): MailRow[] =>
  rows.length <= MOST_ROWS
    ? rows
    : [...rows.slice(0, MOST_ROWS), { label: `and ${wholeNumber(rows.length - MOST_ROWS)} more`, value: '' }];

/** Returns the days with a level of shading by moving time, as on the page. */
function daysOf({ days }: MonthlyReport): MailDay[] {
  const most = Math.max(...days.map(({ movingSeconds }) => movingSeconds), 1);
  return days.map(({ date, workouts, movingSeconds }) => ({
    date,
    level: (workouts === 0 ? 0 : heatLevel(movingSeconds, most)) as MailDay['level'],
  }));
}
