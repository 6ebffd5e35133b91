import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEADERBOARDS, findLeaderboard } from '../../src/domain/leaderboards.ts';
import { EFFORT_DISTANCES } from '../../src/domain/efforts.ts';
import { rankScores } from '../support/ranking.ts';
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

describe('rankScores', () => {
  const ranksOf = (scores: number[], order: 'asc' | 'desc') =>
    rankScores(
      scores.map((score, index) => ({ athleteId: `a${index}`, score })),
      order,
    ).map(({ rank }) => rank);

  it.each([
    [[101, 100, 100, 99], 'desc', [1, 2, 2, 4]],
    [[99, 100, 100, 101], 'asc', [1, 2, 2, 4]],
    [[5, 5, 5], 'desc', [1, 1, 1]],
    [[], 'desc', []],
  ] as const)('%j %s → %j', (scores, order, ranks) => {
    expect(ranksOf([...scores], order)).toEqual(ranks);
  });

  it('orders a tie by athleteId, capitals first', () => {
    const scores = ['b', 'a', 'B'].map((athleteId) => ({ athleteId, score: 1 }));
    expect(rankScores(scores, 'desc').map(({ athleteId }) => athleteId)).toEqual(['B', 'a', 'b']);
  });

  it('gives each score 1 + the number of strictly better ones', () => {
    const scores = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 30 });
    fc.assert(
      fc.property(scores, fc.constantFrom('asc' as const, 'desc' as const), (values, order) => {
        const isBetter = (a: number, b: number) => (order === 'desc' ? a > b : a < b);
        const ranked = rankScores(
          values.map((score, index) => ({ athleteId: `a${index}`, score })),
          order,
        );
        expect(ranked).toHaveLength(values.length);
        for (const { score, rank } of ranked) {
          expect(rank).toBe(1 + values.filter((value) => isBetter(value, score)).length);
        }
      }),
    );
  });
});
