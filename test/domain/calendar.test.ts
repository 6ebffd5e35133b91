import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  dateOfDay,
  datesOfMonth,
  dayNumber,
  daysInMonth,
  isMonth,
  isoWeekOf,
  monthOf,
  nextMonth,
  previousMonth,
  sameMonthLastYear,
  weekdayOf,
} from '../../src/domain/calendar.ts';

describe('dates', () => {
  it.each([
    ['1970-01-01', 0],
    ['1969-12-31', -1],
    ['2000-02-29', 11_016],
    ['0001-01-01', -719_162],
  ])('%s is day %i', (date, day) => {
    expect(dayNumber(date)).toBe(day);
    expect(dateOfDay(day)).toBe(date);
  });

  it.each([
    '2026-02-30',
    '2025-02-29',
    '2026-13-01',
    '2026-1-1',
    '2026-01-01T00:00',
    '',
    'today',
    '02026-01-01',
  ])('refuses %j', (text) => {
    expect(() => dayNumber(text)).toThrow(RangeError);
  });

  it.each([
    ['2024-02-28', 1, '2024-02-29'],
    ['2026-02-28', 1, '2026-03-01'],
    ['2026-01-01', -1, '2025-12-31'],
    ['2026-03-29', 365, '2027-03-29'],
  ])('%s and %i days is %s', (date, days, expected) => {
    expect(addDays(date, days)).toBe(expected);
  });

  it('counts weekdays from Monday, before 1970 too', () => {
    expect(weekdayOf('2026-11-16')).toBe(1);
    expect(weekdayOf('2026-11-22')).toBe(7);
    expect(weekdayOf('1970-01-01')).toBe(4);
    expect(weekdayOf('1969-12-28')).toBe(7);
  });
});

describe('ISO weeks', () => {
  it.each([
    ['2026-11-20', '2026-W47'],
    ['2021-01-03', '2020-W53'],
    ['2021-01-04', '2021-W01'],
    ['2024-12-30', '2025-W01'],
    ['2026-12-31', '2026-W53'],
    ['2027-01-03', '2026-W53'],
    ['2005-01-01', '2004-W53'],
    ['2008-12-29', '2009-W01'],
  ])('%s lies in %s', (date, week) => {
    expect(isoWeekOf(date)).toBe(week);
  });

  it('are the same for seven days from each Monday, and never decrease', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20_000, max: 40_000 }), (day) => {
        const monday = addDays(dateOfDay(day), 1 - weekdayOf(dateOfDay(day)));
        const weeks = Array.from({ length: 8 }, (_, index) => isoWeekOf(addDays(monday, index)));
        expect(new Set(weeks.slice(0, 7)).size).toBe(1);
        expect((weeks[7] ?? '') > (weeks[0] ?? '')).toBe(true);
      }),
    );
  });
});

describe('months', () => {
  it.each([
    ['2026-01', true],
    ['2026-12', true],
    ['2026-00', false],
    ['2026-13', false],
    ['2026-1', false],
    ['2026-11-01', false],
    ['all', false],
    [' 2026-01', false],
    ['2026-01\n', false],
  ])('%j is a month: %s', (text, expected) => {
    expect(isMonth(text)).toBe(expected);
  });

  it('know their neighbours', () => {
    expect(previousMonth('2026-01')).toBe('2025-12');
    expect(previousMonth('2026-11')).toBe('2026-10');
    expect(nextMonth('2025-12')).toBe('2026-01');
    expect(sameMonthLastYear('2024-02')).toBe('2023-02');
    expect(() => previousMonth('2026-13')).toThrow(RangeError);
  });

  it('have 28 to 31 days', () => {
    expect(['2024-02', '2026-02', '2026-04', '2026-12'].map(daysInMonth)).toEqual([29, 28, 30, 31]);
    expect(datesOfMonth('2026-02').at(-1)).toBe('2026-02-28');
    expect(datesOfMonth('2026-03')).toHaveLength(31);
  });

  it('follow from each of their dates', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000 }), (day) => {
        expect(datesOfMonth(monthOf(dateOfDay(day)))).toContain(dateOfDay(day));
      }),
    );
  });
});
