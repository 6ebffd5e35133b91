import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settleDuplicates, type DuplicateCandidate } from '../../src/domain/duplicates.ts';
import { shuffled } from './workouts.ts';

const START = Date.parse('2026-03-01T08:00:00Z');

const candidate = (
  workoutId: string,
  { minute = 0, ...given }: Partial<DuplicateCandidate> & { minute?: number } = {},
): DuplicateCandidate => ({
  workoutId,
  sport: 'run',
  startedAt: new Date(START + minute * 60_000).toISOString(),
  durationSeconds: 3600,
  movingSeconds: null,
  distanceMeters: 10_000,
  hasHeartRate: false,
  hasPower: false,
  hasTrack: false,
  contentHash: workoutId,
  ...given,
});

const settled = (...candidates: DuplicateCandidate[]) => Object.fromEntries(settleDuplicates(candidates));

describe('settleDuplicates', () => {
  it('finds the same run from watch and phone', () => {
    const watch = candidate('watch', {
      hasTrack: true,
      minute: 1,
      durationSeconds: 3500,
      distanceMeters: 9900,
    });
    expect(settled(candidate('phone'), watch)).toEqual({ phone: 'watch' });
  });

  it.each<[string, Parameters<typeof candidate>[1], boolean]>([
    ['half of the time shared', { minute: 30 }, true],
    ['less than half shared', { minute: 31 }, false],
    ['one after the other', { minute: 60 }, false],
    ['a walk, by the phone', { sport: 'walk' }, true],
    ['another sport, by the phone', { sport: 'other' }, true],
    ['an unrelated sport', { sport: 'ride' }, false],
    ['a distance of 0, which is unknown', { distanceMeters: 0 }, true],
    ['10 % shorter', { distanceMeters: 9000 }, true],
    ['more than 10 % shorter', { distanceMeters: 8999 }, false],
    ['no distance', { distanceMeters: null }, true],
    ['a short one inside', { minute: 20, durationSeconds: 600 }, true],
    ['half of a short one inside', { minute: 55, durationSeconds: 600 }, true],
  ])('%s', (_, given, expected) => {
    expect(settleDuplicates([candidate('a'), candidate('b', { contentHash: 'z', ...given })]).size).toBe(
      expected ? 1 : 0,
    );
  });

  it.each<[string, Parameters<typeof candidate>[1], Parameters<typeof candidate>[1]]>([
    ['the one that was stopped', { durationSeconds: 3600 }, { durationSeconds: 5401, hasHeartRate: true }],
    [
      'the one that was stopped, by the time in motion',
      { distanceMeters: null },
      { durationSeconds: 5401, movingSeconds: 3900 },
    ],
    [
      'the long one, where the short one is a part',
      { durationSeconds: 5401, movingSeconds: 5000 },
      { distanceMeters: null },
    ],
    [
      'then the one with a heart rate',
      { hasHeartRate: true, durationSeconds: 3000 },
      { hasPower: true, hasTrack: true },
    ],
    ['then the one with power', { hasPower: true, durationSeconds: 3000 }, { hasTrack: true }],
    ['then the one with a track', { hasTrack: true, durationSeconds: 3000 }, {}],
    ['then the longer one', { durationSeconds: 3601, minute: 1 }, {}],
    ['then the earlier one', { distanceMeters: 9500 }, { minute: 1 }],
    ['then the farther one', { distanceMeters: 10_001 }, {}],
    ['a distance before none', { distanceMeters: 0 }, { distanceMeters: null }],
    ['then the named sport', { contentHash: 'b' }, { sport: 'other', contentHash: 'a' }],
    ['then the lesser hash', { contentHash: 'a' }, { contentHash: 'b' }],
  ])('keeps %s', (_, kept, other) => {
    expect(settled(candidate('other', other), candidate('kept', kept))).toEqual({ other: 'kept' });
  });

  it('compares with kept ones only', () => {
    const chain = [
      candidate('a', { durationSeconds: 3602 }),
      candidate('b', { durationSeconds: 3601, minute: 20 }),
      candidate('c', { minute: 40 }),
    ];
    expect(settled(...chain)).toEqual({ b: 'a' });
  });

  it('leaves alone what the athlete keeps, also as what others repeat', () => {
    const kept = candidate('kept', { keptByAthlete: true, minute: 2 });
    expect(settled(candidate('a'), kept)).toEqual({});
    expect(settled(kept, candidate('a', { minute: 3 }))).toEqual({ a: 'kept' });
  });

  describe('for any set', () => {
    const sets = fc
      .array(
        fc.record({
          minute: fc.integer({ min: 0, max: 240 }),
          sport: fc.constantFrom('run' as const, 'walk' as const, 'ride' as const, 'other' as const),
          durationSeconds: fc.constantFrom(600, 1800, 3600, 3601, 20_000),
          movingSeconds: fc.option(fc.constantFrom(0, 600, 1700)),
          distanceMeters: fc.option(fc.constantFrom(0, 5000, 9000, 9500, 10_000)),
          hasHeartRate: fc.boolean(),
          hasPower: fc.boolean(),
          hasTrack: fc.boolean(),
          keptByAthlete: fc.boolean(),
        }),
        { maxLength: 25 },
      )
      .map((rows) => rows.map((row, index) => candidate(`w${String(index).padStart(2, '0')}`, row)));

    it('does not depend on the order of arrival', () => {
      fc.assert(
        fc.property(sets, fc.nat(100), (candidates, seed) => {
          expect(settled(...shuffled(candidates, seed))).toEqual(settled(...candidates));
        }),
      );
    });

    it('is what the rule says, applied to all pairs', () => {
      fc.assert(
        fc.property(sets, (candidates) => {
          expect(settled(...candidates)).toEqual(settledByAllPairs(candidates));
        }),
        { numRuns: 500 },
      );
    });
  });
});

