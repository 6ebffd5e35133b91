import { describe, expect, it } from 'vitest';
import { flagsOf, maxPlausibleSpeed } from '../../src/domain/plausibility.ts';
import { activeSeconds, averageSpeed } from '../../src/domain/speed.ts';
import { SPORTS } from '../../src/domain/workout.ts';

const BOUNDS = [
  ['run', 12],
  ['walk', 4],
  ['hike', 4],
  ['ride', 35],
  ['swim', 3],
  ['row', 8],
] as const;

describe('flagsOf', () => {
  it.each(BOUNDS)('believes a %s at %i m/s and no faster one', (sport, bound) => {
    const facts = { sport, durationSeconds: 100, movingSeconds: null };
    expect(flagsOf({ ...facts, distanceMeters: bound * 100 })).toEqual([]);
    expect(flagsOf({ ...facts, distanceMeters: bound * 100 + 1 })).toEqual(['implausible-speed']);
  });

  it('measures over the moving time where it is known', () => {
    const facts = { sport: 'run', durationSeconds: 1000, distanceMeters: 1300 } as const;
    expect(flagsOf({ ...facts, movingSeconds: null })).toEqual([]);
    expect(flagsOf({ ...facts, movingSeconds: 100 })).toEqual(['implausible-speed']);
    expect(flagsOf({ ...facts, movingSeconds: 0 })).toEqual([]);
  });

  it('has nothing to say without a distance, or of a sport without a bound', () => {
    expect(flagsOf({ sport: 'run', durationSeconds: 1, movingSeconds: null, distanceMeters: null })).toEqual(
      [],
    );
    const unbound = SPORTS.filter((sport) => maxPlausibleSpeed(sport) === Number.POSITIVE_INFINITY);
    expect(unbound).toEqual(['indoor_ride', 'strength', 'yoga', 'other']);
    for (const sport of unbound) {
      expect(flagsOf({ sport, durationSeconds: 1, movingSeconds: null, distanceMeters: 1e6 })).toEqual([]);
    }
  });
});

describe('speed', () => {
  it('is distance over active time', () => {
    expect(activeSeconds({ durationSeconds: 100, movingSeconds: 80 })).toBe(80);
    expect(activeSeconds({ durationSeconds: 100, movingSeconds: null })).toBe(100);
    expect(averageSpeed({ durationSeconds: 100, movingSeconds: 80, distanceMeters: 400 })).toBe(5);
    expect(averageSpeed({ durationSeconds: 100, movingSeconds: 80, distanceMeters: 0 })).toBeNull();
  });
});
