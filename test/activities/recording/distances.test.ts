import { describe, expect, test } from 'vitest';
import { deviceDistances } from '../../../src/activities/recording/device-distance.ts';
import { geodesicDistances } from '../../../src/activities/recording/geodesic-distance.ts';
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
    ['of two devices in turns follows the slower one', [0, 40, 2, 50, 4, 60, 6], [0, 1, 2, 3, 4, 5, 6]],
    ['that starts anew goes on', [0, 500, 1000, 0, 500], [0, 500, 1000, 1000, 1500]],
  ])('%s', (_name, counts, expected) => {
    expect(counted(counts, 60)).toEqual(expected);
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

describe('the geodesic distance', () => {
  const along = (places: ([number, number] | null)[], breakBefore = -1, step = 1) => {
    const points = places.map((_, i) => ({ ...emptyPoint(), afterBreak: i === breakBefore }));
    return Array.from(
      geodesicDistances({
        points,
        seconds: Float64Array.from(points, (_, i) => step * i),
        latitude: Float64Array.from(places, (place) => place?.[0] ?? NaN),
        longitude: Float64Array.from(places, (place) => place?.[1] ?? NaN),
      }),
    );
  };

  test('is that of the WGS 84 ellipsoid', () => {
    // One degree of latitude at the equator and of longitude on it, from the series in Karney 2013.
    expect(
      along([
        [0, 0],
        [1, 0],
      ])[1],
    ).toBeCloseTo(110_574.389, 2);
    expect(
      along([
        [0, 0],
        [0, 1],
      ])[1],
    ).toBeCloseTo(111_319.491, 2);
    expect(
      along([
        [0, 179.9995],
        [0, -179.9995],
      ])[1],
    ).toBeCloseTo(111.319, 2);
  });

  test('is not rounded a step', () => {
    const steps = Array.from({ length: 1001 }, (_, i): [number, number] => [48 + i * 0.000_004_5, 11]);
    const straight = along([
      [48, 11],
      [48.0045, 11],
    ])[1];
    expect(along(steps)[1000]).toBeCloseTo(straight ?? NaN, 4);
  });

  test('waits where there is no position, and is none without any', () => {
    const [, waiting, arrived] = along([[0, 0], null, [0, 0.001]]);
    expect(waiting).toBe(0);
    expect(arrived).toBeCloseTo(111.319, 2);
    expect(along([null, null])).toEqual([NaN, NaN]);
  });

  test('leaves out what lies across a marked break of over a minute', () => {
    expect(
      along(
        [
          [0, 0],
          [0, 1],
        ],
        1,
        61,
      ),
    ).toEqual([0, 0]);
    expect(
      along(
        [
          [0, 0],
          [0, 1],
        ],
        1,
        60,
      )[1],
    ).toBeGreaterThan(1000);
    expect(
      along(
        [
          [0, 0],
          [0, 1],
        ],
        -1,
        61,
      )[1],
    ).toBeGreaterThan(1000);
    expect(along([[0, 0], null, [0, 1]], 1, 61)).toEqual([0, 0, 0]);
  });
});
