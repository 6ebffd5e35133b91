import { describe, expect, it } from 'vitest';
import { EFFORT_DISTANCES, findEfforts, wholeWorkoutEfforts } from '../../src/domain/efforts.ts';
import { trackOf } from './tracks.ts';

describe('wholeWorkoutEfforts', () => {
  const durationSeconds = 2712;
  const effortsOver = (distanceMeters: number | null) =>
    wholeWorkoutEfforts({ sport: 'run', distanceMeters, durationSeconds }).map(
      (effort) => effort.distanceMeters,
    );

  it('counts 10.02 km in 45:12 as a 10 km effort of 45:12', () => {
    expect(wholeWorkoutEfforts({ sport: 'run', distanceMeters: 10_020, durationSeconds })).toEqual([
      { distanceMeters: 10_000, durationSeconds },
    ]);
  });

  it.each([
    [9990, []],
    [10_000, [10_000]],
    [10_100, [10_000]],
    [10_100.01, []],
    [21_097.5, [21_097.5]],
    [21_308.475, [21_097.5]],
    [16_093.44, [16_093.44]],
    [0, []],
    [null, []],
  ])('%d m → %j', (distanceMeters, distances) => {
    expect(effortsOver(distanceMeters)).toEqual(distances);
  });

  it('reaches each distance of its sport, and its hundredth more', () => {
    for (const sport of ['run', 'ride'] as const) {
      for (const distance of EFFORT_DISTANCES[sport]) {
        for (const distanceMeters of [distance, distance * 1.01]) {
          expect(wholeWorkoutEfforts({ sport, distanceMeters, durationSeconds })).toContainEqual({
            distanceMeters: distance,
            durationSeconds,
          });
        }
      }
    }
  });

  it('is of runs and rides alone', () => {
    for (const sport of ['walk', 'swim', 'indoor_ride'] as const) {
      expect(wholeWorkoutEfforts({ sport, distanceMeters: 10_000, durationSeconds })).toEqual([]);
    }
  });
});

describe('findEfforts', () => {
  const facts = { distanceMeters: 10_020, durationSeconds: 2712 };

  it('takes the track where there is one', () => {
    const track = trackOf([0, 100, 200], [0, 400, 800]);
    expect(findEfforts('run', track, facts)).toEqual({
      efforts: [{ distanceMeters: 400, durationSeconds: 100 }],
      droppedSamples: 0,
    });
  });

  it('takes the whole workout without a track, or when the track has no distances', () => {
    const whole = { efforts: [{ distanceMeters: 10_000, durationSeconds: 2712 }], droppedSamples: 0 };
    expect(findEfforts('run', null, facts)).toEqual({ ...whole, droppedSamples: null });
    expect(findEfforts('run', trackOf([0, 60, 120], [Number.NaN, Number.NaN, Number.NaN]), facts)).toEqual(
      whole,
    );
    expect(findEfforts('run', trackOf([], []), facts)).toEqual(whole);
  });

  it("believes speeds up to the sport's bound", () => {
    const track = trackOf([0, 200, 400, 600], [0, 5000, 10_000, 15_000]);
    expect(findEfforts('ride', track, facts)).toMatchObject({
      efforts: expect.arrayContaining([{ distanceMeters: 5000, durationSeconds: 200 }]),
      droppedSamples: 0,
    });
    expect(findEfforts('run', track, facts)).toEqual({ efforts: [], droppedSamples: 3 });
  });
});
