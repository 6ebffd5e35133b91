import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  buildMonthlyReport,
  type MonthlyReportInput,
  type ReportWorkout,
} from '../../src/domain/monthly-report.ts';
import { percentileOf } from '../../src/domain/report/percentile.ts';
import { fitnessDays } from '../../src/domain/fitness.ts';
import { shuffled, workout, workoutsArbitrary } from './workouts.ts';

const reported = (given: Parameters<typeof workout>[0], flagged = false): ReportWorkout => ({
  ...workout(given),
  flagged,
});

const report = (workouts: ReportWorkout[], given: Partial<MonthlyReportInput> = {}) =>
  buildMonthlyReport({
    month: '2026-03',
    timeZone: 'Europe/Paris',
    asOf: '2026-04-01T02:10:00Z',
    complete: true,
    ranks: [],
    loads: [],
    workouts,
    ...given,
  });

describe('buildMonthlyReport', () => {
  const history = [
    reported({ workoutId: 'year-ago', startedAt: '2025-03-10T12:00:00Z', distanceMeters: 4000 }),
    reported({
      workoutId: 'before',
      startedAt: '2026-02-28T22:59:00Z',
      distanceMeters: 8000,
      timeZone: 'Europe/Paris',
    }),
    reported({
      workoutId: 'first',
      startedAt: '2026-02-28T23:00:00Z',
      distanceMeters: 10_000,
      movingSeconds: 1700,
      elevationGainMeters: 50.5,
      grossKcal: 650.25,
      timeZone: 'Europe/Paris',
      efforts: [{ distanceMeters: 5000, durationSeconds: 1500 }],
    }),
    reported({
      workoutId: 'faster',
      startedAt: '2026-03-02T12:00:00Z',
      distanceMeters: 5000,
      grossKcal: 300.1,
      efforts: [{ distanceMeters: 5000, durationSeconds: 1400 }],
    }),
    reported({ workoutId: 'ride', sport: 'ride', startedAt: '2026-03-02T16:00:00Z', distanceMeters: 30_000 }),
    reported({ workoutId: 'after', startedAt: '2026-03-31T22:00:00Z', timeZone: 'Europe/Paris' }),
  ];

  it.each([
    [2, false],
    [3, true],
  ])('with %i workouts is enough for a report: %s', (workouts, sufficient) => {
    const days = Array.from({ length: workouts }, (_, day) => `2026-03-0${day + 1}T12:00:00Z`);
    expect(report(days.map((startedAt) => reported({ startedAt }))).sufficient).toBe(sufficient);
  });

  it('holds the workouts of the local month, in total and by sport', () => {
    const { totals, bySport, startsAt, endsAt } = report(history);
    expect(totals).toEqual({
      workouts: 3,
      distanceMeters: 45_000,
      movingSeconds: 5300,
      elevationGainMeters: 50.5,
      energyKcal: 950.35,
    });
    expect(bySport.map(({ sport, workouts, distanceMeters }) => [sport, workouts, distanceMeters])).toEqual([
      ['run', 2, 15_000],
      ['ride', 1, 30_000],
    ]);
    expect([startsAt, endsAt]).toEqual(['2026-02-28T23:00:00Z', '2026-03-31T22:00:00Z']);
  });

  it('compares with the month before and the same month a year ago', () => {
    const { previousMonth, sameMonthLastYear } = report(history);
    expect(previousMonth).toMatchObject({
      month: '2026-02',
      totals: { workouts: 1, distanceMeters: 8000 },
      change: {
        workouts: { difference: 2, percent: 200 },
        distanceMeters: { difference: 37_000, percent: 462.5 },
        energyKcal: { difference: 950.35, percent: null },
      },
    });
    expect(sameMonthLastYear).toMatchObject({ month: '2025-03', totals: { distanceMeters: 4000 } });
  });

  it('shows all days, and the weeks that the month touches', () => {
    const { days, weeks, activeDays, longestStreakDays } = report(history);
    expect(days).toHaveLength(31);
    expect(days[1]).toEqual({
      date: '2026-03-02',
      sports: ['run', 'ride'],
      workouts: 2,
      distanceMeters: 35_000,
      movingSeconds: 3600,
      elevationGainMeters: 0,
      energyKcal: 300.1,
    });
    expect(days[2]).toMatchObject({ workouts: 0, sports: [] });
    expect(weeks).toEqual([
      { week: '2026-W09', energyKcal: 650.25 },
      { week: '2026-W10', energyKcal: 300.1 },
      { week: '2026-W11', energyKcal: 0 },
      { week: '2026-W12', energyKcal: 0 },
      { week: '2026-W13', energyKcal: 0 },
      { week: '2026-W14', energyKcal: 0 },
    ]);
    expect([activeDays, longestStreakDays]).toEqual([2, 2]);
  });

  it('has the load until the last day reached, and none in a month without any', () => {
    const loads = [
      { localDate: '2026-02-27', tss: 70, trimp: null },
      { localDate: '2026-03-02', tss: 100, trimp: 80 },
      { localDate: '2026-03-02', tss: null, trimp: 20 },
      { localDate: '2026-03-05', tss: 50, trimp: null },
      { localDate: '2026-04-01', tss: 500, trimp: null },
    ];
    const { trainingLoad } = report(history, { loads });
    const days = fitnessDays(loads.slice(0, 4), { from: '2026-03-01', to: '2026-03-31', basis: 'tss' });
    const { fitness, fatigue, form } = days.at(-1)!;
    // 70 points on the 27th, a day of rest after it: 70 · (1 − e^(−1/42)) · e^(−1/42).
    expect(trainingLoad).toEqual({
      basis: 'tss',
      load: 150,
      fitness,
      fitnessBefore: 1.61,
      fatigue,
      form,
      days,
    });

    const running = report(history, { loads, asOf: '2026-03-03T23:30:00Z', complete: false });
    expect(running.trainingLoad).toMatchObject({ load: 100, basis: 'tss' });
    expect(running.trainingLoad?.days.map(({ date }) => date).at(-1)).toBe('2026-03-04');

    expect(report(history, { loads: loads.slice(0, 1) }).trainingLoad).toBeNull();
    expect(
      report(history, { loads: [{ localDate: '2026-03-02', tss: null, trimp: null }] }).trainingLoad,
    ).toBeNull();
  });

  it('lists broken records, awards and the best workout', () => {
    const { recordsBroken, awards, bestWorkout } = report(history);
    expect(recordsBroken.map((record) => [record.kind, record.workoutId, record.previousValue])).toEqual([
      ['longest_distance', 'first', 8000],
      ['highest_average_speed', 'first', 8000 / 1800],
      ['best_effort', 'faster', 1500],
    ]);
    expect(awards.map(({ achievementId, title }) => [achievementId, title])).toEqual(
      expect.arrayContaining([
        ['run-10-km', 'A run of 10 km'],
        ['first-ride', 'First ride'],
        ['record-broken', 'A personal record broken'],
      ]),
    );
    expect(awards.map(({ achievementId }) => achievementId)).not.toContain('first-run');
    expect(bestWorkout).toEqual({
      workoutId: 'first',
      sport: 'run',
      localDate: '2026-03-01',
      distanceMeters: 10_000,
      movingSeconds: 1700,
      energyKcal: 650.25,
      recordsBroken: 2,
    });
  });

  it('dates what a workout earned by the local day of its start, wherever the athlete is at home', () => {
    const late = reported({
      workoutId: 'late',
      startedAt: '2026-04-01T06:30:00Z',
      durationSeconds: 3600,
      distanceMeters: 12_000,
      timeZone: 'America/Los_Angeles',
    });
    const { recordsBroken, awards } = report([...history, late]);
    for (const earned of [recordsBroken, awards]) {
      const dates = earned.filter(({ workoutId }) => workoutId === 'late').map(({ localDate }) => localDate);
      expect(new Set(dates)).toEqual(new Set(['2026-03-31']));
    }
  });

  it('prefers a record to energy, energy to time, and time to an early day', () => {
    const on = (day: number, given: Parameters<typeof workout>[0]) =>
      reported({ workoutId: `day-${day}`, sport: 'yoga', startedAt: `2026-03-0${day}T12:00:00Z`, ...given });
    const best = (...workouts: ReportWorkout[]) => report(workouts).bestWorkout?.workoutId;
    const first = on(1, { grossKcal: 500 });
    expect(best(first, on(2, { grossKcal: 400, durationSeconds: 1801 }))).toBe('day-2');
    expect(
      best(on(1, { grossKcal: 400 }), on(2, { sport: 'swim', grossKcal: 500, durationSeconds: 60 })),
    ).toBe('day-2');
    expect(best(on(1, {}), on(2, { sport: 'swim', durationSeconds: 3600 }))).toBe('day-2');
    expect(best(on(2, {}), on(1, {}))).toBe('day-1');
  });

  it('keeps implausible workouts in totals and days, and out of what is earned', () => {
    const flagged = reported(
      { workoutId: 'car', startedAt: '2026-03-05T12:00:00Z', distanceMeters: 90_000 },
      true,
    );
    const { totals, activeDays, recordsBroken, awards, bestWorkout } = report([...history, flagged]);
    expect(totals.distanceMeters).toBe(135_000);
    expect(activeDays).toBe(3);
    expect(recordsBroken).toEqual(report(history).recordsBroken);
    expect(awards).toEqual(report(history).awards);
    expect(bestWorkout?.workoutId).toBe('first');
  });

  it('is there for an empty month too', () => {
    const empty = report([]);
    expect(empty).toMatchObject({
      totals: { workouts: 0, energyKcal: 0 },
      bySport: [],
      bestWorkout: null,
      awards: [],
    });
    expect(empty.previousMonth.change.workouts).toEqual({ difference: 0, percent: null });
    expect(empty.longestStreakDays).toBe(0);
  });

  it('passes on what it cannot know', () => {
    const ranks = [{ board: 'distance', rank: 2, total: 40 }];
    expect(report([], { ranks, complete: false, asOf: '2026-03-20T00:00:00Z' })).toMatchObject({
      ranks: [{ board: 'distance', rank: 2, total: 40, percentile: 97 }],
      complete: false,
      asOf: '2026-03-20T00:00:00Z',
    });
  });

  it('refuses a month or a zone that there is not', () => {
    expect(() => report([], { month: '2026-13' })).toThrow(RangeError);
    expect(() => report([], { timeZone: 'Mars/Olympus' })).toThrow(RangeError);
  });

  it('counts an hour of a run and a ride once in total, and once in each sport', () => {
    const { totals, bySport } = report([
      reported({ durationSeconds: 3600 }),
      reported({ durationSeconds: 3600, sport: 'ride' }),
      reported({ durationSeconds: 1000, movingSeconds: 900, startedAt: '2026-03-02T12:50:00Z' }),
    ]);
    expect(totals.movingSeconds).toBe(3600 + 360);
    expect(bySport.map(({ sport, movingSeconds }) => [sport, movingSeconds])).toEqual([
      ['run', 3960],
      ['ride', 3600],
    ]);
  });

  it('survives JSON and any order, and its days and sports add up', () => {
    fc.assert(
      fc.property(
        workoutsArbitrary(),
        fc.nat(100),
        fc.constantFrom('2026-01', '2026-02'),
        (workouts, seed, month) => {
          const all = workouts.map((each, index) => ({ ...each, flagged: index % 7 === 0 }));
          const built = report(all, { month });
          expect(JSON.parse(JSON.stringify(built))).toEqual(built);
          expect(report(shuffled(all, seed), { month })).toEqual(built);
          for (const parts of [built.days, built.bySport]) {
            for (const metric of ['workouts', 'distanceMeters', 'energyKcal'] as const) {
              expect(parts.reduce((sum, part) => sum + part[metric], 0)).toBeCloseTo(built.totals[metric], 1);
            }
            // Two sports, or a night of two days, may share an hour.
            expect(parts.reduce((sum, part) => sum + part.movingSeconds, 0.05)).toBeGreaterThanOrEqual(
              built.totals.movingSeconds,
            );
          }
        },
      ),
    );
  });
});

describe('percentileOf', () => {
  it.each([
    [1, 20, 100],
    [20, 20, 0],
    [2, 20, 94],
    [22, 54, 60],
    [1, 19, null],
    // All share the first rank: nobody is ahead of anybody.
    [1, 100_000, 100],
  ])('of rank %i among %i is %s', (rank, total, percentile) => {
    expect(percentileOf({ rank, total })).toBe(percentile);
  });

  it('is the share of the others who are not ahead, rounded down', () => {
    const scores = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 20, maxLength: 60 });
    fc.assert(
      fc.property(scores, (all) => {
        for (const mine of all) {
          const ahead = all.filter((score) => score > mine).length;
          const others = all.length - 1;
          const expected = Math.floor(((others - ahead) / others) * 100);
          expect(percentileOf({ rank: ahead + 1, total: all.length })).toBe(expected);
        }
      }),
    );
  });
});
