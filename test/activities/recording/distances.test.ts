import { describe, expect, test } from 'vitest';
import { deviceDistances } from '../../../src/activities/recording/device-distance.ts';
import { emptyPoint } from '../../../src/activities/recording/recorded-activity.ts';

describe("the device's count", () => {
  /** One point a second, or every `step` seconds, with these counts; null where a point has none. */
  const counted = (counts: (number | null)[], step = 1) => {
    const points = counts.map((meters) => ({ ...emptyPoint(), distanceMeters: meters ?? NaN }));
    const distances = deviceDistances(
      points,
      Float64Array.from(points, (_, i) => step * i),
    );
    return distances && Array.from(distances);
  };

  test.each([
    ['is taken as it is', [0, 3, 6.5], [0, 3, 6.5]],
    ['is filled over gaps in proportion to time', [null, 2, null, null, 8, null], [0, 2, 4, 6, 8, 8]],
    ['that falls for a moment is held', [0, 40, 50, 0, 60], [0, 40, 50, 55, 60]],
    ['that falls a little never decreases', [0, 48, 50, 49, 55], [0, 48, 48.5, 49, 55]],
    ['that leaps up for a moment is held', [0, 10, 999_999, 20, 30], [0, 10, 15, 20, 30]],
    ['of two alternating devices follows the slower one', [0, 40, 2, 50, 4, 60, 6], [0, 1, 2, 3, 4, 5, 6]],
    ['that starts again goes on', [0, 500, 1000, 0, 500], [0, 500, 1000, 1000, 1500]],
  ])('%s', (_name, counts, expected) => {
    expect(counted(counts, 60)).toEqual(expected);
  });

  test('that starts again in each lap goes on, however few points a lap has', () => {
    const laps = [0, 100, 200, 60, 130, 200, 80, 195];
    const points = laps.map((distanceMeters, index) => ({
      ...emptyPoint(),
      distanceMeters,
      afterBreak: index === 3 || index === 6,
    }));
    const seconds = Float64Array.from(laps, (_, index) => 30 * index);
    expect(Array.from(deviceDistances(points, seconds) ?? [])).toEqual([
      0, 100, 200, 260, 330, 400, 480, 595,
    ]);
  });

  test('of a file that was cut out of a longer one starts at 0', () => {
    expect(counted([5000, 5003])).toEqual([0, 3]);
    expect(counted([90, 93])).toEqual([90, 93]);
  });

  test('of nothing is none', () => {
    expect(counted([])).toBeNull();
    expect(counted([null, null])).toBeNull();
    expect(counted([0, 0])).toBeNull();
    expect(counted([-5, NaN])).toBeNull();
  });
});
