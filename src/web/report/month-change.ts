import type { Comparison } from '../../domain/monthly-report.ts';
import type { ReportTotals } from '../../domain/report/report-totals.ts';
import { shortMonthBeside } from '../calendar-names.ts';
import { inWords, wholeNumber } from '../quantities.ts';

export type Direction = 'up' | 'down' | 'level';

export interface ChangeInWords {
  direction: Direction;
  /** `12 %`; absent where there is nothing to be held against. */
  amount?: string;
  text: string;
}

/**
 * How a total differs from another month's, in words. A running month is not held against a whole one: it tells how
 * much of that one it has reached.
 */
export function changeInWords(
  field: keyof ReportTotals,
  { month, totals, change }: Comparison,
  report: { month: string; complete: boolean },
): ChangeInWords {
  const then = shortMonthBeside(month, report.month);
  const { difference, percent } = change[field];
  if (totals[field] === 0 || percent === null) return { direction: 'level', text: `none in ${then}` };
  if (!report.complete) return { direction: 'level', amount: percentage(100 + percent), text: `of ${then}` };
  if (difference === 0) return { direction: 'level', text: `same as ${then}` };
  const direction = difference > 0 ? 'up' : 'down';
  return { direction, amount: percentage(Math.abs(percent)), text: `vs ${then}` };
}

const percentage = (percent: number): string => inWords({ number: wholeNumber(percent), unit: '%' });
