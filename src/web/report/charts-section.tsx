import type { Units } from '../../domain/athlete.ts';
import { localDateOf } from '../../domain/local-time.ts';
import type { LoadBasis } from '../../domain/fitness.ts';
import type { MonthlyReport } from '../../domain/monthly-report.ts';
import type { ReportLoad } from '../../domain/report/report-load.ts';
import { dayAndMonth, monthName } from '../calendar-names.ts';
import { Bars, type Bar } from '../charts/bars.tsx';
import { Figure } from '../charts/figure.tsx';
import { Ring } from '../charts/ring.tsx';
import { RisingLine, weeklyTicks } from '../charts/rising-line.tsx';
import { counted, hoursAndMinutes, wholeNumber } from '../quantities.ts';
import { SPORT_NAMES } from '../sport-names.ts';
import { measureOf, type DayMeasure } from './day-measure.ts';
import { EnergyPerWeek } from './energy-per-week.tsx';
import { sportColour } from './sport-colour.ts';
import { hasSports } from './sports-section.tsx';

/** Shows the charts of the month: per day, cumulative, energy per week, and by sport. */
export function ChartsSection({ report, units }: { report: MonthlyReport; units: Units }) {
  const measure = measureOf(report.totals, units);
  return (
    <section aria-labelledby="charts">
      <h2 id="charts" class="visually-hidden">
        Charts
      </h2>
      <div class="figures">
        <PerDay report={report} measure={measure} />
        <AddingUp report={report} measure={measure} />
        {report.totals.energyKcal > 0 && <EnergyPerWeek report={report} />}
        {report.trainingLoad && <LoadPerDay days={report.days.length} trainingLoad={report.trainingLoad} />}
        {hasSports(report) && <BySport report={report} />}
      </div>
    </section>
  );
}

interface ChartProps {
  report: MonthlyReport;
  measure: DayMeasure;
}

function PerDay({ report, measure }: ChartProps) {
  const longest = report.days.reduce((best, day) =>
    measure.valueOf(day) > measure.valueOf(best) ? day : best,
  );
  const summary = `Most on ${dayAndMonth(longest.date)}: ${measure.inWords(measure.valueOf(longest))}.`;
  const bars = barsOfDays(report.days.map(measure.valueOf));
  return (
    <Figure id="per-day" title={`${measure.name} per day`} summary={summary}>
      <Bars bars={bars} description={`${measure.name} per day. ${summary}`} tickText={measure.tickText} />
    </Figure>
  );
}

/** One bar for each day of the month. */
function barsOfDays(values: readonly number[]): Bar[] {
  const ticks = weeklyTicks(values.length);
  return values.map((value, index) => {
    const day = String(index + 1);
    return { key: day, value, tick: ticks.includes(index + 1) ? day : undefined };
  });
}

function AddingUp({ report, measure }: ChartProps) {
  const { days, previousMonth } = report;
  const reached = localDateOf(report.asOf, report.timeZone);
  let total = 0;
  const points = days
    .filter(({ date }) => report.complete || date <= reached)
    .map((day, index) => ({ day: index + 1, total: (total += measure.valueOf(day)) }));
  const before = measure.valueOf(previousMonth.totals);
  const endLabel = measure.inWords(total);
  const beforeLabel = `${monthName(previousMonth.month)} ${measure.inWords(before)}`;
  const soFar = `${endLabel} ${report.complete ? 'in all' : 'so far'}`;
  const summary = before > 0 ? `${soFar}; ${beforeLabel}.` : `${soFar}.`;
  return (
    <Figure
      id="adding-up"
      title={`Cumulative ${measure.name.toLowerCase()}`}
      summary={
        before > 0 ? (
          <>
            {soFar}; <Dashes /> {beforeLabel}.
          </>
        ) : (
          summary
        )
      }
    >
      <RisingLine
        points={points}
        days={days.length}
        mark={before > 0 ? before : undefined}
        endLabel={endLabel}
        description={`Cumulative ${measure.name.toLowerCase()} over the month. ${summary}`}
        tickText={measure.tickText}
      />
    </Figure>
  );
}

/** Shows a short dashed line beside its name. */
const Dashes = () => (
  <svg class="dashes" viewBox="0 0 26 10" aria-hidden="true">
    <line class="mark" x1="0" x2="26" y1="5" y2="5" />
  </svg>
);

const LOAD_BASIS_NAMES: Record<LoadBasis, string> = { tss: 'by power (TSS)', trimp: 'by heart rate (TRIMP)' };

function LoadPerDay({ days, trainingLoad }: { days: number; trainingLoad: ReportLoad }) {
  const { basis, load, fitness, fitnessBefore, fatigue, form } = trainingLoad;
  const bars = barsOfDays(Array.from({ length: days }, (_, index) => trainingLoad.days[index]?.[basis] ?? 0));
  const sum = `${counted(Math.round(load), 'point')} ${LOAD_BASIS_NAMES[basis]}.`;
  const state = `Fitness ${wholeNumber(fitness)} (${wholeNumber(fitnessBefore)} before), fatigue ${wholeNumber(fatigue)}, form ${wholeNumber(form)}.`;
  return (
    <Figure id="load" title="Training load per day" summary={`${sum} ${state}`}>
      <Bars bars={bars} description={`Training load per day. ${sum} ${state}`} tickText={wholeNumber} />
    </Figure>
  );
}

function BySport({ report: { bySport, totals } }: { report: MonthlyReport }) {
  const shares = bySport
    .toSorted((a, b) => b.movingSeconds - a.movingSeconds)
    .map(({ sport, movingSeconds }) => ({
      name: SPORT_NAMES[sport],
      value: movingSeconds,
      colour: sportColour(sport),
      text: hoursAndMinutes(movingSeconds),
    }));
  const summary = `${counted(shares.length, 'sport')}, mostly ${shares[0]?.name.toLowerCase()}.`;
  const description = `Moving time: ${shares.map(({ name, text }) => `${name} ${text}`).join(', ')}.`;
  return (
    <Figure id="by-sport" title="Moving time by sport" summary={summary}>
      <Ring shares={shares} total={hoursAndMinutes(totals.movingSeconds)} description={description} />
    </Figure>
  );
}
