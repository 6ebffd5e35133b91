import { describe, expect, it } from 'vitest';
import { ACHIEVEMENTS, achievementTitle } from '../../../src/domain/achievements/index.ts';
import { SPORTS } from '../../../src/domain/workout.ts';

const targetsOf = (prefix: RegExp) =>
  ACHIEVEMENTS.filter(({ id }) => prefix.test(id)).map(({ target }) => target);

describe('the catalogue', () => {
  it('has the ladders of the domain', () => {
    expect(targetsOf(/^workouts-/)).toEqual([1, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000]);
    expect(targetsOf(/^distance-/)).toEqual([100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 40_075]);
    expect(targetsOf(/^climb-/)).toEqual([500, 1000, 2500, 8849, 17_698, 50_000, 100_000]);
    expect(targetsOf(/^hours-/)).toEqual([24, 48, 100, 250, 500, 1000]);
    expect(targetsOf(/^run-/)).toEqual([5, 10, 21.0975, 42.195, 50, 100]);
    expect(targetsOf(/^ride-/)).toEqual([50, 100, 160.934, 200]);
    expect(targetsOf(/^streak-days-/)).toEqual([3, 7, 14, 30, 60, 100, 365]);
    expect(targetsOf(/^streak-weeks-/)).toEqual([4, 12, 26, 52]);
    expect(targetsOf(/^eddington-/)).toEqual([10, 25, 50, 75, 100]);
    expect(targetsOf(/^monthly-/)).toEqual([100, 400, 20]);
    expect(ACHIEVEMENTS.filter(({ id }) => id.startsWith('first-'))).toHaveLength(SPORTS.length);
  });

  // Awards are stored under these: an id that changes or goes is an award that is lost.
  it('never changes an id', () => {
    expect(ACHIEVEMENTS.map(({ id }) => id)).toMatchInlineSnapshot(`
      [
        "workouts-1",
        "workouts-10",
        "workouts-25",
        "workouts-50",
        "workouts-100",
        "workouts-250",
        "workouts-500",
        "workouts-1000",
        "workouts-2500",
        "workouts-5000",
        "first-run",
        "first-walk",
        "first-hike",
        "first-ride",
        "first-indoor-ride",
        "first-swim",
        "first-row",
        "first-strength",
        "first-yoga",
        "first-other",
        "distance-100-km",
        "distance-250-km",
        "distance-500-km",
        "distance-1000-km",
        "distance-2500-km",
        "distance-5000-km",
        "distance-10000-km",
        "distance-25000-km",
        "distance-40075-km",
        "climb-500-m",
        "climb-1000-m",
        "climb-2500-m",
        "climb-8849-m",
        "climb-17698-m",
        "climb-50000-m",
        "climb-100000-m",
        "hours-24",
        "hours-48",
        "hours-100",
        "hours-250",
        "hours-500",
        "hours-1000",
        "run-5-km",
        "run-10-km",
        "run-half-marathon",
        "run-marathon",
        "run-50-km",
        "run-100-km",
        "ride-50-km",
        "ride-100-km",
        "ride-100-miles",
        "ride-200-km",
        "streak-days-3",
        "streak-days-7",
        "streak-days-14",
        "streak-days-30",
        "streak-days-60",
        "streak-days-100",
        "streak-days-365",
        "streak-weeks-4",
        "streak-weeks-12",
        "streak-weeks-26",
        "streak-weeks-52",
        "eddington-10",
        "eddington-25",
        "eddington-50",
        "eddington-75",
        "eddington-100",
        "monthly-run-100-km",
        "monthly-ride-400-km",
        "monthly-active-days-20",
        "early-bird",
        "night-owl",
        "weekend",
        "comeback",
        "record-broken",
      ]
    `);
  });

  it('has unique ids, and a tier where a ladder has several rungs', () => {
    expect(new Set(ACHIEVEMENTS.map(({ id }) => id)).size).toBe(ACHIEVEMENTS.length);
    for (const { id } of ACHIEVEMENTS) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(ACHIEVEMENTS.find(({ id }) => id === 'run-marathon')?.tier).toBe(4);
    expect(ACHIEVEMENTS.find(({ id }) => id === 'early-bird')).not.toHaveProperty('tier');
  });

  it('has titles for people', () => {
    expect(achievementTitle('distance-10000-km')).toBe('10,000 km in total');
    expect(achievementTitle('first-indoor-ride')).toBe('First indoor ride');
    expect(achievementTitle('eddington-25')).toBe('Eddington 25: 25 days of 25 km');
    expect(achievementTitle('of-a-later-version')).toBe('of-a-later-version');
  });
});
