import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createConsecutiveRuns } from '../../../src/domain/achievements/consecutive-runs.ts';

const longestBySorting = (numbers: readonly number[]): number => {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  let [longest, length] = [0, 0];
  for (const [index, number] of sorted.entries()) {
    length = number - 1 === sorted[index - 1] ? length + 1 : 1;
    longest = Math.max(longest, length);
  }
  return longest;
};

describe('createConsecutiveRuns', () => {
  it('knows the longest run after each number, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -20, max: 40 }), { maxLength: 60 }), (numbers) => {
        const runs = createConsecutiveRuns();
        expect(runs.longest()).toBe(0);
        for (const [index, number] of numbers.entries()) {
          runs.add(number);
          expect(runs.longest()).toBe(longestBySorting(numbers.slice(0, index + 1)));
        }
      }),
    );
  });

  it('joins runs over a gap, also when the gap is filled later', () => {
    const runs = createConsecutiveRuns();
    for (const number of [1, 2, 4, 5]) runs.add(number);
    runs.join(2, 4);
    expect(runs.longest()).toBe(4);
    runs.join(2, 4);
    runs.add(3);
    expect(runs.longest()).toBe(5);
  });
});
