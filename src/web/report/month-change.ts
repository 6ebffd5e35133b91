import type { Comparison } from '../../domain/monthly-report.ts';
import type { ReportTotals } from '../../domain/report/report-totals.ts';
import { shortMonthBeside } from '../calendar-names.ts';
import { inWords, wholeNumber } from '../quantities.ts';

export type Direction = 'up' | 'down' | 'level';

export interface ChangeInWords {
  direction: Direction;
  /** `12 %` or `9 ×`. Absent if there is nothing to compare with. */
  amount?: string;
  text: string;
}

/** From this factor on, a percentage is hard to read. */
const TIMES_FROM = 3;

/**
 * Describes the change of a total from another month. The current month is incomplete, so the text says how much of the
 * other month's total it has reached.
 */
export function changeInWords(
  field: keyof ReportTotals,
  { month, totals, change }: Comparison,
  report: { month: string; complete: boolean },
): ChangeInWords {
  const then = shortMonthBeside(month, report.month);
  const { percent } = change[field];
  if (totals[field] === 0 || percent === null) return { direction: 'level', text: `none in ${then}` };
  const times = 1 + percent / 100;
  const rounded = Math.round(Math.abs(percent));
  const direction = !report.complete || rounded === 0 ? 'level' : percent > 0 ? 'up' : 'down';
  if (times >= TIMES_FROM) return { direction, amount: inTimes(times), text: then };
  if (!report.complete) return { direction, amount: percentage(100 * times), text: `of ${then}` };
  if (direction === 'level') return { direction, text: `same as ${then}` };
  return { direction, amount: percentage(rounded), text: `vs ${then}` };
}

const percentage = (percent: number): string => inWords({ number: wholeNumber(percent), unit: '%' });

const inTimes = (times: number): string => inWords({ number: wholeNumber(times), unit: '×' });
