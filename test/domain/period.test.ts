import { describe, expect, it } from 'vitest';
import { parsePeriod, periodsOf } from '../../src/domain/period.ts';

describe('parsePeriod', () => {
  it.each([
    ['2026-W47', 'week'],
    ['2026-W01', 'week'],
    ['2026-W53', 'week'],
    ['2020-W53', 'week'],
    ['2026-11', 'month'],
    ['2026', 'year'],
    ['all', 'all'],
  ])('reads %s as a %s', (text, kind) => {
    expect(parsePeriod(text)).toEqual({ kind, period: text });
  });

  it.each([
    '2025-W53',
    '2026-W54',
    '2026-W00',
    '2026-W7',
    '2026-w47',
    '2026W47',
    '2026-13',
    '2026-00',
    '26',
    '02026',
    'ALL',
    '',
    ' ',
    '2026-11-20',
    '2026\n',
    'all\n',
  ])('has no period %j', (text) => {
    expect(parsePeriod(text)).toBeUndefined();
  });
});

it('places a date in its week, month, year and in all of time', () => {
  expect(periodsOf('2024-12-30')).toEqual({ week: '2025-W01', month: '2024-12', year: '2024', all: 'all' });
});
