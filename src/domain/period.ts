import { isMonth, isoWeekOf, monthOf } from './calendar.ts';

export const PERIOD_KINDS = ['week', 'month', 'year', 'all'] as const;
export type PeriodKind = (typeof PERIOD_KINDS)[number];

/** A local ISO week `2026-W47`, month `2026-11`, year `2026`, or `all`. */
export interface Period {
  kind: PeriodKind;
  period: string;
}

/** Parses a period; undefined if it does not exist: 2026-W54, 2025-W53, 2026-13. */
export function parsePeriod(text: string): Period | undefined {
  if (text === 'all') return { kind: 'all', period: text };
  if (/^\d{4}$/.test(text)) return { kind: 'year', period: text };
  if (isMonth(text)) return { kind: 'month', period: text };
  if (isIsoWeek(text)) return { kind: 'week', period: text };
  return undefined;
}

/** Returns the four periods of a local date. @throws RangeError when the text is no date. */
export const periodsOf = (localDate: string): Record<PeriodKind, string> => ({
  week: isoWeekOf(localDate),
  month: monthOf(localDate),
  year: localDate.slice(0, 4),
  all: 'all',
});

/** A year has 53 ISO weeks if its 28th of December, which is always in the last one, is in week 53. */
function isIsoWeek(text: string): boolean {
  if (!/^\d{4}-W(0[1-9]|[1-4]\d|5[0-3])$/.test(text)) return false;
  return text <= isoWeekOf(`${text.slice(0, 4)}-12-28`);
}
