import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanTrack } from '../../../src/domain/track/clean-track.ts';
import { climbOf } from '../../../src/domain/track/climb.ts';
import type { Track } from '../../../src/domain/track/track.ts';
import type { Sport } from '../../../src/domain/workout.ts';
import { trackOf } from '../tracks.ts';
import { located, NORTH, PHONE, WATCH, withWander } from './receivers.ts';

const metersOf = (track: Track, sport: Sport = 'run') =>
  cleanTrack(track, sport).track.distanceMeters.at(-1)!;
const restOf = (track: Track, sport: Sport = 'run') =>
  cleanTrack(track, sport).rests.reduce((sum, { from, to }) => sum + to - from, 0);
const zeros = (count: number) => Array.from({ length: count }, () => 0);

/** 6 km to the north at 3 m/s. */
const north = Array.from({ length: 2001 }, (_, second) => 3 * second);
const straight = () => located(zeros(2001), north);

describe('positions that no speed leads to', () => {
  test.each([
    ['one fix 3 km off', [900], 3000, 6000],
    ['the first 5 s at a place 100 km away', [0, 1, 2, 3, 4], 100_000, 5985],
    ['the last 5 s at a place 100 km away', [1996, 1997, 1998, 1999, 2000], 100_000, 5985],
    ['half a minute 500 m off', Array.from({ length: 30 }, (_, i) => 700 + i), 500, 6000],
  ])('are dropped: %s', (_name, at, off, expected) => {
    const track = straight();
    for (const index of at) track.latitude[index]! += off / NORTH;
    const { track: clean, dropped } = cleanTrack(track, 'run');
    expect(clean.distanceMeters.at(-1)).toBeGreaterThan(expected - 10);
    expect(clean.distanceMeters.at(-1)).toBeLessThan(expected + 10);
    expect(dropped.droppedPositions).toBe(at.length);
    expect(at.every((index) => Number.isNaN(clean.latitude[index]))).toBe(true);
    expect(track.latitude[at[0]!]).not.toBeNaN();
  });

  test('a dropped fix lends its time to the distance, not to a speed', () => {
    const track = straight();
    track.latitude[900]! += 3000 / NORTH;
    const { distanceMeters } = cleanTrack(track, 'run').track;
    expect(distanceMeters[900]! - distanceMeters[899]!).toBeCloseTo(3, 1);
  });

  test('where the track goes on elsewhere for long, both parts count, and the jump does not', () => {
    const jumped = located(
      zeros(2001),
      north.map((meters, second) => meters + (second > 1000 ? 20_000 : 0)),
    );
    expect(metersOf(jumped)).toBeCloseTo(5997, -1);
    expect(cleanTrack(jumped, 'run').dropped.droppedPositions).toBe(0);
  });

  test('a track of which half would go is kept: the sport may be another one', () => {
    const driven = located(
      zeros(1001),
      Array.from({ length: 1001 }, (_, second) => 30 * second),
    );
    expect(metersOf(driven)).toBeCloseTo(30_000, -2);
    expect(metersOf(driven, 'ride')).toBe(metersOf(driven));
  });
});

describe("the device's count", () => {
  const seconds = Array.from({ length: 2001 }, (_, second) => second);

  test('loses a leap, and says so', () => {
    const leapt = trackOf(
      seconds,
      north.map((meters, second) => meters + (second > 999 ? 3000 : 0)),
    );
    expect(cleanTrack(leapt, 'run')).toMatchObject({ leaptMeters: 3003, dropped: { droppedDistances: 1 } });
    expect(metersOf(leapt)).toBe(5997);
  });

  test('may catch up with what it missed in a tunnel', () => {
    const tunnel = trackOf(
      seconds,
      north.map((meters, second) => (second > 500 && second < 600 ? 1500 : meters)),
    );
    expect(metersOf(tunnel)).toBe(6000);
  });

  test('is believed against positions, and where it begins above 0', () => {
    const track = { ...straight(), distanceMeters: Float64Array.from(north, (meters) => 5 + meters / 2) };
    expect(metersOf(track)).toBe(3005);
  });
});

