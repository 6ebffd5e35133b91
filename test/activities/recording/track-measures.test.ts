import { describe, expect, test } from 'vitest';
import { averageOf, maximumOf } from '../../../src/domain/track/averages.ts';
import { climbOf } from '../../../src/domain/track/climb.ts';
import { movingSecondsOf } from '../../../src/domain/track/motion.ts';
import type { Track } from '../../../src/domain/track/track.ts';

describe('the climb', () => {
  const climb = (heights: number[]) => climbOf({ elevationMeters: Float32Array.from(heights) });
  const ramp = (from: number, to: number, count = 50) =>
    Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));

  test.each([
    ['a hill', [...ramp(100, 150), ...ramp(150, 100)], 50],
    ['two hills', [...ramp(0, 50), ...ramp(50, 20), ...ramp(20, 60), ...ramp(60, 0)], 90],
    ['a climb with a dip of two metres', [...ramp(0, 50), ...ramp(50, 48), ...ramp(48, 80)], 80],
    ['a slow rise, metre by metre', ramp(0, 10, 2000), 10],
    ['a way down', ramp(100, 0), 0],
    ['a flat hour under a barometer that wanders by a metre', ramp(0, 3600, 3600).map(Math.sin), 0],
    ['one height', [42], 0],
  ])('of %s', (_name, heights, expected) => {
    // The smoothing takes up to a metre off each sharp top.
    expect(Math.abs((climb(heights) ?? NaN) - expected)).toBeLessThanOrEqual(expected === 90 ? 5 : 2.5);
    if (expected === 0) expect(climb(heights)).toBe(0);
  });

  test('leaves out heights that were not recorded, and is null without any', () => {
    expect(climb([0, NaN, 10, NaN, 20, 30, 40, 50])).toBe(50);
    expect(climb([NaN, NaN])).toBeNull();
    expect(climb([])).toBeNull();
  });
});

describe('the seconds in motion', () => {
  const moving = (seconds: number[], meters: number[]) =>
    movingSecondsOf({
      seconds: Float64Array.from(seconds),
      distanceMeters: Float64Array.from(meters),
    } as unknown as Track);
  const everySecond = Array.from({ length: 61 }, (_, i) => i);

  test('leave out a stop, and its crawl of positions', () => {
    expect(
      moving(
        everySecond,
        everySecond.map((s) => (s <= 30 ? 3 * s : 90 + 0.2 * (s - 30))),
      ),
    ).toBe(30);
  });

  test('count sparse samples by their speed', () => {
    expect(moving([0, 60, 360, 420], [0, 80, 90, 180])).toBe(120);
  });

  test('are unknown without a distance, and 0 for one sample that has one', () => {
    expect(moving([0, 10, 20], [NaN, NaN, NaN])).toBeNull();
    expect(moving([0], [0])).toBeNull();
    expect(moving([], [])).toBeNull();
  });
});

describe('an average', () => {
  const average = (seconds: number[], values: number[]) =>
    averageOf(Float64Array.from(seconds), Float32Array.from(values));

  test('weighs each sample by the time until the next', () => {
    expect(average([0, 1, 2, 6], [100, 100, 160, 160])).toBeCloseTo((2 * 100 + 5 * 160) / 7, 6);
  });

  test('does not hold a value over a pause', () => {
    expect(average([0, 3600, 3610], [180, 120, 120])).toBeCloseTo((10 * 180 + 11 * 120) / 21, 5);
  });

  test('leaves out what was not recorded', () => {
    expect(average([0, 1, 2], [NaN, 150, NaN])).toBe(150);
    expect(average([0, 1], [NaN, NaN])).toBeNull();
    expect(maximumOf(Float32Array.of(NaN, 3, NaN, 7, 5))).toBe(7);
    expect(maximumOf(Float32Array.of(NaN))).toBeNull();
  });
});
