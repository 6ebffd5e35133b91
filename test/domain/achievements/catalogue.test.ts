import { describe, expect, it } from 'vitest';
import {
  ACHIEVEMENT_ICONS,
  ACHIEVEMENTS,
  presentAchievement,
} from '../../../src/domain/achievements/index.ts';
import { SPORTS } from '../../../src/domain/workout.ts';

const targetsOf = (prefix: RegExp) =>
  ACHIEVEMENTS.filter(({ id }) => prefix.test(id)).map(({ target }) => target);

describe('the catalogue', () => {
  it('has the tiers of the domain', () => {
    expect(targetsOf(/^workouts-/)).toEqual([1, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000]);
    expect(targetsOf(/^distance-/)).toEqual([100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 40_075]);
    expect(targetsOf(/^climb-/)).toEqual([500, 1000, 2500, 8849, 17_698, 50_000, 100_000]);
    expect(targetsOf(/^hours-/)).toEqual([24, 48, 100, 250, 500, 1000]);
    expect(targetsOf(/^run-/)).toEqual([5, 10, 21.0975, 42.195, 50, 100]);
    expect(targetsOf(/^ride-/)).toEqual([50, 100, 160.9344, 200]);
    expect(targetsOf(/^indoor-ride-/)).toEqual([20, 50, 100, 160.9344]);
    expect(targetsOf(/^walk-/)).toEqual([5, 10, 20, 30, 50]);
    expect(targetsOf(/^hike-/)).toEqual([10, 20, 30, 50]);
    expect(targetsOf(/^swim-/)).toEqual([0.5, 1, 1.5, 3.8, 5, 10]);
    expect(targetsOf(/^row-/)).toEqual([2, 5, 10, 21.0975, 42.195]);
    expect(targetsOf(/^other-/)).toEqual([10, 25, 50]);
    expect(targetsOf(/^streak-days-/)).toEqual([3, 7, 14, 30, 60, 100, 365]);
    expect(targetsOf(/^streak-weeks-/)).toEqual([4, 12, 26, 52]);
    expect(targetsOf(/^eddington-/)).toEqual([10, 25, 50, 75, 100]);
    expect(targetsOf(/^monthly-/)).toEqual([100, 400, 20]);
    expect(targetsOf(/^yearly-run-/)).toEqual([500, 1000, 2000]);
    expect(targetsOf(/^yearly-ride-/)).toEqual([2000, 5000, 10_000]);
    expect(targetsOf(/^yearly-swim-/)).toEqual([50, 100, 200]);
    expect(targetsOf(/^yearly-climb-/)).toEqual([10_000, 50_000, 100_000]);
    expect(targetsOf(/^yearly-hours-/)).toEqual([100, 250, 500]);
    expect(targetsOf(/^yearly-active-days-/)).toEqual([100, 200, 300]);
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
        "indoor-ride-20-km",
        "indoor-ride-50-km",
        "indoor-ride-100-km",
        "indoor-ride-100-miles",
        "walk-5-km",
        "walk-10-km",
        "walk-20-km",
        "walk-30-km",
        "walk-50-km",
        "hike-10-km",
        "hike-20-km",
        "hike-30-km",
        "hike-50-km",
        "swim-500-m",
        "swim-1-km",
        "swim-1500-m",
        "swim-3800-m",
        "swim-5-km",
        "swim-10-km",
        "row-2-km",
        "row-5-km",
        "row-10-km",
        "row-half-marathon",
        "row-marathon",
        "other-10-km",
        "other-25-km",
        "other-50-km",
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
        "yearly-run-500-km",
        "yearly-run-1000-km",
        "yearly-run-2000-km",
        "yearly-ride-2000-km",
        "yearly-ride-5000-km",
        "yearly-ride-10000-km",
        "yearly-swim-50-km",
        "yearly-swim-100-km",
        "yearly-swim-200-km",
        "yearly-climb-10000-m",
        "yearly-climb-50000-m",
        "yearly-climb-100000-m",
        "yearly-hours-100",
        "yearly-hours-250",
        "yearly-hours-500",
        "yearly-active-days-100",
        "yearly-active-days-200",
        "yearly-active-days-300",
        "early-bird",
        "night-owl",
        "weekend",
        "comeback",
        "record-broken",
      ]
    `);
  });

  it('has unique ids, and a tier where a series has several rules', () => {
    expect(new Set(ACHIEVEMENTS.map(({ id }) => id)).size).toBe(ACHIEVEMENTS.length);
    for (const { id } of ACHIEVEMENTS) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(ACHIEVEMENTS.find(({ id }) => id === 'run-marathon')?.tier).toBe(4);
    expect(ACHIEVEMENTS.find(({ id }) => id === 'early-bird')).not.toHaveProperty('tier');
  });

  it('has a distance to earn for each sport that covers one', () => {
    const sports = new Set(
      ACHIEVEMENTS.filter(({ kind }) => kind === 'longest-km').map(({ sport }) => sport),
    );
    expect(sports).toEqual(new Set(SPORTS.filter((sport) => sport !== 'strength' && sport !== 'yoga')));
  });

  it('has an icon and a description for each, and each title once', () => {
    for (const { icon, description } of ACHIEVEMENTS) {
      expect(ACHIEVEMENT_ICONS[icon]).toMatch(/^M[\d .a-zA-Z-]+$/);
      expect(description).toMatch(/^[A-Z].+[^.]\.$/);
    }
    expect(new Set(ACHIEVEMENTS.map(({ title }) => title)).size).toBe(ACHIEVEMENTS.length);
    const described = Object.fromEntries(ACHIEVEMENTS.map(({ id, description }) => [id, description]));
    expect(described).toMatchObject({
      'workouts-1': 'Save a workout.',
      'run-half-marathon': 'Run at least 21.0975 km in one workout.',
      'swim-1500-m': 'Swim at least 1,500 m in one workout.',
      'yearly-ride-10000-km': 'Ride 10,000 km in one year.',
    });
  });

  it('has titles for people', () => {
    expect(presentAchievement('distance-10000-km')).toEqual({ title: '10,000 km in total', icon: 'road' });
    expect(presentAchievement('first-indoor-ride')).toEqual({ title: 'First indoor ride', icon: 'flag' });
    expect(presentAchievement('swim-500-m')).toEqual({ title: 'A swim of 500 m', icon: 'swim' });
    expect(presentAchievement('of-a-later-version')).toEqual({ title: 'of-a-later-version', icon: 'star' });
  });
});
