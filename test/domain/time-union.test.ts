import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginTimeUnion } from '../../src/domain/time-union.ts';

const freshOf = (...intervals: [number, number][]): number[] => {
  const take = beginTimeUnion();
  return intervals.map(([startedAtMs, endedAtMs]) => take({ startedAtMs, endedAtMs }));
};

describe('beginTimeUnion', () => {
  it.each<[string, [number, number][], number[]]>([
    [
      'apart',
      [
        [0, 10],
        [20, 30],
      ],
      [10, 10],
    ],
    [
      'side by side',
      [
        [0, 10],
        [10, 30],
      ],
      [10, 20],
    ],
    [
      'the same hour twice',
      [
        [0, 10],
        [0, 10],
      ],
      [10, 0],
    ],
    [
      'one inside the other',
      [
        [3, 5],
        [0, 10],
      ],
      [2, 8],
    ],
    [
      'one around two',
      [
        [0, 1],
        [2, 3],
        [0.5, 4],
      ],
      [1, 1, 2],
    ],
    [
      'the end of the first',
      [
        [0, 10],
        [5, 12],
      ],
      [10, 2],
    ],
  ])('counts %s once', (_, intervals, fresh) => {
    expect(freshOf(...intervals)).toEqual(fresh);
  });

  it('sums to the union of any intervals', () => {
    const intervals = fc.array(
      fc.tuple(fc.nat(60), fc.nat(20)).map(([start, length]): [number, number] => [start, start + length]),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(intervals, (any) => {
        const inOrder = any.toSorted((a, b) => a[1] - b[1]);
        const moments = new Set(
          any.flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i)),
        );
        expect(freshOf(...inOrder).reduce((sum, fresh) => sum + fresh, 0)).toBe(moments.size);
      }),
    );
  });
});
