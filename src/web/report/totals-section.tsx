import type { Units } from '../../domain/athlete.ts';
import type { Comparison, MonthlyReport } from '../../domain/monthly-report.ts';
import type { ReportTotals } from '../../domain/report/report-totals.ts';
import {
  climb,
  distance,
  hoursAndMinutes,
  inWords,
  kilocalories,
  NO_BREAK,
  wholeNumber,
} from '../quantities.ts';
import { changeInWords, type Direction } from './month-change.ts';

export interface Total {
  field: keyof ReportTotals;
  label: string;
  write: (totals: ReportTotals, units: Units) => string;
}

export const TOTALS: readonly Total[] = [
  {
    field: 'distanceMeters',
    label: 'Distance',
    write: (totals, units) => inWords(distance(totals.distanceMeters, units)),
  },
  {
    field: 'movingSeconds',
    label: 'Moving time',
    write: ({ movingSeconds }) => hoursAndMinutes(movingSeconds),
  },
  { field: 'energyKcal', label: 'Energy', write: (totals) => inWords(kilocalories(totals.energyKcal)) },
  {
    field: 'elevationGainMeters',
    label: 'Climb',
    write: (totals, units) => inWords(climb(totals.elevationGainMeters, units)),
  },
  { field: 'workouts', label: 'Workouts', write: ({ workouts }) => wholeNumber(workouts) },
];

/** Shows the totals of the month, compared with the previous month and the same month a year ago. */
export const TotalsSection = ({ report, units }: { report: MonthlyReport; units: Units }) => (
  <section aria-labelledby="totals">
    <h2 id="totals" class="visually-hidden">
      Totals
    </h2>
    <dl class="totals">
      {knownTotals(report).map((total) => (
        <div class="card total">
          <dt>{total.label}</dt>
          <dd class="figure-number">
            <Amount text={total.write(report.totals, units)} />
          </dd>
          {comparisonsOf(report).map((comparison) => {
            const { direction, amount, text } = changeInWords(total.field, comparison, report);
            return (
              <dd class={`change ${direction}`}>
                <Arrow direction={direction} />
                <span>
                  {amount && <b>{amount}</b>} {text}
                </span>
              </dd>
            );
          })}
        </div>
      ))}
    </dl>
  </section>
);

/**
 * Returns the totals to show, in order. Leaves out those that the athlete's sports never have, but not the number of
 * workouts.
 */
export const knownTotals = (report: MonthlyReport): Total[] =>
  TOTALS.filter((total) => isKnown(total, report));

/** A month with too few workouts is not compared. */
const comparisonsOf = ({ sufficient, previousMonth, sameMonthLastYear }: MonthlyReport): Comparison[] =>
  sufficient ? [previousMonth, sameMonthLastYear] : [];

const isKnown = ({ field }: Total, { totals, previousMonth, sameMonthLastYear }: MonthlyReport): boolean =>
  field === 'workouts' ||
  [totals, previousMonth.totals, sameMonthLastYear.totals].some((amounts) => amounts[field] > 0);

/** Shows large digits with small units, also in `12 h 05 min`. */
const Amount = ({ text }: { text: string }) => (
  <>
    {text
      .split(NO_BREAK)
      .map((part, index) => [index > 0 && NO_BREAK, /^\d/.test(part) ? part : <small>{part}</small>])}
  </>
);

const ARROWS = { up: 'M5 1l4.5 7.5h-9z', down: 'M5 9l4.5-7.5h-9z' };

/** Shows an arrow, or nothing without a change: a dash would look like a minus. */
const Arrow = ({ direction }: { direction: Direction }) =>
  direction === 'level' ? null : (
    <>
      <svg class="arrow" viewBox="0 0 10 10" aria-hidden="true">
        <path d={ARROWS[direction]} />
      </svg>
      <span class="visually-hidden">{direction} </span>
    </>
  );
