import { afterAll, expect, it } from 'vitest';
import { ACHIEVEMENTS, progressNow } from '../../src/domain/achievements/index.ts';
import { calmTimeZone } from '../support/calm-time-zone.ts';
import { createStepRunner } from '../support/running-steps.ts';
import { aRun } from '../support/workouts.ts';
import { bodyOf, createTestApi } from './api-harness.ts';

const api = await createTestApi();
afterAll(() => api.stop());

const MS_PER_DAY = 86_400_000;
const timeZone = calmTimeZone();

async function progressAfterRun(athleteId: string, daysAgo: number) {
  await api.put(`/v1/athletes/${athleteId}`, { timeZone });
  const startedAt = new Date(Date.now() - daysAgo * MS_PER_DAY - 7_200_000).toISOString();
  const { id, revision } = await bodyOf(
    api.post('/v1/workouts', aRun({ athleteId, startedAt, timeZone: null, durationSeconds: 3000 })),
  );
  await createStepRunner(api.pool).process([{ workoutId: id, revision }]);
  const { progress } = await bodyOf(api.get(`/v1/athletes/${athleteId}/achievements`));
  return new Map<string, { value: number; title: string }>(
    progress.map((entry: { achievementId: string }) => [entry.achievementId, entry]),
  );
}

it('shows what was done this month towards what is earned each month, and nothing of an earlier one', async () => {
  const longAgo = await progressAfterRun('quiet', 40);
  expect(longAgo.get('monthly-run-100-km')).toMatchObject({ value: 0 });
  expect(longAgo.get('monthly-active-days-20')?.title).toBe('20 active days in a month');
  expect(longAgo.get('distance-100-km')).toMatchObject({ value: 10.02 });
  const back = await progressAfterRun('quiet', 0);
  expect(back.get('monthly-run-100-km')).toMatchObject({ value: 10.02 });
  expect(back.get('distance-100-km')).toMatchObject({ value: 20.04 });
});

it('starts again what was earned in the previous month', () => {
  const months = { activeMonth: '2026-03', currentMonth: '2026-04' };
  const again = progressNow([{ achievementId: 'monthly-active-days-20', value: 12, target: 20 }], months);
  expect(again.map(({ achievementId, value }) => [achievementId, value])).toEqual([
    ['monthly-run-100-km', 0],
    ['monthly-ride-400-km', 0],
    ['monthly-active-days-20', 0],
  ]);
  expect(progressNow([], { activeMonth: null, currentMonth: '2026-04' })).toEqual([]);
});

it('shows the catalogue to apps and athletes, and awards with its texts and icons', async () => {
  await progressAfterRun('decorated', 1);
  const { achievements } = await bodyOf(api.get('/v1/achievements'));
  expect(achievements.map(({ id }: { id: string }) => id)).toEqual(ACHIEVEMENTS.map(({ id }) => id));
  expect(achievements).toContainEqual({
    id: 'swim-500-m',
    title: 'A swim of 500 m',
    description: 'Swim at least 500 m in one workout.',
    icon: 'swim',
    iconPath: expect.stringMatching(/^M16.5 8/),
    kind: 'longest-km',
    target: 0.5,
    sport: 'swim',
    repeats: 'ever',
    tier: 1,
  });
  const { earned } = await bodyOf(api.get('/v1/athletes/decorated/achievements'));
  expect(earned).toContainEqual(
    expect.objectContaining({ achievementId: 'run-10-km', title: 'A run of 10 km', icon: 'run' }),
  );
  const events = await api.pool.query<{ data: { icon?: string } }>(
    `select data from events where type = 'achievement.earned' and data ->> 'achievementId' = 'run-10-km'`,
  );
  expect(events.rows[0]?.data.icon).toBe('run');
});
