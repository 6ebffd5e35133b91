import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/domain/monthly-report.ts';
import { wholeNumber } from '../../src/web/quantities.ts';
import { changeInWords } from '../../src/web/report/month-change.ts';
import { recordValue } from '../../src/web/report/records-section.tsx';

describe('numbers of a report', () => {
  it('have a true minus sign, and no negative zero', () => {
    expect(wholeNumber(-17.2)).toBe('−17');
    expect(wholeNumber(-0.3)).toBe('0');
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
