import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestEfforts } from '../../../src/domain/track/best-efforts.ts';
import { distanceCurveOf } from '../../../src/domain/track/distance-curve.ts';
import { EFFORT_DISTANCES } from '../../../src/domain/efforts.ts';
import { trackOf } from '../tracks.ts';

const secondsOver = (track: ReturnType<typeof trackOf>, distance: number) =>
  bestEfforts(distanceCurveOf(track), [distance])[0]?.durationSeconds;

describe('bestEfforts', () => {
  const splits = trackOf([0, 300, 570, 810], [0, 1000, 2000, 3000]);

  it.each([
    [1000, 240],
    [1609.344, 404.523],
    [2000, 510],
    [3000, 810],
  ])('finds in kilometres of 5:00, 4:30 and 4:00 the best %d m in %d s', (distance, seconds) => {
    expect(secondsOver(splits, distance)).toBe(seconds);
  });

  it('leaves out distances that the track does not reach', () => {
    expect(bestEfforts(distanceCurveOf(splits), [3000.01, 5000])).toEqual([]);
    expect(bestEfforts(distanceCurveOf(trackOf([], [])), [400])).toEqual([]);
    expect(bestEfforts(distanceCurveOf(trackOf([0], [400])), [400])).toEqual([]);
  });

  it('counts pauses, unless they lie at an end', () => {
    expect(secondsOver(trackOf([0, 100, 400, 500], [0, 500, 500, 1000]), 1000)).toBe(500);
    expect(secondsOver(trackOf([0, 60, 160, 400], [0, 0, 1000, 1000]), 1000)).toBe(100);
  });

  it('measures from where the track begins, and passes over samples without a distance', () => {
    const track = trackOf([10, 20, 110, 120, 210], [500, Number.NaN, 1000, Number.NaN, 1600]);
    expect(secondsOver(track, 1000)).toBe(180);
  });

  it('reaches 1000 m that are made of a thousand float additions', () => {
    const meters = Array.from({ length: 10_001 }, () => 0);
    for (let index = 1; index < meters.length; index++) meters[index] = (meters[index - 1] ?? 0) + 0.1;
    expect(meters.at(-1)).not.toBe(1000);
    const track = trackOf(
      meters.map((_, index) => index),
      meters,
    );
    expect(secondsOver(track, 1000)).toBe(10_000);
  });

  it('takes the last of several samples in the same second', () => {
    expect(secondsOver(trackOf([0, 10, 10, 20], [0, 30, 40, 80]), 80)).toBe(20);
    expect(secondsOver(trackOf([0, 10, 10, 20], [0, 30, 40, 80]), 40)).toBe(10);
  });

  it('is what trying every stretch gives', () => {
    fc.assert(
      fc.property(
        tracks(0, 12),
        fc.double({ min: 0.5, max: 150, noNaN: true }),
        ({ seconds, meters }, distance) => {
          const expected = shortestByTrial(seconds, meters, distance);
          const found = secondsOver(trackOf(seconds, meters), distance);
          if (expected === undefined) expect(found).toBeUndefined();
          else expect(found).toBeCloseTo(expected, 2);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('searches 200,000 points for all distances in about a second', () => {
    const seconds = Array.from({ length: 200_000 }, (_, index) => index);
    const track = trackOf(
      seconds,
      seconds.map((second) => second * 3 + Math.sin(second / 300) * 200),
    );
    const before = performance.now();
    expect(bestEfforts(distanceCurveOf(track), EFFORT_DISTANCES.run)).toHaveLength(16);
    expect(performance.now() - before).toBeLessThan(3000);
  });
});

/** Tracks whose samples often stand still, and whose steps range up to `maxStep` metres in 1 to 10 seconds. */
function tracks(minStep: number, maxStep: number): fc.Arbitrary<{ seconds: number[]; meters: number[] }> {
  const step = fc.record({
    seconds: fc.integer({ min: 1, max: 10 }),
    meters: fc.oneof(fc.constant(0), fc.integer({ min: minStep, max: maxStep })),
  });
  return fc.array(step, { minLength: 1, maxLength: 25 }).map((steps) => {
    const track = { seconds: [0], meters: [0] };
    for (const { seconds, meters } of steps) {
      track.seconds.push((track.seconds.at(-1) ?? 0) + seconds);
      track.meters.push((track.meters.at(-1) ?? 0) + meters);
    }
    return track;
  });
}

/**
 * Every stretch that begins where the curve bends, or ends there, measured on its own: the start is walked backwards
 * from each candidate end by solving each segment's line, without pointers that move along.
 */
function shortestByTrial(seconds: number[], meters: number[], distance: number): number | undefined {
  const momentsAt = (mark: number): number[] =>
    seconds.slice(1).flatMap((to, index) => {
      const [from, low, high] = [seconds[index] ?? 0, meters[index] ?? 0, meters[index + 1] ?? 0];
      if (mark < low - 1e-9 || mark > high + 1e-9) return [];
      return low === high ? [from, to] : [from + ((mark - low) / (high - low)) * (to - from)];
    });
  const times = meters.flatMap((mark) => [
    ...momentsAt(mark).flatMap((start) => momentsAt(mark + distance).map((end) => end - start)),
    ...momentsAt(mark - distance).flatMap((start) => momentsAt(mark).map((end) => end - start)),
  ]);
  return times.length === 0 ? undefined : Math.min(...times);
}
