import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACHIEVEMENTS } from '../../../src/domain/achievements/index.ts';
import { addDays } from '../../../src/domain/calendar.ts';
import { inOrderOfEnd, startDateOf, type CountedWorkout } from '../../../src/domain/counted-workout.ts';
import { SPORTS } from '../../../src/domain/workout.ts';
import { evaluate, shuffled, workout, workoutsArbitrary } from '../workouts.ts';

const evaluateAchievements = (workouts: readonly CountedWorkout[]) => evaluate(workouts).awards;

/** One workout at noon UTC on each of these days after 2026-03-02, a Monday, with id `day-<n>`. */
const onDays = (days: number[], given: Parameters<typeof workout>[0] = {}): CountedWorkout[] =>
  days.map((day) =>
    workout({ workoutId: `day-${day}`, startedAt: `${addDays('2026-03-02', day)}T12:00:00Z`, ...given }),
  );

const firstDays = (count: number) => Array.from({ length: count }, (_, index) => index);

/** Which workout earned the achievement, or undefined. */
const earner = (workouts: readonly CountedWorkout[], achievementId: string): string | undefined =>
  evaluateAchievements(workouts).find((award) => award.achievementId === achievementId)?.workoutId;

const idsOf = (workouts: readonly CountedWorkout[]) =>
  evaluateAchievements(workouts).map(({ achievementId }) => achievementId);

describe('counts and totals', () => {
  it('award the workout that reaches the target, dated by its end', () => {
    const workouts = onDays(firstDays(12));
    expect(evaluateAchievements(shuffled(workouts, 3))).toContainEqual({
      achievementId: 'workouts-10',
      periodKey: '',
      tier: 2,
      workoutId: 'day-9',
      earnedAt: '2026-03-11T12:30:00.000Z',
    });
    expect(earner(workouts.slice(0, 9), 'workouts-10')).toBeUndefined();
  });

  it('give nothing for nothing', () => {
    expect(evaluateAchievements([])).toEqual([]);
  });

  it('know the first of each sport', () => {
    for (const sport of SPORTS) {
      expect(earner(onDays([1, 2], { sport }), `first-${sport.replaceAll('_', '-')}`)).toBe('day-1');
    }
    expect(idsOf(onDays([1]))).not.toContain('first-swim');
  });

  it.each([
    [{ distanceMeters: 33_333.3 }, 'distance-100-km', undefined],
    [{ distanceMeters: 33_333.4 }, 'distance-100-km', 'day-2'],
    [{ elevationGainMeters: 250 }, 'climb-500-m', 'day-1'],
    [{ durationSeconds: 12 * 3600 }, 'hours-24', 'day-1'],
    [{ distanceMeters: 100_000 / 3 }, 'distance-100-km', 'day-2'],
  ])('%j three times: %s by %s', (given, achievementId, workoutId) => {
    expect(earner(onDays([0, 1, 2], given), achievementId)).toBe(workoutId);
  });

  it('are not upset by binary fractions', () => {
    expect(earner(onDays(firstDays(1000), { distanceMeters: 100.1 }), 'distance-100-km')).toBe('day-999');
    expect(earner(onDays(firstDays(10), { distanceMeters: 10_000.0 }), 'monthly-run-100-km')).toBe('day-9');
  });
});

