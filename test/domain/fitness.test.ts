import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../src/domain/calendar.ts';
import { basisOf, fitnessDays, type DatedLoad } from '../../src/domain/fitness.ts';

const FIRST = '2026-01-01';
const load = (localDate: string, tss: number | null, trimp: number | null = null): DatedLoad => ({
  localDate,
  tss,
  trimp,
});
const onDay = (day: number, tss: number | null, trimp: number | null = null) =>
  load(addDays(FIRST, day), tss, trimp);
const range = (from: number, to: number) => ({ from: addDays(FIRST, from), to: addDays(FIRST, to) });

const loads = fc.array(
  fc
    .record({
      day: fc.integer({ min: 0, max: 200 }),
      tss: fc.option(fc.integer({ min: 0, max: 400 })),
      trimp: fc.option(fc.integer({ min: 0, max: 400 })),
    })
    .map(({ day, tss, trimp }) => onDay(day, tss, trimp)),
  { maxLength: 40 },
);
const basis = fc.constantFrom('tss', 'trimp');

describe('fitness and fatigue', () => {
  it('after one workout are its share, and fall by e^(−1/42) and e^(−1/7) a day', () => {
    const [first, second] = fitnessDays([onDay(0, 100)], { ...range(0, 1), basis: 'tss' });
    expect(first).toEqual({
      date: FIRST,
      tss: 100,
      trimp: null,
      fitness: 2.35,
      fatigue: 13.31,
      form: -10.96,
    });
    expect(second).toEqual({
      date: '2026-01-02',
      tss: 0,
      trimp: 0,
      fitness: 2.3,
      fatigue: 11.54,
      form: -9.24,
    });
  });

  it('under an even load come up to it as 1 − e^(−days/42) and 1 − e^(−days/7)', () => {
    const even = Array.from({ length: 300 }, (_, day) => onDay(day, 80));
    const days = fitnessDays(even, { ...range(0, 299), basis: 'tss' });
    days.forEach((day, index) => {
      expect(day.fitness).toBeCloseTo(80 * (1 - Math.exp(-(index + 1) / 42)), 1);
      expect(day.fatigue).toBeCloseTo(80 * (1 - Math.exp(-(index + 1) / 7)), 1);
    });
    expect(days.at(-1)).toMatchObject({ fatigue: 80 });
  });

  it('do not depend on the order of the workouts, nor on where the asked range begins', () => {
    fc.assert(
      fc.property(loads, basis, fc.integer({ min: 0, max: 200 }), (all, by, from) => {
        const whole = fitnessDays(all, { ...range(-10, 210), basis: by });
        expect(fitnessDays(all.toReversed(), { ...range(-10, 210), basis: by })).toEqual(whole);
        expect(fitnessDays(all, { ...range(from, 210), basis: by })).toEqual(whole.slice(from + 10));
      }),
      { numRuns: 30 },
    );
  });

  it('lie between 0 and the greatest day, and form is their difference', () => {
    fc.assert(
      fc.property(loads, basis, (all, by) => {
        const days = fitnessDays(all, { ...range(0, 200), basis: by });
        const greatest = Math.max(...days.map((day) => day[by] ?? 0));
        for (const { fitness, fatigue, form } of days) {
          expect(Math.min(fitness, fatigue)).toBeGreaterThanOrEqual(0);
          expect(Math.max(fitness, fatigue)).toBeLessThanOrEqual(greatest);
          expect(Math.abs(fitness - fatigue - form)).toBeLessThan(0.0151);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('a day', () => {
  it('sums its workouts, is 0 without one, and unknown where none of its workouts is known', () => {
    const all = [onDay(0, 40, 10), onDay(0, 24), onDay(2, null, 30), onDay(2, null, 5.5)];
    expect(
      fitnessDays(all, { ...range(0, 2), basis: 'tss' }).map(({ tss, trimp }) => ({ tss, trimp })),
    ).toEqual([
      { tss: 64, trimp: 10 },
      { tss: 0, trimp: 0 },
      { tss: null, trimp: 35.5 },
    ]);
  });

  it('before the first workout is 0 throughout', () => {
    expect(fitnessDays([], { ...range(0, 0), basis: 'tss' })).toEqual([
      { date: FIRST, tss: 0, trimp: 0, fitness: 0, fatigue: 0, form: 0 },
    ]);
  });

  it('long before or after any workout has its figures too', () => {
    const all = [load('1969-12-31', 100)];
    const on = (date: string) => fitnessDays(all, { from: date, to: date, basis: 'tss' });
    expect(on('1900-01-01')).toMatchObject([{ fitness: 0, fatigue: 0, form: 0 }]);
    expect(on('1969-12-31')).toMatchObject([{ fitness: 2.35, fatigue: 13.31 }]);
    expect(on('9999-12-31')).toMatchObject([{ fitness: 0, fatigue: 0, form: 0 }]);
  });

  it('is none where the range ends before it begins', () => {
    expect(fitnessDays([onDay(0, 100)], { ...range(3, 2), basis: 'tss' })).toEqual([]);
  });

  it('of no such date is refused', () => {
    expect(() => fitnessDays([], { from: '2026-02-30', to: '2026-03-01', basis: 'tss' })).toThrow(RangeError);
  });
});

describe('the basis', () => {
  it('is the measure that more workouts are known by, and power where they are even', () => {
    expect(basisOf([])).toBe('tss');
    expect(basisOf([onDay(0, 64, 75)])).toBe('tss');
    expect(basisOf([onDay(0, 64, 75), onDay(1, null, 60)])).toBe('trimp');
    expect(basisOf([onDay(0, 64), onDay(1, 50), onDay(1, null, 60)])).toBe('tss');
  });
});
