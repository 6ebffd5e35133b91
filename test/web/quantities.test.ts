import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/domain/monthly-report.ts';
import { dayAndMonth, fullDate, shortMonthBeside } from '../../src/web/calendar-names.ts';
import { counted, wholeNumber } from '../../src/web/quantities.ts';
import { changeInWords } from '../../src/web/report/month-change.ts';
import { recordValue } from '../../src/web/report/records-section.tsx';

describe('numbers of a report', () => {
  it('have a true minus sign, and no negative zero', () => {
    expect(wholeNumber(-17.2)).toBe('−17');
    expect(wholeNumber(-0.3)).toBe('0');
  });

  it('stay on one line with what they count, and with the rest of a date', () => {
    expect([
      counted(2, 'record'),
      dayAndMonth('2026-11-29'),
      fullDate('2026-11-29'),
      shortMonthBeside('2025-11', '2026-11'),
    ]).toEqual(['2\u00a0records', '29\u00a0November', '29\u00a0November\u00a02026', 'Nov\u00a02025']);
  });

  it('tell two records of a distance apart', () => {
    const written = [1960, 2040].map((meters) => recordValue({ kind: 'longest_distance' }, meters, 'metric'));
    expect(written).toEqual(['1.96\u00a0km', '2.04\u00a0km']);
  });

  it.each([
    [0.4, { direction: 'level', text: 'same as Sept' }],
    [-0.4, { direction: 'level', text: 'same as Sept' }],
    [-0.6, { direction: 'down', amount: '1\u00a0%', text: 'vs Sept' }],
  ])('describe a change of %d %', (percent, words) => {
    const field = 'energyKcal';
    const compared = {
      month: '2026-09',
      totals: { [field]: 1000 },
      change: { [field]: { difference: 10 * percent, percent } },
    } as unknown as Comparison;
    expect(changeInWords(field, compared, { month: '2026-10', complete: true })).toEqual(words);
  });
});