describe('in one workout', () => {
  it.each([
    ['run', 4999.9, []],
    ['run', 5000, ['run-5-km']],
    ['run', 21_097.5, ['run-5-km', 'run-10-km', 'run-half-marathon']],
    ['run', 42_194.9, ['run-5-km', 'run-10-km', 'run-half-marathon']],
    [
      'run',
      100_000,
      ['run-5-km', 'run-10-km', 'run-half-marathon', 'run-marathon', 'run-50-km', 'run-100-km'],
    ],
    ['run', 42_195, ['run-5-km', 'run-10-km', 'run-half-marathon', 'run-marathon']],
    ['run', 21_097.49, ['run-5-km', 'run-10-km']],
    ['ride', 160_934.39, ['ride-50-km', 'ride-100-km']],
    ['ride', 160_934.4, ['ride-50-km', 'ride-100-km', 'ride-100-miles']],
    ['ride', 200_000, ['ride-50-km', 'ride-100-km', 'ride-100-miles', 'ride-200-km']],
    [
      'indoor_ride',
      160_934.4,
      ['indoor-ride-20-km', 'indoor-ride-50-km', 'indoor-ride-100-km', 'indoor-ride-100-miles'],
    ],
    ['walk', 19_999.99, ['walk-5-km', 'walk-10-km']],
    ['hike', 10_000, ['hike-10-km']],
    ['swim', 499.99, []],
    ['swim', 1500, ['swim-500-m', 'swim-1-km', 'swim-1500-m']],
    ['swim', 3800, ['swim-500-m', 'swim-1-km', 'swim-1500-m', 'swim-3800-m']],
    ['row', 5000, ['row-2-km', 'row-5-km']],
    ['other', 10_000, ['other-10-km']],
    ['yoga', 10_000, []],
  ] as const)('a %s of %d m earns %j', (sport, distanceMeters, expected) => {
    const rules = new Set(ACHIEVEMENTS.filter(({ kind }) => kind === 'longest-km').map(({ id }) => id));
    const earned = idsOf(onDays([0], { sport, distanceMeters })).filter((id) => rules.has(id));
    expect(earned).toEqual(expected);
  });
});

describe('streaks', () => {
  it('count local days, whatever their number of workouts', () => {
    expect(earner(onDays([0, 0, 1, 2]), 'streak-days-3')).toBe('day-2');
    expect(earner(onDays([0, 1, 3, 4]), 'streak-days-3')).toBeUndefined();
    expect(earner(onDays([0, 2, 1]), 'streak-days-3')).toBe('day-2');
  });

  it('go on over a long workout that ends after the days it is needed for', () => {
    const long = workout({
      workoutId: 'long',
      startedAt: '2026-03-03T13:00:00Z',
      durationSeconds: 4 * 86_400,
    });
    expect(earner([...onDays([0, 2, 3]), long], 'streak-days-3')).toBe('long');
  });

  it('count weeks from Monday to Sunday, over the turn of the year', () => {
    expect(earner(onDays([0, 13, 14, 27]), 'streak-weeks-4')).toBe('day-27');
    expect(earner(onDays([0, 13, 21, 28]), 'streak-weeks-4')).toBeUndefined();
    const turn = ['2026-12-20', '2026-12-21', '2026-12-31', '2027-01-10'].map((date) =>
      workout({ workoutId: date, startedAt: `${date}T12:00:00Z` }),
    );
    expect(earner(turn, 'streak-weeks-4')).toBe('2027-01-10');
  });

  it('take the local day of the start', () => {
    const idsIn = (timeZone: string) =>
      idsOf(
        ['2026-03-02T23:30:00Z', '2026-03-03T23:30:00Z', '2026-03-05T22:30:00Z'].map((startedAt) =>
          workout({ startedAt, timeZone }),
        ),
      );
    expect(idsIn('UTC')).not.toContain('streak-days-3');
    expect(idsIn('Europe/Paris')).toContain('streak-days-3');
  });

  describe('across zones', () => {
    const at = (startedAt: string, timeZone: string) =>
      workout({ workoutId: startedAt, startedAt, timeZone });
    const sunday = at('2026-03-02T06:00:00Z', 'Pacific/Honolulu');
    const monday = at('2026-03-03T06:00:00Z', 'Pacific/Honolulu');

    it('are not broken by a flight westwards that skips a date', () => {
      const arrival = at('2026-03-03T19:00:00Z', 'Pacific/Auckland');
      expect([sunday, monday, arrival].map(startDateOf)).toEqual(['2026-03-01', '2026-03-02', '2026-03-04']);
      expect(earner([sunday, monday, arrival], 'streak-days-3')).toBe(arrival.workoutId);
    });

    it('are broken by a rest day after such a flight', () => {
      const later = at('2026-03-04T19:00:00Z', 'Pacific/Auckland');
      expect(idsOf([sunday, monday, later])).not.toContain('streak-days-3');
    });

    it('are not broken by a flight eastwards that repeats a date', () => {
      const days = [
        at('2026-03-01T19:00:00Z', 'Pacific/Auckland'),
        at('2026-03-02T19:00:00Z', 'Pacific/Auckland'),
        at('2026-03-03T05:00:00Z', 'Pacific/Honolulu'),
        at('2026-03-05T05:00:00Z', 'Pacific/Honolulu'),
      ];
      expect(days.map(startDateOf)).toEqual(['2026-03-02', '2026-03-03', '2026-03-02', '2026-03-04']);
      expect(earner(days, 'streak-days-3')).toBe('2026-03-05T05:00:00Z');
    });

    it('are broken by a rest day, although the clock was put forward in it', () => {
      const days = [
        at('2026-03-27T12:00:00Z', 'Europe/Paris'),
        at('2026-03-28T12:00:00Z', 'Europe/Paris'),
        at('2026-03-29T22:15:00Z', 'Europe/Paris'),
      ];
      expect(days.map(startDateOf)).toEqual(['2026-03-27', '2026-03-28', '2026-03-30']);
      expect(idsOf(days)).not.toContain('streak-days-3');
    });
  });
});

