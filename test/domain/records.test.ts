import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inOrderOfEnd, type CountedWorkout } from '../../src/domain/counted-workout.ts';
import { RECORD_KINDS, recordHistoryOf, recordKeyOf, standingRecords } from '../../src/domain/records.ts';
import { shuffled, workout, workoutsArbitrary } from './workouts.ts';

const onDay = (day: number) => `2026-03-${String(day).padStart(2, '0')}T12:00:00Z`;

const recordsOf = (workouts: readonly CountedWorkout[]) => standingRecords(recordHistoryOf(workouts));

describe('records', () => {
  it('has one of each kind for a workout that offers all', () => {
    const run = workout({
      workoutId: 'w',
      startedAt: onDay(1),
      durationSeconds: 2712,
      movingSeconds: 2500,
      distanceMeters: 10_000,
      elevationGainMeters: 84,
      grossKcal: 700.5,
      efforts: [{ distanceMeters: 5000, durationSeconds: 1300 }],
    });
    const shared = {
      sport: 'run',
      workoutId: 'w',
      achievedAt: '2026-03-01T12:45:12.000Z',
      previousValue: null,
    };
    const total = { ...shared, distanceMeters: null };
    const records = recordsOf([run]);
    expect(records).toEqual([
      { ...shared, kind: 'best_effort', distanceMeters: 5000, value: 1300, unit: 's' },
      { ...total, kind: 'longest_distance', value: 10_000, unit: 'm' },
      { ...total, kind: 'longest_duration', value: 2712, unit: 's' },
      { ...total, kind: 'most_elevation', value: 84, unit: 'm' },
      { ...total, kind: 'highest_average_speed', value: 4, unit: 'm/s' },
      { ...total, kind: 'most_energy', value: 700.5, unit: 'kcal' },
    ]);
    expect(records.map(({ kind }) => kind)).toEqual([...RECORD_KINDS]);
  });

  it('keeps sports and distances apart', () => {
    const efforts = [
      { distanceMeters: 5000, durationSeconds: 1300 },
      { distanceMeters: 10_000, durationSeconds: 2800 },
    ];
    const records = recordsOf([workout({ sport: 'run', efforts }), workout({ sport: 'ride', efforts })]);
    expect(records.map(recordKeyOf).toSorted()).toEqual([
      'ride/best-effort-10000',
      'ride/best-effort-5000',
      'ride/longest-duration',
      'run/best-effort-10000',
      'run/best-effort-5000',
      'run/longest-duration',
    ]);
  });

  it('has no record of nothing, and of speed only from 1 km on', () => {
    const short = workout({
      distanceMeters: 999,
      durationSeconds: 100,
      elevationGainMeters: 0,
      grossKcal: 0,
    });
    expect(recordsOf([short]).map(({ kind }) => kind)).toEqual(['longest_distance', 'longest_duration']);
    expect(recordsOf([workout({ distanceMeters: 0 })]).map(({ kind }) => kind)).toEqual(['longest_duration']);
    expect(recordsOf([workout({ distanceMeters: 1000 })]).map(({ kind }) => kind)).toContain(
      'highest_average_speed',
    );
  });

  it('leaves a tie to the earlier holder, by id in the same instant', () => {
    const tie = { distanceMeters: 5000, startedAt: onDay(3) };
    const holders = (workouts: ReturnType<typeof workout>[]) =>
      new Set(recordsOf(workouts).map(({ workoutId }) => workoutId));
    const early = workout({ ...tie, workoutId: 'z', startedAt: onDay(2) });
    expect(holders([workout({ ...tie, workoutId: 'a' }), early])).toEqual(new Set(['z']));
    expect(holders([workout({ ...tie, workoutId: 'b' }), workout({ ...tie, workoutId: 'a' })])).toEqual(
      new Set(['a']),
    );
  });

  it('counts a workout from its end, not from its start', () => {
    const long = workout({
      workoutId: 'long',
      startedAt: onDay(1),
      durationSeconds: 5 * 86_400,
      distanceMeters: 5000,
    });
    const inside = workout({ workoutId: 'inside', startedAt: onDay(2), distanceMeters: 5000 });
    const distance = recordsOf([long, inside]).find(({ kind }) => kind === 'longest_distance');
    expect(distance).toMatchObject({ workoutId: 'inside' });
  });
});

describe('recordHistoryOf', () => {
  it('lists each break with the value before', () => {
    const times = [1300, 1310, 1250, 1250, 1200];
    const runs = times.map((durationSeconds, index) =>
      workout({ startedAt: onDay(index + 1), efforts: [{ distanceMeters: 5000, durationSeconds }] }),
    );
    const history = recordHistoryOf(shuffled(runs, 7)).filter(({ kind }) => kind === 'best_effort');
    expect(history.map(({ value, previousValue }) => [value, previousValue])).toEqual([
      [1300, null],
      [1250, 1300],
      [1200, 1250],
    ]);
  });

  it('is the same for any order of the workouts', () => {
    fc.assert(
      fc.property(workoutsArbitrary(), fc.nat(100), (workouts, seed) => {
        expect(recordHistoryOf(shuffled(workouts, seed))).toEqual(recordHistoryOf(workouts));
        expect(recordsOf(shuffled(workouts, seed))).toEqual(recordsOf(workouts));
      }),
    );
  });

  it('follows from the best value so far, workout by workout', () => {
    fc.assert(
      fc.property(workoutsArbitrary(), (workouts) => {
        const runs = inOrderOfEnd(workouts).filter(({ sport }) => sport === 'run');
        const breaks = runs.filter((run, index) => {
          const before = runs.slice(0, index).map(({ durationSeconds }) => durationSeconds);
          return run.durationSeconds > Math.max(0, ...before);
        });
        const broken = recordHistoryOf(workouts).filter(
          ({ sport, kind }) => sport === 'run' && kind === 'longest_duration',
        );
        expect(broken.map(({ workoutId }) => workoutId)).toEqual(breaks.map(({ workoutId }) => workoutId));
      }),
    );
  });

  it('ends in the records that stand', () => {
    fc.assert(
      fc.property(workoutsArbitrary(), (workouts) => {
        const last = new Map(recordHistoryOf(workouts).map((record) => [recordKeyOf(record), record]));
        expect(new Set(recordsOf(workouts))).toEqual(new Set(last.values()));
      }),
    );
  });
});
