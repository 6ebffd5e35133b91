import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inOrderOfEnd, type CountedWorkout } from '../../src/domain/counted-workout.ts';
import { standingsOf, type ContinuedHistory, type StandingState } from '../../src/domain/standing.ts';
import { shuffled, workout, workoutsArbitrary } from './workouts.ts';

const standAfter = (workouts: readonly CountedWorkout[], given: Partial<ContinuedHistory> = {}) =>
  standingsOf([{ athleteUuid: 'a', workouts: [...workouts], ...given }]);

/** As it is after it was stored. */
const stored = (workouts: readonly CountedWorkout[], from?: StandingState): StandingState | undefined => {
  const state = standAfter(workouts, { from }).states[0]?.state;
  return state && (JSON.parse(JSON.stringify(state)) as StandingState);
};

/** A long life of one who travels, with days off, long ones, and ends that coincide. */
const life = (count: number): CountedWorkout[] =>
  Array.from({ length: count }, (_, index) =>
    workout({
      workoutId: `w-${String(index).padStart(4, '0')}`,
      sport: (['run', 'ride', 'hike'] as const)[index % 3]!,
      startedAt: new Date(
        Date.UTC(2024, 0, 1, (index * 5) % 24) + (index + (index % 29 ? 0 : 40)) * 86_400_000,
      ).toISOString(),
      durationSeconds: index % 17 ? 1800 + ((index * 7919) % 9000) : 13 * 86_400,
      distanceMeters: 1000.1 + ((index * 104_729) % 60_000),
      elevationGainMeters: (index * 31) % 900,
      efforts: index % 3 ? [] : [{ distanceMeters: 5000, durationSeconds: 1900 - ((index * 37) % 700) }],
    }),
  );

describe('a history that is gone on with', () => {
  it('ends as the whole does, wherever it was put down', () => {
    fc.assert(
      fc.property(workoutsArbitrary(), fc.nat(40), fc.nat(40), fc.nat(100), (workouts, a, b, seed) => {
        const ordered = inOrderOfEnd(workouts);
        const [first, second] = [Math.min(a, b), Math.max(a, b)];
        const once = stored(ordered.slice(0, first));
        const twice = stored(ordered.slice(first, second), once);
        expect(twice).toEqual(stored(ordered.slice(0, second)));
        const whole = standAfter(workouts);
        const rest = standAfter(shuffled(ordered.slice(second), seed), { from: twice });
        expect(rest.progress).toEqual(whole.progress);
        expect(rest.records).toEqual(whole.records);
        const early = standAfter(ordered.slice(0, second)).awards;
        expect([...early, ...rest.awards]).toEqual(whole.awards);
      }),
    );
  });

  it('holds for years of travels', () => {
    const ordered = inOrderOfEnd(life(900));
    let state: StandingState | undefined;
    for (let place = 0; place < ordered.length; place += 50) {
      const whole = standAfter(ordered.slice(0, place + 50));
      const next = standAfter(ordered.slice(place, place + 50), { from: state });
      expect(next.progress).toEqual(whole.progress);
      expect(next.records).toEqual(whole.records);
      expect(whole.awards.slice(-next.awards.length || whole.awards.length)).toEqual(next.awards);
      state = stored(ordered.slice(place, place + 50), state);
      expect(state).toEqual(stored(ordered.slice(0, place + 50)));
    }
  });

  it('puts down nothing that is still on its way', () => {
    const ordered = inOrderOfEnd(life(10));
    const underWay = new Set([ordered[6]!.workoutId]);
    const { states, awards } = standAfter(ordered, { underWay });
    expect(states).toEqual([
      { athleteUuid: 'a', state: standAfter(ordered.slice(0, 6)).states[0]!.state, taken: 6 },
    ]);
    expect(awards).toEqual(standAfter(ordered).awards);
    expect(standAfter(ordered, { underWay: new Set([ordered[0]!.workoutId]) }).states).toEqual([]);
  });

  it('stays small', () => {
    expect(JSON.stringify(stored(life(900))).length).toBeLessThan(10_000);
  });

  it('says the same as when its form got its number: else FORM in src/db/standing-states.ts is to be raised', () => {
    const digest = createHash('sha256')
      .update(JSON.stringify(stored(life(900))))
      .digest('hex');
    expect(digest.slice(0, 16)).toBe('68cfcac5d0ada238');
  });
});