describe('Eddington', () => {
  const tens = onDays(firstDays(9), { distanceMeters: 11_000, sport: 'ride' });

  it('sums the distances of a day', () => {
    const halves = ['a', 'b'].map((workoutId) =>
      workout({ workoutId, startedAt: '2026-04-01T12:00:00Z', distanceMeters: 5600 }),
    );
    expect(earner([...tens, ...halves], 'eddington-10')).toBe('b');
    expect(earner([...tens, halves[0]!], 'eddington-10')).toBeUndefined();
  });

  it('needs as many days as kilometres', () => {
    expect(earner(onDays(firstDays(24), { distanceMeters: 300_000 }), 'eddington-25')).toBeUndefined();
    expect(earner(onDays(firstDays(25), { distanceMeters: 25_000 }), 'eddington-25')).toBe('day-24');
    expect(earner(onDays(firstDays(25), { distanceMeters: 24_999 }), 'eddington-25')).toBeUndefined();
  });
});

describe('by month', () => {
  it('are earned again each month, once in each', () => {
    const runs = onDays(firstDays(60), { distanceMeters: 10_000 });
    const monthly = evaluateAchievements(runs).filter(({ achievementId }) =>
      achievementId.startsWith('monthly-'),
    );
    expect(
      monthly.map(({ achievementId, periodKey, workoutId }) => [achievementId, periodKey, workoutId]),
    ).toEqual([
      ['monthly-run-100-km', '2026-03', 'day-9'],
      ['monthly-active-days-20', '2026-03', 'day-19'],
      ['monthly-run-100-km', '2026-04', 'day-39'],
      ['monthly-active-days-20', '2026-04', 'day-49'],
    ]);
  });

  it('belong to the local month', () => {
    const last = (timeZone: string) =>
      evaluateAchievements([
        workout({ startedAt: '2026-03-31T23:00:00Z', distanceMeters: 100_000, timeZone }),
      ]).find(({ achievementId }) => achievementId === 'monthly-run-100-km')?.periodKey;
    expect(last('UTC')).toBe('2026-03');
    expect(last('Europe/Paris')).toBe('2026-04');
  });

  it('count runs and rides apart, and days rather than workouts', () => {
    expect(idsOf(onDays([0, 1], { distanceMeters: 200_000, sport: 'ride' }))).toContain(
      'monthly-ride-400-km',
    );
    expect(idsOf(onDays([0, 1], { distanceMeters: 200_000, sport: 'indoor_ride' }))).not.toContain(
      'monthly-ride-400-km',
    );
    expect(idsOf(onDays(Array.from({ length: 40 }, (_, n) => n % 19)))).not.toContain(
      'monthly-active-days-20',
    );
  });
});

