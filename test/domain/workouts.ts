import fc from 'fast-check';
import { evaluateRules } from '../../src/domain/achievements/index.ts';
import type { CountedWorkout } from '../../src/domain/counted-workout.ts';
import { localStartMsOf } from '../../src/domain/local-time.ts';
import { recordHistoryOf } from '../../src/domain/records.ts';
import { SPORTS } from '../../src/domain/workout.ts';

type Given = Partial<Omit<CountedWorkout, 'startedAtMs' | 'endedAtMs' | 'localStartMs'>> & {
  /** An ISO instant. */
  startedAt?: string;
  timeZone?: string;
};

let count = 0;

/** A workout of which a test names only what it is about; its local day follows from its start and zone. */
export function workout({
  timeZone = 'UTC',
  startedAt = '2026-03-02T12:00:00Z',
  ...given
}: Given = {}): CountedWorkout {
  const startedAtMs = Date.parse(startedAt);
  const durationSeconds = given.durationSeconds ?? 1800;
  return {
    workoutId: `w-${String(++count).padStart(6, '0')}`,
    sport: 'run',
    movingSeconds: null,
    distanceMeters: null,
    elevationGainMeters: null,
    grossKcal: null,
    efforts: [],
    ...given,
    durationSeconds,
    startedAtMs,
    endedAtMs: startedAtMs + durationSeconds * 1000,
    localStartMs: localStartMsOf(startedAtMs, timeZone),
  };
}

/** What one athlete's workouts earn. */
export const evaluate = (workouts: readonly CountedWorkout[]) =>
  evaluateRules(workouts, recordHistoryOf(workouts));

const FIRST_START = Date.parse('2026-01-01T00:00:00Z');

/** A year of one athlete, small enough in its values that ties, full days and gaps are frequent. */
export const workoutsArbitrary = (maxLength = 40): fc.Arbitrary<CountedWorkout[]> =>
  fc
    .array(
      fc.record({
        sport: fc.constantFrom(...SPORTS),
        minutes: fc.integer({ min: 0, max: 60 * 24 * 60 }),
        durationSeconds: fc.oneof(fc.constantFrom(600, 1800, 3600), fc.integer({ min: 1, max: 5 * 86_400 })),
        distanceMeters: fc.option(fc.constantFrom(0, 900, 1000, 5000, 5600, 11_000, 21_097.5, 60_000)),
        elevationGainMeters: fc.option(fc.constantFrom(0, 100, 450.5)),
        grossKcal: fc.option(fc.constantFrom(100.25, 300, 950.5)),
        effort: fc.option(fc.constantFrom(1200, 1260.5, 1300)),
        timeZone: fc.constantFrom(
          'UTC',
          'Europe/Paris',
          'Pacific/Auckland',
          'Pacific/Honolulu',
          'Asia/Kolkata',
        ),
      }),
      { maxLength },
    )
    .map((rows) =>
      rows.map(({ minutes, effort, ...row }, index) =>
        workout({
          ...row,
          workoutId: `w-${String(index).padStart(3, '0')}`,
          startedAt: new Date(FIRST_START + minutes * 60_000).toISOString(),
          efforts: effort === null ? [] : [{ distanceMeters: 5000, durationSeconds: effort }],
        }),
      ),
    );

/** The list with the same items in another order. */
export const shuffled = <Item>(items: readonly Item[], seed: number): Item[] =>
  items
    .map((item, index) => ({ item, key: Math.sin((index + 1) * (seed + 1) * 12.9898) }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
