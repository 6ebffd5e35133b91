import { describe, expect, it } from 'vitest';
import { EFFORT_DISTANCES, findEfforts, wholeWorkoutEfforts } from '../../src/domain/efforts.ts';
import { TRACK_VERSION } from '../../src/domain/track/clean-track.ts';
import { aRun } from '../support/workouts.ts';
import type { Track } from '../../src/domain/track/track.ts';
import { NOTHING_LEFT_OUT, trackOf } from './tracks.ts';

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
  const leftOut = NOTHING_LEFT_OUT;
  const run = { ...aRun(), leftOut, clearedFlags: [] };
  const cleaning = {
    version: TRACK_VERSION,
    droppedPositions: 0,
    droppedDistances: 0,
    droppedHeights: 0,
    driftMeters: 0,
    vehicleMeters: 0,
    vehicleSeconds: 0,
    ...leftOut,
  };

  it('takes the track where there is one', () => {
    const track = trackOf([0, 100, 200], [0, 400, 800]);
    expect(findEfforts({ ...run, track })).toEqual({
      efforts: [{ distanceMeters: 400, durationSeconds: 100 }],
      cleaning,
      flags: [],
    });
  });

  it('takes the whole workout without a track, or when the track has no distances', () => {
    const efforts = [{ distanceMeters: 10_000, durationSeconds: 2712 }];
    const unknown = trackOf([0, 60, 120], [Number.NaN, Number.NaN, Number.NaN]);
    expect(findEfforts({ ...run, track: null, leftOut: null })).toMatchObject({ efforts, cleaning: null });
    expect(findEfforts({ ...run, track: unknown })).toMatchObject({ efforts, cleaning });
    expect(findEfforts({ ...run, track: trackOf([], []) })).toMatchObject({ efforts, cleaning });
  });

  const legs = (...given: [seconds: number, metersPerSecond: number][]): Track => {
    const [seconds, meters] = [[0], [0]];
    for (const [duration, speed] of given) {
      for (let passed = 0; passed < duration; passed += 1) {
        seconds.push(seconds.at(-1)! + 1);
        meters.push(meters.at(-1)! + speed);
      }
    }
    return trackOf(seconds, meters);
  };

  it('counts a train inside a run for no effort, and shows it', () => {
    const found = findEfforts({ ...run, track: legs([1200, 3], [1800, 11], [1200, 3]) });
    expect(found.flags).toEqual([]);
    expect(found.cleaning!.vehicleMeters).toBeCloseTo(19_800, -2);
    expect(found.cleaning!.vehicleSeconds).toBeCloseTo(1800, -2);
    expect(found.efforts.find(({ distanceMeters }) => distanceMeters === 1000)!.durationSeconds).toBeCloseTo(
      333,
      0,
    );
    // It spans the ride, whose time counts.
    expect(
      found.efforts.find(({ distanceMeters }) => distanceMeters === 5000)!.durationSeconds,
    ).toBeGreaterThan(3400);
  });

  it('flags what is too fast in too many places to be a vehicle, but for what an app cleared', () => {
    const track = legs(
      ...Array.from({ length: 5 }, (): [number, number][] => [
        [300, 9],
        [300, 3],
      ]).flat(),
    );
    expect(findEfforts({ ...run, track }).flags).toEqual(['implausible-effort']);
    expect(findEfforts({ ...run, track, clearedFlags: ['implausible-effort'] }).flags).toEqual([]);
    const facts = { ...run, track, distanceMeters: 18_000, averageHeartRate: 255 };
    expect(findEfforts({ ...facts, clearedFlags: ['implausible-speed'] }).flags).toEqual([
      'implausible-effort',
      'implausible-heart-rate',
    ]);
  });

  it('leaves out a short effort that nobody can run', () => {
    const found = findEfforts({ ...run, track: legs([600, 3], [40, 11], [600, 3]) });
    expect(found.flags).toEqual([]);
    expect(found.efforts.map(({ distanceMeters }) => distanceMeters)).not.toContain(400);
    expect(found.efforts.map(({ distanceMeters }) => distanceMeters)).toContain(1000);
  });

  it('measures on the cleaned track, and counts what the reader left out', () => {
    const seconds = Array.from({ length: 1001 }, (_, second) => second);
    const meters = seconds.map((second) => second * 3 + (second > 500 ? 5000 : 0));
    const found = findEfforts({
      ...run,
      track: trackOf(seconds, meters),
      leftOut: { ...leftOut, samplesWithoutTime: 7 },
    });
    expect(found.efforts.map((effort) => effort.distanceMeters)).toEqual([400, 804.672, 1000, 1609.344]);
    expect(found.efforts[0]?.durationSeconds).toBeCloseTo(133.333, 2);
    expect(found.cleaning).toEqual({ ...cleaning, droppedDistances: 1, samplesWithoutTime: 7 });
  });
});