describe('by year', () => {
  it('are earned again each year, by the local year', () => {
    const swims = onDays([0, 303, 304, 305, 306], { distanceMeters: 50_000, sport: 'swim' });
    const yearly = (workouts: CountedWorkout[]) =>
      evaluateAchievements(workouts)
        .filter(({ achievementId }) => achievementId.startsWith('yearly-swim'))
        .map(({ achievementId, periodKey, workoutId, tier }) => [achievementId, periodKey, workoutId, tier]);
    expect(yearly(swims)).toEqual([
      ['yearly-swim-50-km', '2026', 'day-0', 1],
      ['yearly-swim-100-km', '2026', 'day-303', 2],
      ['yearly-swim-50-km', '2027', 'day-305', 1],
      ['yearly-swim-100-km', '2027', 'day-306', 2],
    ]);
  });

  it('sum hours, climbs and active days of all sports', () => {
    const days = onDays(firstDays(100), { durationSeconds: 3600, elevationGainMeters: 100 });
    for (const id of ['yearly-hours-100', 'yearly-climb-10000-m', 'yearly-active-days-100'])
      expect(earner(days, id)).toBe('day-99');
  });
});

describe('moments', () => {
  it.each([
    ['2026-03-02T05:59:59Z', 'early-bird', true],
    ['2026-03-02T06:00:00Z', 'early-bird', false],
    ['2026-03-02T04:00:00Z', 'early-bird', true],
    ['2026-03-02T03:59:59Z', 'early-bird', false],
    ['2026-03-02T00:20:00Z', 'early-bird', false],
    ['2026-03-02T00:20:00Z', 'night-owl', true],
    ['2026-03-02T00:00:00Z', 'night-owl', true],
    ['2026-03-02T03:59:59Z', 'night-owl', true],
    ['2026-03-02T04:00:00Z', 'night-owl', false],
    ['2026-03-02T22:00:00Z', 'night-owl', false],
    ['2026-03-02T22:00:01Z', 'night-owl', true],
    ['2026-03-02T23:59:00Z', 'night-owl', true],
    ['2026-03-02T21:59:59Z', 'night-owl', false],
  ])('a start at %s is %s: %s', (startedAt, achievementId, expected) => {
    expect(idsOf([workout({ startedAt })]).includes(achievementId)).toBe(expected);
  });

  it('follow the local clock', () => {
    expect(idsOf([workout({ startedAt: '2026-03-02T05:30:00Z', timeZone: 'Europe/Paris' })])).not.toContain(
      'early-bird',
    );
    expect(idsOf([workout({ startedAt: '2026-03-02T21:30:00Z', timeZone: 'Europe/Paris' })])).toContain(
      'night-owl',
    );
  });

  it.each([
    [[5, 6], 'day-6'],
    [[6, 12], undefined],
    [[5, 13], undefined],
    [[4, 5], undefined],
    [[6, 7], undefined],
    [[12, 13, 5, 6], 'day-6'],
  ])('a weekend of days %j is earned by %s', (days, expected) => {
    expect(earner(onDays(days), 'weekend')).toBe(expected);
  });

  it('are earned once', () => {
    const ids = idsOf(onDays(firstDays(30), {}));
    expect(ids.filter((id) => id === 'weekend')).toHaveLength(1);
  });

  it.each([
    [[0, 30], undefined],
    [[0, 31], 'day-31'],
    [[0, 31, 90], 'day-31'],
    [[0, 10, 40], undefined],
    [[40], undefined],
  ])('a return on days %j is earned by %s', (days, expected) => {
    expect(earner(onDays(days), 'comeback')).toBe(expected);
  });
});

describe('a return', () => {
  it('counts the quiet days from the last active one, though a longer workout ended after it', () => {
    const long = workout({ startedAt: '2026-03-02T12:00:00Z', durationSeconds: 14 * 86_400 });
    expect(idsOf([long, ...onDays([10, 35])])).not.toContain('comeback');
    expect(earner([long, ...onDays([10, 41])], 'comeback')).toBe('day-41');
  });
});

