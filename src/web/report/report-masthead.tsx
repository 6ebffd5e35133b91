import type { Units } from '../../domain/athlete.ts';
import { localStartOf } from '../../domain/local-time.ts';
import { FEWEST_WORKOUTS, type MonthlyReport } from '../../domain/monthly-report.ts';
import { fullDate, monthAndYear, monthName } from '../calendar-names.ts';
import { counted, distance, hoursAndMinutes, inWords } from '../quantities.ts';

interface MastheadProps {
  report: MonthlyReport;
  name: string;
  units: Units;
}

/** Shows the athlete, the month, whether it is over, and a summary. */
export const ReportMasthead = ({ report, name, units }: MastheadProps) => (
  <header class="masthead">
    <p class="brand">
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M12.3 4c.5 2.9 4.5 4.5 4.5 9a4.8 4.8 0 0 1-9.6 0c0-1.9.8-3.2 1.8-4.2.1 1.3.6 2 1.4 2.3-.2-2.7.4-5.3 1.9-7.1z" />
      </svg>
      Afterburn <span class="quiet">Monthly report</span>
    </p>
    <p class="athlete">{name}</p>
    <h1>
      {monthName(report.month)} <span class="year">{report.month.slice(0, 4)}</span>
    </h1>
    {!report.complete && <p class="so-far">So far. {asOf(report)}</p>}
    <p class="lead">{storyOf(report, units)}</p>
  </header>
);

/** Returns the month in a sentence. A month with too few workouts has no report, and the sentence says so. */
export function storyOf(report: MonthlyReport, units: Units): string {
  const { month, totals, activeDays, days, longestStreakDays, complete, sufficient } = report;
  if (!sufficient)
    return (
      `${totals.workouts === 0 ? 'No workout' : counted(totals.workouts, 'workout')} in ${monthAndYear(month)}` +
      `${complete ? '' : ' so far'}: not enough for a report. It takes ${FEWEST_WORKOUTS}.`
    );
  const way = totals.distanceMeters > 0 ? `, ${inWords(distance(totals.distanceMeters, units))}` : '';
  const streak = longestStreakDays > 1 ? `; at best ${counted(longestStreakDays, 'day')} in a row` : '';
  return (
    `${counted(totals.workouts, 'workout')} on ${activeDays} of ${days.length} days: ` +
    `${hoursAndMinutes(totals.movingSeconds)} on the move${way}${streak}.`
  );
}

/** Formats when the data was read, in the athlete's time zone. */
export function asOf({ asOf: instant, timeZone }: Pick<MonthlyReport, 'asOf' | 'timeZone'>): string {
  const { localDate, localStartMinute } = localStartOf(instant, timeZone);
  const two = (value: number) => String(value).padStart(2, '0');
  const time = `${two(Math.floor(localStartMinute / 60))}:${two(localStartMinute % 60)}`;
  return `As of ${fullDate(localDate)}, ${time}.`;
}
