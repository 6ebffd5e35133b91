import { describe, expect, test } from 'vitest';
import { averageOf, maximumOf } from '../../../src/domain/track/averages.ts';
import { climbOf } from '../../../src/domain/track/climb.ts';
import { cleanTrack } from '../../../src/domain/track/clean-track.ts';
import { movingSecondsOf } from '../../../src/domain/track/moving-seconds.ts';
import { trackOf } from '../tracks.ts';
import { wander } from './receivers.ts';

describe('the climb', () => {
  const climb = (heights: number[], step = 1) =>
    climbOf({
      seconds: Float64Array.from(heights, (_, index) => step * index),
      elevationMeters: Float32Array.from(heights),
    });
  const ramp = (from: number, to: number, count = 300) =>
    Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
  const hour = ramp(0, 3599, 3600);

  test.each([
    ['a hill', [...ramp(100, 150), ...ramp(150, 100)], 50],
    ['two hills', [...ramp(10, 60), ...ramp(60, 30), ...ramp(30, 70), ...ramp(70, 10)], 90],
    ['a climb with a dip of a metre', [...ramp(10, 50), ...ramp(50, 49), ...ramp(49, 80)], 70],
    ['a slow rise, metre by metre', ramp(10, 20, 2000), 10],
    ['a way down', ramp(100, 10), 0],
    ['a flat hour under a barometer that wanders by a metre', hour.map(Math.sin), 0],
    ['one height', [42], 0],
    ['forty rollers of 2.8 m', hour.map((s) => 200 + 1.4 * (1 - Math.cos((2 * Math.PI * s) / 90))), 112],
  ])('of %s', (_name, heights, expected) => {
    expect(Math.abs((climb(heights) ?? NaN) - expected)).toBeLessThanOrEqual(expected / 50);
  });

  test('of forty straight rollers of 2.8 m in steps of 0.2 m, as a barometer writes them, is near 112 m', () => {
    const rollers = hour.map((s) => 200 + 2.8 * (1 - Math.abs((s % 90) / 45 - 1)));
    const written = climb(rollers.map((height) => Math.round(height / 0.2) * 0.2))!;
    expect(Math.abs(written - 112)).toBeLessThan(12);
  });

  test.each([
    ['forty rollers of 2.8 m', 1.4, 90, 112, 12],
    ['twelve hills of 5 m', 2.5, 300, 60, 3],
    ['six hills of 9 m', 4.5, 600, 54, 3],
  ])('of %s in whole metres, by a barometer that wanders, is counted', (_, half, period, right, off) => {
    const drift = wander({ meters: 1, seconds: 1800, seed: 3 });
    const hills = hour.map((s, i) => 200 + half * (1 - Math.cos((2 * Math.PI * s) / period)) + drift[i]!);
    expect(Math.abs(climb(hills.map(Math.round))! - right)).toBeLessThan(off);
  });

  test('of a flat hour in whole metres under a receiver is at most one rise', () => {
    for (const meters of [3, 5]) {
      const climbs = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) =>
        climb(wander({ meters, seconds: 120, seed }).map((error) => Math.round(200 + error)))!,
      );
      expect(climbs.toSorted((a, b) => a - b)[4]).toBeLessThan(25);
      expect(Math.max(...climbs)).toBeLessThan(60);
    }
  });

  test('of ten hills of 20 m with one point a minute is 200 m', () => {
    expect(climb([...Array.from({ length: 10 }, () => [200, 210, 220, 210]).flat(), 200], 60)).toBe(200);
  });

  test('of a flat hour under a receiver is 0, and a hill under it is a hill', () => {
    const receiver = wander({ meters: 3, seconds: 120, seed: 2 });
    const phone = wander({ meters: 5, seconds: 120, seed: 2 });
    for (const errors of [receiver, phone]) expect(climb(hour.map((_, i) => 200 + errors[i]!))).toBe(0);
    const hill = [...ramp(200, 300, 1800), ...ramp(300, 200, 1800)];
    expect(climb(hill.map((height, i) => height + phone[i]!))).toBeGreaterThan(90);
    expect(climb(hill.map((height, i) => height + phone[i]!))).toBeLessThan(120);
  });

  test('leaves out heights that were not recorded, and is null without any', () => {
    expect(climb([10, NaN, 20, NaN, 30, 40, 50, 60], 10)).toBe(50);
    expect(climb([NaN, NaN])).toBeNull();
    expect(climb([])).toBeNull();
  });
});

describe('the seconds in motion', () => {
  const moving = (
    meters: number[],
    { step = 1, timer = NaN, device = NaN }: { step?: number; timer?: number; device?: number } = {},
  ) =>
    movingSecondsOf({
      durationSeconds: step * (meters.length - 1),
      timerSeconds: timer,
      movingSeconds: device,
      clean: cleanTrack(
        trackOf(
          meters.map((_, index) => step * index),
          meters,
        ),
        'run',
      ),
    });
  /** 1,800 s, of which 300 s in the middle are a rest. */
  const rested = Array.from({ length: 1801 }, (_, s) => 3 * Math.min(s, Math.max(750, s - 300)));

  test('leave out a rest, whether the timer ran or stood still', () => {
    for (const timer of [NaN, 1500, 1800])
      expect(moving(rested, { timer })).toEqual({ movingSeconds: 1500, isContradicted: false });
  });

  test("are the device's own where it gives them", () => {
    expect(moving(rested, { timer: 1800, device: 1490 }).movingSeconds).toBe(1490);
  });

  test('are those of the samples where the totals are less than half of them', () => {
    expect(moving(rested, { timer: 30 })).toEqual({ movingSeconds: 1500, isContradicted: true });
    expect(moving(rested, { timer: 1600, device: 25 })).toEqual({
      movingSeconds: 1500,
      isContradicted: true,
    });
  });

  test('count a climb at 0.45 m/s, and sparse samples by their speed', () => {
    const slow = Array.from({ length: 3601 }, (_, s) => 0.45 * s);
    expect(moving(slow).movingSeconds).toBe(3600);
    expect(moving([0, 80, 83, 160], { step: 60 }).movingSeconds).toBe(120);
  });

  test('leave out a wait of 20 s', () => {
    const waited = Array.from({ length: 201 }, (_, s) => 3 * Math.min(s, Math.max(100, s - 20)));
    expect(moving(waited).movingSeconds).toBe(180);
  });

  test('are the timer without a distance, and unknown without either', () => {
    expect(moving([NaN, NaN, NaN], { timer: 2 }).movingSeconds).toBe(2);
    expect(moving([NaN, NaN, NaN]).movingSeconds).toBeNull();
    const totals = { durationSeconds: 100, timerSeconds: NaN, movingSeconds: NaN, clean: null };
    expect(movingSecondsOf(totals).movingSeconds).toBeNull();
    expect(movingSecondsOf({ ...totals, timerSeconds: 90 }).movingSeconds).toBe(90);
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
