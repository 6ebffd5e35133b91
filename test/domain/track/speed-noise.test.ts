import { describe, expect, test } from 'vitest';
import { findEfforts } from '../../../src/domain/efforts.ts';
import type { Track } from '../../../src/domain/track/track.ts';
import { aRun } from '../../support/workouts.ts';
import { NOTHING_LEFT_OUT } from '../tracks.ts';
import { located, PHONE, WATCH, withWander } from './receivers.ts';

const zeros = Array.from({ length: 3600 }, () => 0);
const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1);

/** An hour to the north; `speedAt` returns the speed in m/s in each second. */
const hourAt = (speedAt: (second: number) => number): number[] => {
  let meters = 0;
  return zeros.map((_, second) => (meters += second === 0 ? 0 : speedAt(second)));
};

const secondsOver = (distance: number, track: Track): number => {
  const source = { ...aRun(), track, leftOut: NOTHING_LEFT_OUT, clearedFlags: [] };
  return findEfforts(source).efforts.find(({ distanceMeters }) => distanceMeters === distance)!
    .durationSeconds;
};

/** By how much the best effort differs from the right one, over twenty hours with a receiver's errors. */
const errorsOver = (distance: number, meters: number[], receiver: typeof PHONE): number[] => {
  const right = secondsOver(distance, located(zeros, meters));
  return SEEDS.map(
    (seed) => secondsOver(distance, withWander(zeros, meters, { ...receiver, seed })) / right - 1,
  );
};
const meanOf = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const steady = hourAt(() => 3);
const sprint = (metersPerSecond: number) =>
  hourAt((second) => (second > 1800 && second <= 1800 + 400 / metersPerSecond ? metersPerSecond : 3));

describe('best efforts', () => {
  test.each([
    [400, 'a phone', PHONE],
    [1000, 'a phone', PHONE],
    [400, 'a watch', WATCH],
    [1000, 'a watch', WATCH],
  ])('over %d m of a steady run with %s are right within 1.5 %%', (distance, _, receiver) => {
    expect(Math.abs(meanOf(errorsOver(distance, steady, receiver)))).toBeLessThan(0.015);
  });

  test.each([5, 4, 3.2])('keep a sprint of 400 m at %d m/s, with a phone, too', (speed) => {
    const meters = sprint(speed);
    expect(secondsOver(400, located(zeros, meters))).toBeCloseTo(400 / speed, 1);
    const errors = errorsOver(400, meters, PHONE);
    expect(Math.abs(meanOf(errors))).toBeLessThan(0.01);
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(0.03);
  });

  test.each([
    ['that swings', hourAt((second) => 3 + 0.6 * Math.sin(second / 10))],
    ['in intervals', hourAt((second) => (second % 180 < 80 ? 5 : 2.5))],
    ['that gets faster', hourAt((second) => 2.7 + second / 6000)],
    ['that is steady', steady],
  ])('of a clean track %s are the shortest times on it', (_, meters) => {
    const track = located(zeros, meters);
    const counted = { ...track, distanceMeters: Float64Array.from(meters) };
    for (const distance of [400, 1000, 5000])
      expect(secondsOver(distance, track) / secondsOver(distance, counted)).toBeCloseTo(1, 3);
  });

  test("of a device's count are not changed, however noisy", () => {
    const noisy = withWander(zeros, steady, PHONE);
    const counted = { ...noisy, distanceMeters: Float64Array.from(steady) };
    expect(secondsOver(400, counted)).toBeCloseTo(400 / 3, 2);
  });
});
