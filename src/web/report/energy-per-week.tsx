import { isoWeekOf } from '../../domain/calendar.ts';
import { groupBy } from '../../domain/group-by.ts';
import type { MonthlyReport } from '../../domain/monthly-report.ts';
import { monthName } from '../calendar-names.ts';
import { Bars } from '../charts/bars.tsx';
import { Figure } from '../charts/figure.tsx';
import { inWords, kilocalories, NO_BREAK, wholeNumber } from '../quantities.ts';

/** Shows the energy of each week, named by its days in the month. */
export function EnergyPerWeek({ report: { month, days, weeks } }: { report: MonthlyReport }) {
  const datesOf = groupBy(
    days.map(({ date }) => date),
    isoWeekOf,
  );
  const bars = weeks.map(({ week, energyKcal }) => ({
    key: week,
    value: energyKcal,
    tick: spanOf(datesOf.get(week) ?? []),
    label: energyKcal > 0 ? wholeNumber(energyKcal) : undefined,
  }));
  const weekInWords = ({ tick, value }: { tick: string; value: number }): string =>
    `${tick}${NO_BREAK}${monthName(month)}, ${inWords(kilocalories(value))}`;
  const most = bars.reduce((best, bar) => (bar.value > best.value ? bar : best));
  return (
    <Figure id="energy" title="Energy per week" summary={`Best week: ${weekInWords(most)}.`}>
      <Bars
        bars={bars}
        description={`Energy per week. ${bars.map(weekInWords).join('; ')}.`}
        tickText={wholeNumber}
      />
    </Figure>
  );
}

/** Returns the first and the last day of these dates: `5 to 11`, or `30`. */
const spanOf = (dates: readonly string[]): string =>
  [...new Set([dates[0], dates.at(-1)])]
    .map((date) => Number(date?.slice(8)))
    .join(`${NO_BREAK}to${NO_BREAK}`);
