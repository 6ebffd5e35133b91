import { describe, expect, it } from 'vitest';
import { LEADERBOARDS, findLeaderboard } from '../../src/domain/leaderboards.ts';
import { EFFORT_DISTANCES } from '../../src/domain/efforts.ts';
import { SPORTS } from '../../src/domain/workout.ts';

describe('boards', () => {
  it('are the nine of the contract', () => {
    expect(LEADERBOARDS.map(({ board }) => board)).toEqual([
      'distance',
      'duration',
      'energy',
      'elevation',
      'workouts',
      'fastest-5k',
      'fastest-10k',
      'fastest-half-marathon',
      'fastest-marathon',
    ]);
    expect(new Set(LEADERBOARDS.map(({ column }) => column)).size).toBe(9);
  });

  it('rank totals of any sport from the top, and times of runs from the shortest', () => {
    expect(findLeaderboard('energy')).toMatchObject({
      unit: 'kcal',
      order: 'desc',
      column: 'energy_kcal',
      sports: SPORTS,
    });
    expect(findLeaderboard('fastest-half-marathon')).toMatchObject({
      unit: 's',
      order: 'asc',
      column: 'fastest_half_marathon',
      effortDistanceMeters: 21_097.5,
      sports: ['run'],
      periods: ['week', 'month', 'year', 'all'],
    });
    expect(findLeaderboard('fastest')).toBeUndefined();
    expect(findLeaderboard('__proto__')).toBeUndefined();
  });

  it('take their times from distances over which efforts are kept', () => {
    for (const { effortDistanceMeters } of LEADERBOARDS) {
      if (effortDistanceMeters !== undefined) expect(EFFORT_DISTANCES.run).toContain(effortDistanceMeters);
    }
  });
});
