import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addDays, isoWeekOf } from '../../../src/domain/calendar.ts';
import { inOrderOfEnd, startDateOf, type CountedWorkout } from '../../../src/domain/counted-workout.ts';
import { evaluate, workout } from '../workouts.ts';

/** In one zone, and so dense in two months that long streaks, full days and Eddington numbers come about. */
const denseWorkouts = fc
  .array(
    fc.record({
      hours: fc.integer({ min: 0, max: 60 * 24 }),
      distanceMeters: fc.constantFrom(4000, 5600, 11_000, 26_000),
      durationSeconds: fc.constantFrom(1800, 200_000),
    }),
    { minLength: 20, maxLength: 120 },
  )
  .map((rows) =>
    rows.map(({ hours, ...row }, index) =>
      workout({
        ...row,
        workoutId: `w-${String(index).padStart(3, '0')}`,
        startedAt: new Date(Date.parse('2026-01-01T00:00:00Z') + hours * 3_600_000).toISOString(),
      }),
    ),
  );

const longestRun = <Key>(keys: Set<Key>, next: (key: Key) => Key): number => {
  const lengths = [...keys].map((key) => {
    let length = 0;
    for (let at = key; keys.has(at); at = next(at)) length++;
    return length;
  });
  return Math.max(0, ...lengths);
};

const eddingtonOf = (workouts: CountedWorkout[]): number => {
  const kmOfDay = new Map<string, number>();
  for (const each of workouts) {
    const date = startDateOf(each);
    kmOfDay.set(date, (kmOfDay.get(date) ?? 0) + (each.distanceMeters ?? 0) / 1000);
  }
  const days = [...kmOfDay.values()].sort((a, b) => b - a);
  return days.filter((km, index) => km >= index + 1).length;
};

const nextWeek = (week: string): string => {
  let date = `${week.slice(0, 4)}-01-01`;
  while (isoWeekOf(date) <= week) date = addDays(date, 1);
  return isoWeekOf(date);
};

it.each<[string, number, (workouts: CountedWorkout[]) => number]>([
  ['streak-days', 3, (workouts) => longestRun(new Set(workouts.map(startDateOf)), (d) => addDays(d, 1))],
  ['streak-days', 7, (workouts) => longestRun(new Set(workouts.map(startDateOf)), (d) => addDays(d, 1))],
  ['streak-days', 14, (workouts) => longestRun(new Set(workouts.map(startDateOf)), (d) => addDays(d, 1))],
  [
    'streak-weeks',
    4,
    (workouts) => longestRun(new Set(workouts.map((each) => isoWeekOf(startDateOf(each)))), nextWeek),
  ],
  ['eddington', 10, eddingtonOf],
  ['eddington', 25, eddingtonOf],
])('%s-%i is earned by the workout with which a naive measure reaches it', (prefix, target, measure) => {
  fc.assert(
    fc.property(denseWorkouts, (workouts) => {
      const inOrder = inOrderOfEnd(workouts);
      const index = inOrder.findIndex((_, last) => measure(inOrder.slice(0, last + 1)) >= target);
      const award = evaluate(workouts).awards.find(
        ({ achievementId }) => achievementId === `${prefix}-${target}`,
      );
      expect(award?.workoutId).toBe(inOrder[index]?.workoutId);
    }),
    { numRuns: 40 },
  );
});