function settledByAllPairs(candidates: DuplicateCandidate[]): Record<string, string> {
  const kept: DuplicateCandidate[] = [];
  const duplicates: Record<string, string> = {};
  const leftRunning = (c: DuplicateCandidate) =>
    candidates.some(
      (o) =>
        isSame(c, o) &&
        c.durationSeconds > 1.5 * o.durationSeconds &&
        ((c.distanceMeters && o.distanceMeters) ||
          (c.movingSeconds && c.movingSeconds <= 1.1 * o.durationSeconds)),
    );
  const rank = (c: DuplicateCandidate) =>
    [
      leftRunning(c) ? 1 : 0,
      c.hasHeartRate ? 0 : 1,
      c.hasPower ? 0 : 1,
      c.hasTrack ? 0 : 1,
      1e9 - c.durationSeconds,
      Date.parse(c.startedAt),
      1e9 - (c.distanceMeters ?? -1),
      ['run', 'walk', 'ride', 'other'].indexOf(c.sport),
    ]
      .map((part) => String(part).padStart(20, '0'))
      .concat(c.contentHash)
      .join('/');
  for (const c of candidates.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1))) {
    const original = c.keptByAthlete ? undefined : kept.find((other) => isSame(c, other));
    if (original) duplicates[c.workoutId] = original.workoutId;
    else kept.push(c);
  }
  return duplicates;
}

function isSame(a: DuplicateCandidate, b: DuplicateCandidate): boolean {
  const [startA, startB] = [Date.parse(a.startedAt) / 1000, Date.parse(b.startedAt) / 1000];
  const overlap = Math.min(startA + a.durationSeconds, startB + b.durationSeconds) - Math.max(startA, startB);
  const [distanceA, distanceB] = [a.distanceMeters || Number.NaN, b.distanceMeters || Number.NaN];
  const areFar = Math.min(distanceA, distanceB) < Math.max(distanceA, distanceB) * 0.9;
  const onFoot = ['run', 'walk'];
  const areRelated =
    a.sport === b.sport ||
    [a.sport, b.sport].includes('other') ||
    (onFoot.includes(a.sport) && onFoot.includes(b.sport));
  return areRelated && overlap >= Math.min(a.durationSeconds, b.durationSeconds) / 2 && !areFar;
}
