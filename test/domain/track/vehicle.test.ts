import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Track } from '../../../src/domain/track/track.ts';
import { cutVehicle } from '../../../src/domain/track/vehicle.ts';
import { trackOf } from '../tracks.ts';

type Leg = [seconds: number, metersPerSecond: number, climbPerSecond?: number];

/** A sample a second, or every `step` seconds. */
function ride(legs: Leg[], step = 1): Track {
  const [seconds, meters, heights] = [[0], [0], [0]];
  for (const [duration, speed, climb = 0] of legs) {
    for (let passed = step; passed <= duration; passed += step) {
      seconds.push(seconds.at(-1)! + step);
      meters.push(meters.at(-1)! + speed * step);
      heights.push(heights.at(-1)! + climb * step);
    }
  }
  return trackOf(seconds, meters, heights);
}

/** A track that counts how often one of its times or distances is read. */
function counted(track: Track): { track: Track; reads: () => number } {
  let reads = 0;
  const column = (values: Float64Array): Float64Array =>
    new Proxy(values, {
      get(target, key) {
        reads += 1;
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  return {
    track: { ...track, seconds: column(track.seconds), distanceMeters: column(track.distanceMeters) },
    reads: () => reads,
  };
}

const RUN: Leg = [1200, 3];
const TRAIN: Leg = [1800, 11];

const totalOf = ({ distanceMeters }: Track): number => distanceMeters.at(-1)!;

describe('cutVehicle', () => {
  it.each([1, 5, 30, 60])('cuts half an hour on a train out of a run with a sample every %i s', (step) => {
    const { track, cut, isTooFast } = cutVehicle('run', ride([RUN, TRAIN, RUN], step));
    expect(isTooFast).toBe(false);
    expect(cut).toHaveLength(1);
    expect(cut[0]!.startSeconds).toBeCloseTo(1200, -2);
    expect(cut[0]!.endSeconds).toBeCloseTo(3000, -2);
    expect(Math.abs(totalOf(track) - 7200)).toBeLessThan(7200 * 0.01);
    expect(Array.from(track.distanceMeters)).toEqual(
      Array.from(track.distanceMeters).toSorted((a, b) => a - b),
    );
  });

  it('cuts a tunnel without samples', () => {
    const { seconds, distanceMeters, elevationMeters } = ride([RUN, TRAIN, RUN]);
    const outside = Array.from(seconds).filter((second) => second <= 1200 || second >= 3000);
    const { track, cut } = cutVehicle(
      'run',
      trackOf(
        outside,
        outside.map((second) => distanceMeters[second]!),
        outside.map((second) => elevationMeters[second]!),
      ),
    );
    expect(cut).toEqual([{ startSeconds: 1200, endSeconds: 3000, distanceMeters: 19_800 }]);
    expect(totalOf(track)).toBe(7200);
  });

  it('takes the stops of a train along', () => {
    const stops: Leg[] = [
      [300, 14],
      [90, 0],
      [300, 14],
      [120, 0],
      [300, 14],
    ];
    const { track, cut } = cutVehicle('run', ride([RUN, ...stops, RUN]));
    expect(cut).toHaveLength(1);
    expect(Math.abs(totalOf(track) - 7200)).toBeLessThan(72);
  });

  it('cuts the way home off a walk, and the cable car out of a hike with its climb', () => {
    expect(
      totalOf(
        cutVehicle(
          'walk',
          ride([
            [3600, 1.4],
            [900, 14],
          ]),
        ).track,
      ),
    ).toBeCloseTo(5040, -2);
    const { track, cut } = cutVehicle(
      'hike',
      ride([
        [3600, 1, 0.1],
        [300, 8, 2],
        [3600, 1, 0.1],
      ]),
    );
    expect(cut).toHaveLength(1);
    expect(totalOf(track)).toBeCloseTo(7200, -2);
    expect(track.elevationMeters.at(-1)).toBeCloseTo(720, -2);
  });

  it('keeps the samples in which it changed nothing', () => {
    const raw = ride([RUN, TRAIN, RUN]);
    const before = Array.from(raw.distanceMeters);
    const { track } = cutVehicle('run', raw);
    expect(Array.from(raw.distanceMeters)).toEqual(before);
    expect(track.seconds).toBe(raw.seconds);
    expect(track.heartRate).toBe(raw.heartRate);
  });

  it.each<[string, Parameters<typeof cutVehicle>[0], Leg[]]>([
    ['a record over 10 km', 'run', [[1571, 10_000 / 1571]]],
    [
      'intervals',
      'run',
      Array.from({ length: 20 }, (): Leg[] => [
        [60, 6.6],
        [60, 1],
      ]).flat(),
    ],
    [
      'a hiker who runs downhill',
      'hike',
      [
        [3600, 1],
        [600, 4.6],
        [3600, 1],
      ],
    ],
    [
      'a descent',
      'ride',
      [
        [3600, 4],
        [1200, 18],
        [3600, 7],
      ],
    ],
    [
      'a sprint of 300 m',
      'ride',
      [
        [1200, 9],
        [15, 20],
        [1200, 9],
      ],
    ],
    ['a still hour', 'run', [[3600, 0]]],
    [
      'skis and lifts',
      'other',
      [
        [600, 5],
        [600, 30],
        [600, 5],
      ],
    ],
    [
      'a game',
      'indoor_ride',
      [
        [600, 5],
        [600, 40],
        [600, 5],
      ],
    ],
  ])('leaves %s alone', (_, sport, legs) => {
    const track = ride(legs);
    expect(cutVehicle(sport, track)).toEqual({ track, cut: [], isTooFast: false });
  });

  it.each<[string, Parameters<typeof cutVehicle>[0], Leg[]]>([
    ['a bicycle ride that is called a run', 'run', [[3600, 9]]],
    [
      'a swim in a boat',
      'swim',
      [
        [60, 1],
        [1800, 4],
        [60, 1],
      ],
    ],
    [
      'one with many fast parts',
      'run',
      Array.from({ length: 5 }, (): Leg[] => [
        [200, 9],
        [400, 4],
      ]).flat(),
    ],
  ])('says of %s that it is too fast', (_, sport, legs) => {
    const track = ride(legs);
    expect(cutVehicle(sport, track)).toEqual({ track, cut: [], isTooFast: true });
  });

  it('reads twice as much of a track with twice as many samples a second', () => {
    const readsAt = (samplesPerSecond: number): number => {
      const legs: Leg[] = [
        [400, 3],
        [200, 11],
        [400, 3],
      ];
      const { track, reads } = counted(ride(legs, 1 / samplesPerSecond));
      expect(cutVehicle('run', track).cut).toHaveLength(1);
      return reads();
    };
    expect(readsAt(16)).toBeLessThan(2.1 * readsAt(8));
  });

  it('copes with tracks without distances or samples', () => {
    for (const track of [trackOf([], []), trackOf([0, 10], [NaN, NaN]), trackOf([5], [0])])
      expect(cutVehicle('run', track)).toEqual({ track, cut: [], isTooFast: false });
  });

  it('moves no run that a person can run, whatever its pace', () => {
    const legs = fc.array(
      fc.tuple(fc.integer({ min: 10, max: 900 }), fc.double({ min: 0, max: 4.7, noNaN: true })),
      {
        minLength: 1,
        maxLength: 20,
      },
    );
    fc.assert(
      fc.property(legs, (any) => {
        const track = ride(any);
        expect(cutVehicle('run', track).track).toBe(track);
      }),
      { numRuns: 50 },
    );
  });
});