describe('rests', () => {
  test.each([
    ['a watch', WATCH],
    ['a phone', PHONE],
  ])('an hour on a bench with %s adds no distance', (_name, receiver) => {
    const bench = withWander(zeros(3600), zeros(3600), receiver);
    expect(metersOf(bench)).toBeLessThan(20);
    expect(restOf(bench)).toBeGreaterThan(3580);
    expect(cleanTrack(bench, 'run').dropped.driftMeters).toBeGreaterThan(400);
  });

  test('neither a slow climb, nor a turn, nor a lap of a track is one', () => {
    const hour = zeros(3601);
    const slow = located(
      hour,
      hour.map((_, second) => 0.45 * second),
    );
    expect(restOf(slow, 'hike')).toBe(0);
    const turning = located(
      zeros(601),
      zeros(601).map((_, second) => 3 * Math.min(second, 600 - second)),
    );
    expect(restOf(turning)).toBe(0);
  });

  test('who rises by 0.15 m/s on the spot climbs', () => {
    const wall = located(
      zeros(601),
      zeros(601),
      zeros(601).map((_, second) => 500 + 0.15 * second),
    );
    expect(restOf(wall, 'hike')).toBe(0);
  });
});

describe('heights', () => {
  const flat = zeros(2001).map(() => 200);
  const climbWith = (elevationMeters: number[]) =>
    climbOf(cleanTrack(located(zeros(2001), north, elevationMeters), 'run').track);

  test('that jump 2,400 m for 5 s, or are 0 for "no reading", add no climb', () => {
    expect(climbWith(flat.map((height, s) => (s >= 1000 && s < 1005 ? height + 2400 : height)))).toBe(0);
    expect(climbWith(flat.map((height, s) => (s % 7 === 0 || s % 100 < 20 ? 0 : height)))).toBe(0);
    expect(climbWith(flat.map((height, s) => (s < 500 ? 0 : height)))).toBe(0);
  });

  test('continue at their level when the barometer is reset', () => {
    expect(climbWith(flat.map((height, s) => (s > 1000 ? height + 400 : height)))).toBe(0);
  });
});

/** A run or ride whose speed and direction change smoothly, as an athlete's do. */
const cleanTracks = fc
  .record({
    speed: fc.double({ min: 1, max: 5, noNaN: true }),
    swing: fc.double({ min: 0, max: 0.4, noNaN: true }),
    turn: fc.double({ min: 0, max: 1 / 30, noNaN: true }),
    period: fc.double({ min: 60, max: 600, noNaN: true }),
  })
  .map(({ speed, swing, turn, period }) => () => {
    let [x, y, heading] = [0, 0, 0];
    const [east, toNorth] = [[0], [0]];
    for (let second = 1; second < 1200; second += 1) {
      const wave = Math.sin((2 * Math.PI * second) / period);
      const step = speed * (1 + swing * wave);
      heading += turn * wave;
      x += step * Math.sin(heading);
      y += step * Math.cos(heading);
      east.push(x);
      toNorth.push(y);
    }
    return located(east, toNorth);
  });

/** The metres of degrees at 48° N are rounded in these tests: the length of the raw track, hop by hop. */
const rawMeters = (track: Track): number => {
  let meters = 0;
  for (let i = 1; i < track.seconds.length; i += 1) {
    const hop = {
      ...track,
      seconds: track.seconds.slice(i - 1, i + 1),
      latitude: track.latitude.slice(i - 1, i + 1),
      longitude: track.longitude.slice(i - 1, i + 1),
      elevationMeters: track.elevationMeters.slice(i - 1, i + 1),
      distanceMeters: track.distanceMeters.slice(i - 1, i + 1),
      afterBreak: track.afterBreak.slice(i - 1, i + 1),
    };
    meters += metersOf(hop, 'indoor_ride');
  }
  return meters;
};

describe('a property', () => {
  test('cleaning moves a clean track by less than 0.1 %', () => {
    fc.assert(
      fc.property(cleanTracks, (make) => {
        const track = make();
        const raw = rawMeters(track);
        expect(Math.abs(metersOf(track) - raw) / raw).toBeLessThan(0.001);
      }),
      { numRuns: 30 },
    );
  });

  test('an outlier changes the distance by less than 0.5 %', () => {
    fc.assert(
      fc.property(
        cleanTracks,
        fc.integer({ min: 0, max: 1140 }),
        fc.integer({ min: 1, max: 50 }),
        fc.double({ min: 100, max: 1e6, noNaN: true }),
        (make, from, count, off) => {
          const track = make();
          const before = metersOf(track);
          const isAtEnd = from < 60 || from + count > 1140;
          const lasting = isAtEnd ? Math.min(count, 3) : count;
          // A stray stretch needs a way there that nobody covers in its time.
          const far = off + 13 * lasting;
          for (let i = from; i < from + lasting; i += 1) track.latitude[i]! += far / NORTH;
          expect(Math.abs(metersOf(track) - before) / before).toBeLessThan(0.005);
        },
      ),
      { numRuns: 300 },
    );
  });
});
