import { describe, expect, it } from 'vitest';
import { ageOn, weightOn } from '../../../src/domain/energy/index.ts';

describe('ageOn', () => {
  it.each([
    ['1990-05-20', '2026-05-19', 35],
    ['1990-05-20', '2026-05-20', 36],
    ['2000-02-29', '2026-02-28', 25],
    ['2000-02-29', '2026-03-01', 26],
    ['2000-02-29', '2024-02-29', 24],
    ['2026-05-20', '2026-05-20', 0],
    ['2026-05-20', '2026-05-19', null],
    ['2030-01-01', '2026-05-19', null],
  ])('born %s, on %s: %s', (birthDate, localDate, age) => {
    expect(ageOn(birthDate, localDate)).toBe(age);
  });
});

describe('weightOn', () => {
  const weights = [
    { validFrom: '2026-03-01', weightKg: 72 },
    { validFrom: '2026-01-01', weightKg: 75 },
    { validFrom: '2026-02-01', weightKg: 74 },
  ];

  it.each([
    ['2026-01-01', 75],
    ['2026-01-31', 75],
    ['2026-02-01', 74],
    ['2026-12-31', 72],
    ['2025-06-01', 75],
  ])('on %s is %d', (localDate, weightKg) => {
    expect(weightOn(weights, localDate)).toBe(weightKg);
  });

  it('is unknown without an entry', () => {
    expect(weightOn([], '2026-01-01')).toBeNull();
  });
});
