import { afterAll, describe, expect, it } from 'vitest';
import { bodyOf, createTestApi, minutesAgo } from './api-harness.ts';

const api = await createTestApi();
afterAll(() => api.stop());

describe('GET /v1/workouts', () => {
  it('pages newest first, without a gap or a repeat, also inside one instant', async () => {
    const sports = ['run', 'walk', 'hike', 'ride', 'swim', 'row'] as const;
    const saved: string[] = [];
    for (const sport of sports) {
      saved.push(
        (await bodyOf(api.save({ sport, startedAt: minutesAgo(0).slice(0, 10) + 'T00:00:00Z' }))).id,
      );
    }
    const older = (await bodyOf(api.save({ startedAt: minutesAgo(5000) }))).id;
    const pages = (await api.pages('/v1/workouts?athleteId=ath-1&limit=2')).map(({ workouts }) => workouts);
    for (const page of pages) expect(page.length).toBeLessThanOrEqual(2);
    expect(pages.flat().map(({ id }) => id)).toEqual([...saved.toReversed(), older]);
  });

  it('needs an athlete, who must be there', async () => {
    expect((await api.get('/v1/workouts')).status).toBe(400);
    expect((await api.get('/v1/workouts?athleteId=nobody')).status).toBe(404);
    expect((await api.get('/v1/workouts?athleteId=a%20b')).status).toBe(400);
  });

  it('leaves deleted workouts out', async () => {
    const { id } = await bodyOf(api.save({ athleteId: 'ath-3', startedAt: minutesAgo(1) }));
    await api.call({ method: 'DELETE', path: `/v1/workouts/${id}`, headers: { 'If-Match': '*' } });
    expect(await bodyOf(api.get('/v1/workouts?athleteId=ath-3'))).toEqual({ workouts: [] });
  });
});

describe('GET /v1/workouts/{id}', () => {
  it('shows energy, or why there is none, and each step with its attempts and its error', async () => {
    const { id } = await bodyOf(api.save({ athleteId: 'ath-4', startedAt: minutesAgo(2), energyKcal: 700 }));
    await api.pool.query(
      `insert into workout_energy values ($1, 650.5, null, 'met', '{"weightKg": 70}', 'met-1', false, null,
         '[{"method": "power", "grossKcal": 10.76, "reason": "contradicted"}]')`,
      [id],
    );
    await api.pool.query(`insert into best_efforts values ($1, 5000, 1300), ($1, 400, 90)`, [id]);
    await api.pool.query(
      `insert into workout_steps (workout_id, name, revision, state, attempts, last_error, finished_at) values
         ($1, 'calculateCalories', 1, 'succeeded', 1, null, '2026-11-20T07:00:00Z'),
         ($1, 'awardAchievements', 1, 'running', 3, 'DatabaseError 40P01', null),
         ($1, 'updateLeaderboards', 2, 'failed', 8, 'of another revision', null)`,
      [id],
    );
    const workout = await bodyOf(api.get(`/v1/workouts/${id}`));
    expect(workout.energy).toEqual({
      grossKcal: 650.5,
      netKcal: null,
      method: 'met',
      inputs: { weightKg: 70 },
      version: 'met-1',
      outOfRange: false,
      rejected: [{ method: 'power', grossKcal: 10.76, reason: 'contradicted' }],
      deviceKcal: 700,
      explanation: expect.stringMatching(/^From the sport.* Power is not used: its 10.76 kcal/),
      source: expect.stringContaining('Herrmann et al. 2024'),
    });
    expect(workout.bestEfforts).toEqual([
      { distanceMeters: 400, durationSeconds: 90 },
      { distanceMeters: 5000, durationSeconds: 1300 },
    ]);
    const steps = Object.fromEntries(
      workout.processing.steps.map(({ name, ...step }: { name: string }) => [name, step]),
    );
    expect(steps).toMatchObject({
      calculateCalories: { state: 'succeeded', attempts: 1, finishedAt: '2026-11-20T07:00:00.000Z' },
      awardAchievements: { state: 'running', attempts: 3, lastError: 'DatabaseError 40P01' },
      updateLeaderboards: { state: 'pending', attempts: 0 },
    });
    await api.pool.query(
      `update workout_energy
       set gross_kcal = null, method = null, inputs = null, version = null, out_of_range = null,
           unavailable_reason = 'no-weight'
       where workout_id = $1`,
      [id],
    );
    expect(await bodyOf(api.get(`/v1/workouts/${id}`))).toMatchObject({
      energy: null,
      energyUnavailableReason: 'no-weight',
    });
  });

  it("returns the local day in the workout's zone, else the athlete's", async () => {
    const late = `${minutesAgo(2 * 1440).slice(0, 10)}T23:30:00Z`;
    const nextDay = new Date(Date.parse(late) + 3_600_000).toISOString().slice(0, 10);
    await api.put('/v1/athletes/ath-5', { timeZone: 'Europe/Paris' });
    const own = await bodyOf(api.save({ athleteId: 'ath-5', startedAt: late, timeZone: null }));
    const fixed = await bodyOf(
      api.save({ athleteId: 'ath-5', startedAt: late, timeZone: 'UTC', sport: 'walk' }),
    );
    expect((await bodyOf(api.get(`/v1/workouts/${own.id}`))).localDate).toBe(nextDay);
    expect((await bodyOf(api.get(`/v1/workouts/${fixed.id}`))).localDate).toBe(late.slice(0, 10));
  });
});

describe('the id of a workout', () => {
  it('may be written in upper case, as Swift does', async () => {
    const { id } = await bodyOf(api.save({ athleteId: 'ath-upper', startedAt: minutesAgo(1) }));
    expect(await bodyOf(api.get(`/v1/workouts/${id.toUpperCase()}`))).toMatchObject({ id });
  });
});

describe('GET /v1/workouts/{id}/temporal', () => {
  it('leads to the execution, also before it has been started', async () => {
    const { id } = await bodyOf(api.save({ startedAt: minutesAgo(3) }));
    const response = await api.get(`/v1/workouts/${id}/temporal`);
    expect(response.status).toBe(302);
    expect(response.headers.get('Location')).toMatch(new RegExp(`/workflows/process-workout-${id}-r1$`));
    await api.pool.query(`update workouts set workflow_id = 'a-batch' where workout_id = $1`, [id]);
    const started = await api.get(`/v1/workouts/${id}/temporal`);
    expect(started.headers.get('Location')).toMatch(/\/workflows\/a-batch$/);
  });
});