describe('a record broken', () => {
  it('is named, each time, and not for the first of its kind', () => {
    const runs = [1300, 1250, 1250, 1200].map((durationSeconds, day) =>
      onDays([day], { efforts: [{ distanceMeters: 5000, durationSeconds }] }),
    );
    const broken = evaluateAchievements(runs.flat()).filter(
      ({ achievementId }) => achievementId === 'record-broken',
    );
    expect(broken).toEqual([
      {
        achievementId: 'record-broken',
        periodKey: 'run/best-effort-5000/day-1',
        workoutId: 'day-1',
        earnedAt: '2026-03-03T12:30:00.000Z',
      },
      {
        achievementId: 'record-broken',
        periodKey: 'run/best-effort-5000/day-3',
        workoutId: 'day-3',
        earnedAt: '2026-03-05T12:30:00.000Z',
      },
    ]);
  });
});

describe('for any workouts', () => {
  it('the order of arrival does not matter', () => {
    fc.assert(
      fc.property(workoutsArbitrary(), fc.nat(100), (workouts, seed) => {
        expect(evaluateAchievements(shuffled(workouts, seed))).toEqual(evaluateAchievements(workouts));
      }),
    );
  });

  it('an award is unique by achievement and period, and comes in order', () => {
    fc.assert(
      fc.property(workoutsArbitrary(), (workouts) => {
        const awards = evaluateAchievements(workouts);
        const keys = awards.map(({ achievementId, periodKey }) => `${achievementId} ${periodKey}`);
        expect(new Set(keys).size).toBe(awards.length);
        const times = awards.map(({ earnedAt }) => Date.parse(earnedAt));
        expect(times).toEqual(times.toSorted((a, b) => a - b));
      }),
    );
  });

  it('later workouts change nothing of what was earned before', () => {
    fc.assert(
      fc.property(workoutsArbitrary(), fc.nat(40), (workouts, count) => {
        const early = evaluateAchievements(inOrderOfEnd(workouts).slice(0, count));
        expect(evaluateAchievements(workouts).slice(0, early.length)).toEqual(early);
      }),
    );
  });

  it('each total is earned by the first workout with which it reaches the target', () => {
    const totals: [RegExp, (workout: CountedWorkout) => number][] = [
      [/^workouts-/, () => 1],
      [/^distance-/, ({ distanceMeters }) => (distanceMeters ?? 0) / 1000],
      [/^climb-/, ({ elevationGainMeters }) => elevationGainMeters ?? 0],
    ];
    fc.assert(
      fc.property(workoutsArbitrary(60), (workouts) => {
        const inOrder = inOrderOfEnd(workouts);
        for (const [prefix, amountOf] of totals) {
          for (const { id, target } of ACHIEVEMENTS.filter((rule) => prefix.test(rule.id))) {
            const reached = inOrder.findIndex(
              (_, index) =>
                inOrder.slice(0, index + 1).reduce((sum, each) => sum + amountOf(each), 0) >= target - 1e-9,
            );
            expect(earner(workouts, id)).toBe(inOrder[reached]?.workoutId);
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  it('counts an hour of two workouts once towards the hours', () => {
    const twice = (hours: number) => [
      workout({ durationSeconds: hours * 3600 }),
      workout({ durationSeconds: hours * 3600, sport: 'ride' }),
    ];
    expect(earner(twice(23), 'hours-24')).toBeUndefined();
    expect(earner(twice(24), 'hours-24')).toBeDefined();
  });

  it('look at each workout as often in a long history as in a short one', () => {
    const readsOf = (count: number): number => {
      let reads = 0;
      const counting: ProxyHandler<CountedWorkout> = {
        get: (target, key) => {
          reads += 1;
          return Reflect.get(target, key);
        },
      };
      const many = onDays(firstDays(count), {
        distanceMeters: 12_345,
        elevationGainMeters: 120,
        grossKcal: 700,
      });
      const workouts = many.map((each, index) => {
        const efforts = [{ distanceMeters: 5000, durationSeconds: 2000 - index / 10 }];
        return new Proxy({ ...each, efforts }, counting);
      });
      expect(evaluateAchievements(workouts).length).toBeGreaterThan(count);
      return reads;
    };
    expect(readsOf(7000)).toBeLessThanOrEqual(7 * readsOf(1000));
  });
});
