import { raw } from 'hono/html';
import { renderToString } from 'hono/jsx/dom/server';
import type { Units } from '../domain/athlete.ts';
import type { MonthlyReport } from '../domain/monthly-report.ts';
import { monthAndYear } from './calendar-names.ts';
import { AwardsSection } from './report/awards-section.tsx';
import { BestWorkoutSection } from './report/best-workout-section.tsx';
import { CalendarSection } from './report/calendar-section.tsx';
import { ChartsSection } from './report/charts-section.tsx';
import { RanksSection } from './report/ranks-section.tsx';
import { RecordsSection } from './report/records-section.tsx';
import { asOf, ReportMasthead } from './report/report-masthead.tsx';
import { REPORT_STYLE } from './report/report-style.ts';
import { hasSports, SportsSection } from './report/sports-section.tsx';
import { TotalsSection } from './report/totals-section.tsx';

export interface ReportPageOptions {
  /** Null: the athlete's id is shown. */
  displayName: string | null;
  athleteId: string;
  units: Units;
  /** `yyyy-MM` */
  month: string;
  revision?: number;
}

/** The page loads and runs nothing, even if a name or title contains markup. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** Renders a month's report as one HTML document without other files, for screens, phones and paper. */
export const renderReportPage = (report: MonthlyReport, options: ReportPageOptions): string =>
  `<!doctype html>${renderToString(<ReportPage report={report} {...options} />)}`;

const ReportPage = ({
  report,
  displayName,
  athleteId,
  units,
  month,
  revision,
}: ReportPageOptions & { report: MonthlyReport }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta http-equiv="Content-Security-Policy" content={CONTENT_SECURITY_POLICY} />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="robots" content="noindex" />
      <title>
        {monthAndYear(month)} – {displayName ?? athleteId} – Afterburn
      </title>
      <style>{raw(REPORT_STYLE)}</style>
    </head>
    <body>
      <ReportMasthead report={report} name={displayName ?? athleteId} units={units} />
      <main>
        {report.totals.workouts > 0 && <TotalsSection report={report} units={units} />}
        {report.sufficient && <WorkoutSections report={report} units={units} />}
      </main>
      <footer>
        <p>
          {asOf(report)} {revision !== undefined && `Revision ${revision}.`} In the time zone{' '}
          {report.timeZone}.
        </p>
        <p>
          Moving time is the duration where unknown. Energy is gross. Implausible workouts count only in the
          totals and the calendar; duplicates do not count.
        </p>
      </footer>
    </body>
  </html>
);

const WorkoutSections = ({ report, units }: { report: MonthlyReport; units: Units }) => (
  <>
    <div class="pair">
      <CalendarSection report={report} units={units} />
      <div class="stack">
        {report.bestWorkout && <BestWorkoutSection best={report.bestWorkout} units={units} />}
        <RanksSection ranks={report.ranks} />
      </div>
    </div>
    <ChartsSection report={report} units={units} />
    {hasSports(report) && <SportsSection report={report} units={units} />}
    <div class="pair even">
      <RecordsSection records={report.recordsBroken} units={units} />
      <AwardsSection awards={report.awards} />
    </div>
  </>
);
