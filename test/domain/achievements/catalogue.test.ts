import { describe, expect, it } from 'vitest';
import {
  ACHIEVEMENT_ICONS,
  ACHIEVEMENTS,
  presentAchievement,
} from '../../../src/domain/achievements/index.ts';
import { SPORTS } from '../../../src/domain/workout.ts';

describe('the catalogue', () => {
  // Awards are stored under these: an id that changes or goes is an award that is lost.
  it('never changes an id or a target', () => {
    expect(ACHIEVEMENTS.map(({ id, target }) => `${id}: ${target}`)).toMatchInlineSnapshot(`
      [
        "workouts-1: 1",
        "workouts-10: 10",
        "workouts-25: 25",
        "workouts-50: 50",
        "workouts-100: 100",
        "workouts-250: 250",
        "workouts-500: 500",
        "workouts-1000: 1000",
        "workouts-2500: 2500",
        "workouts-5000: 5000",
        "first-run: 1",
        "first-walk: 1",
        "first-hike: 1",
        "first-ride: 1",
        "first-indoor-ride: 1",
        "first-swim: 1",
        "first-row: 1",
        "first-strength: 1",
        "first-yoga: 1",
        "first-other: 1",
        "distance-100-km: 100",
        "distance-250-km: 250",
        "distance-500-km: 500",
        "distance-1000-km: 1000",
        "distance-2500-km: 2500",
        "distance-5000-km: 5000",
        "distance-10000-km: 10000",
        "distance-25000-km: 25000",
        "distance-40075-km: 40075",
        "climb-500-m: 500",
        "climb-1000-m: 1000",
        "climb-2500-m: 2500",
        "climb-8849-m: 8849",
        "climb-17698-m: 17698",
        "climb-50000-m: 50000",
        "climb-100000-m: 100000",
        "hours-24: 24",
        "hours-48: 48",
        "hours-100: 100",
        "hours-250: 250",
        "hours-500: 500",
        "hours-1000: 1000",
        "run-5-km: 5",
        "run-10-km: 10",
        "run-half-marathon: 21.0975",
        "run-marathon: 42.195",
        "run-50-km: 50",
        "run-100-km: 100",
        "ride-50-km: 50",
        "ride-100-km: 100",
        "ride-100-miles: 160.9344",
        "ride-200-km: 200",
        "indoor-ride-20-km: 20",
        "indoor-ride-50-km: 50",
        "indoor-ride-100-km: 100",
        "indoor-ride-100-miles: 160.9344",
        "walk-5-km: 5",
        "walk-10-km: 10",
        "walk-20-km: 20",
        "walk-30-km: 30",
        "walk-50-km: 50",
        "hike-10-km: 10",
        "hike-20-km: 20",
        "hike-30-km: 30",
        "hike-50-km: 50",
        "swim-500-m: 0.5",
        "swim-1-km: 1",
        "swim-1500-m: 1.5",
        "swim-3800-m: 3.8",
        "swim-5-km: 5",
        "swim-10-km: 10",
        "row-2-km: 2",
        "row-5-km: 5",
        "row-10-km: 10",
        "row-half-marathon: 21.0975",
        "row-marathon: 42.195",
        "other-10-km: 10",
        "other-25-km: 25",
        "other-50-km: 50",
        "streak-days-3: 3",
        "streak-days-7: 7",
        "streak-days-14: 14",
        "streak-days-30: 30",
        "streak-days-60: 60",
        "streak-days-100: 100",
        "streak-days-365: 365",
        "streak-weeks-4: 4",
        "streak-weeks-12: 12",
        "streak-weeks-26: 26",
        "streak-weeks-52: 52",
        "eddington-10: 10",
        "eddington-25: 25",
        "eddington-50: 50",
        "eddington-75: 75",
        "eddington-100: 100",
        "monthly-run-100-km: 100",
        "monthly-ride-400-km: 400",
        "monthly-active-days-20: 20",
        "yearly-run-500-km: 500",
        "yearly-run-1000-km: 1000",
        "yearly-run-2000-km: 2000",
        "yearly-ride-2000-km: 2000",
        "yearly-ride-5000-km: 5000",
        "yearly-ride-10000-km: 10000",
        "yearly-swim-50-km: 50",
        "yearly-swim-100-km: 100",
        "yearly-swim-200-km: 200",
        "yearly-climb-10000-m: 10000",
        "yearly-climb-50000-m: 50000",
        "yearly-climb-100000-m: 100000",
        "yearly-hours-100: 100",
        "yearly-hours-250: 250",
        "yearly-hours-500: 500",
        "yearly-active-days-100: 100",
        "yearly-active-days-200: 200",
        "yearly-active-days-300: 300",
        "early-bird: 1",
        "night-owl: 1",
        "weekend: 1",
        "comeback: 30",
        "record-broken: 1",
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
