import { describe, expect, it } from 'vitest';
import { ACHIEVEMENTS, progressNow } from '../../../src/domain/achievements/index.ts';
import { addDays } from '../../../src/domain/calendar.ts';
import { evaluate, shuffled, workout } from '../workouts.ts';

const runs = Array.from({ length: 12 }, (_, day) =>
  workout({ startedAt: `${addDays('2026-03-02', day)}T12:00:00Z`, distanceMeters: 11_111.11 }),
);

const standing = (achievementId: string) =>
  evaluate(runs)
    .progress()
    .find((progress) => progress.achievementId === achievementId);

describe('progress', () => {
  it('shows the next rule of each series', () => {
    expect(standing('workouts-25')).toEqual({
      achievementId: 'workouts-25',
      value: 12,
      target: 25,
    });
    expect(standing('distance-250-km')).toMatchObject({ value: 133.333, target: 250 });
    expect(standing('run-half-marathon')).toMatchObject({ value: 11.111, target: 21.0975 });
    expect(standing('streak-days-14')).toMatchObject({ value: 12 });
    expect(standing('streak-weeks-4')).toMatchObject({ value: 2 });
    expect(standing('eddington-25')).toMatchObject({ value: 11 });
    expect(standing('ride-50-km')).toMatchObject({ value: 0 });
    expect(standing('hours-24')).toMatchObject({ value: 6 });
    expect(standing('monthly-active-days-20')).toMatchObject({ value: 12 });
  });

  it('leaves out what is earned, and what nobody works towards', () => {
    const { awards, progress } = evaluate(runs);
    const shown = progress().map(({ achievementId }) => achievementId);
    const earned = new Set(awards.map(({ achievementId }) => achievementId));
    expect(earned).toContain('monthly-run-100-km');
    expect(shown.filter((id) => earned.has(id))).toEqual([]);
    expect(shown).not.toContain('comeback');
    expect(shown).not.toContain('record-broken');
    expect(new Set(shown).size).toBe(shown.length);
  });

  it('is brought to the current month by the rules that are earned again', () => {
    const stored = evaluate(runs).progress();
    const now = (currentMonth: string) => progressNow(stored, { activeMonth: '2026-03', currentMonth });
    const value = (id: string, month: string) => now(month).find((each) => each.achievementId === id)?.value;
    expect(now('2026-03')).toBe(stored);
    expect(value('monthly-active-days-20', '2026-04')).toBe(0);
    expect(value('yearly-run-500-km', '2026-04')).toBe(133.333);
    expect(value('yearly-run-500-km', '2027-03')).toBe(0);
    expect(value('distance-250-km', '2027-03')).toBe(133.333);
    const ids = now('2027-03').map(({ achievementId }) => achievementId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('monthly-run-100-km');
  });

  it('begins with the first rule of each series', () => {
    const first = evaluate([]).progress();
    expect(first.every(({ value }) => value === 0)).toBe(true);
    const firstRungs = ACHIEVEMENTS.filter(({ tier, isSurprise }) => (tier ?? 1) === 1 && !isSurprise);
    expect(first.map(({ achievementId }) => achievementId)).toEqual(firstRungs.map(({ id }) => id));
  });

  it('does not depend on the order of arrival', () => {
    expect(evaluate(shuffled(runs, 5)).progress()).toEqual(evaluate(runs).progress());
  });

  it('never shows a target as reached that is not', () => {
    const almost = evaluate([workout({ distanceMeters: 99_999.99 })]).progress();
    expect(almost.find(({ achievementId }) => achievementId === 'distance-100-km')).toMatchObject({
      value: 99.999,
    });
  });
});
