import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { beginAll } from '../support/saving.ts';
import { endAll, listWaiting } from '../support/waiting-work.ts';
import { bodyOf, createTestApi } from './api-harness.ts';

const api = await createTestApi();
afterAll(() => api.stop());

let counter = 0;
let athleteId: string;
let path: string;
beforeEach(async () => {
  athleteId = `loaded-${++counter}`;
  path = `/v1/athletes/${athleteId}`;
  await api.put(path, { ...profile, ftpWatts: 250 });
});

const profile = { timeZone: 'Europe/Paris', sex: 'male', restingHeartRate: 60, maxHeartRate: 190 };

/** Saves a workout, and writes what the step would find: an hour at 200 W, 45 minutes at 150 beats. */
async function saveLoaded(startedAt: string, { power = 200 }: { power?: number | null } = {}) {
  const { id } = await bodyOf(api.save({ athleteId, startedAt, timeZone: null }));
  await api.pool.query(
    `insert into workout_training_load
     values (
       $1::uuid,
       $2::double precision,
       case when $2::double precision is not null then 3600 end,
       case when $2::double precision is null then 'power-unknown' end,
       $3::double precision,
       null
     )`,
    [id, power, 75.33],
  );
  await beginAll(api.pool);
  return id as string;
}

const load = (query: string, options = {}) => api.get(`${path}/training-load?${query}`, options);
const loadOf = async (query: string) => bodyOf(load(query));

describe('GET /v1/athletes/{athleteId}/training-load', () => {
  it('returns each day from the first to the last requested one', async () => {
    await saveLoaded('2026-01-02T12:00:00Z');
    expect(await loadOf('from=2026-01-01&to=2026-01-03')).toEqual({
      basis: 'tss',
      days: [
        { date: '2026-01-01', tss: 0, trimp: 0, fitness: 0, fatigue: 0, form: 0 },
        { date: '2026-01-02', tss: 64, trimp: 75.33, fitness: 1.51, fatigue: 8.52, form: -7.01 },
        { date: '2026-01-03', tss: 0, trimp: 0, fitness: 1.47, fatigue: 7.39, form: -5.92 },
      ],
    });
  });

  it('goes by the local day, and counts what came before the range', async () => {
    await saveLoaded('2026-01-01T23:30:00Z');
    const { days } = await loadOf('from=2026-01-02&to=2026-01-02');
    expect(days).toMatchObject([{ date: '2026-01-02', tss: 64 }]);
    expect((await loadOf('from=2026-01-03&to=2026-01-03')).days).toMatchObject([{ tss: 0, fitness: 1.47 }]);
  });

  it('uses the measure that is known for more workouts, or the requested one', async () => {
    await saveLoaded('2026-01-01T12:00:00Z', { power: null });
    const day = 'from=2026-01-01&to=2026-01-01';
    expect(await loadOf(day)).toMatchObject({
      basis: 'trimp',
      days: [{ tss: null, trimp: 75.33, fitness: 1.77 }],
    });
    expect(await loadOf(`${day}&basis=tss`)).toMatchObject({ basis: 'tss', days: [{ fitness: 0 }] });
  });

  it('follows the threshold power at once, without a run', async () => {
    await saveLoaded('2026-01-01T12:00:00Z');
    await endAll(api.pool);
    const tss = async () => (await loadOf('from=2026-01-01&to=2026-01-01')).days[0].tss;
    expect(await tss()).toBe(64);
    await api.put(path, { ...profile, ftpWatts: 200 });
    expect(await tss()).toBe(100);
    await api.put(path, profile);
    expect(await tss()).toBeNull();
    expect(await listWaiting(api.pool)).toEqual([]);
  });

  it.each([{ sex: 'female' }, { restingHeartRate: 50 }, { maxHeartRate: 200 }])(
    'is recomputed when the profile says %j',
    async (change) => {
      const id = await saveLoaded('2026-01-01T12:00:00Z');
      await endAll(api.pool);
      await api.put(path, { ...profile, ftpWatts: 250, ...change });
      expect(await listWaiting(api.pool)).toEqual([`workout ${id}`]);
    },
  );

  it('leaves out what counts nowhere, and shows what is not worked out yet as not known', async () => {
    const flagged = await saveLoaded('2026-01-01T12:00:00Z');
    await api.pool.query(`update workouts set flags = '{implausible-speed}' where workout_id = $1::uuid`, [
      flagged,
    ]);
    await api.save({ athleteId, startedAt: '2026-01-02T12:00:00Z' });
    await beginAll(api.pool);
    expect((await loadOf('from=2026-01-01&to=2026-01-02')).days).toMatchObject([
      { tss: 0, trimp: 0 },
      { tss: null, trimp: null, fitness: 0 },
    ]);
  });

  it('gives a year at most', async () => {
    expect((await loadOf('from=2024-01-01&to=2024-12-31')).days).toHaveLength(366);
    expect((await load('from=2024-01-01&to=2025-01-01')).status).toBe(400);
  });

  it.each([
    '',
    'from=2026-01-01',
    'to=2026-01-01',
    'from=2026-01-02&to=2026-01-01',
    'from=2026-02-30&to=2026-03-01',
    'from=2026-01-01&to=2026-1-2',
    'from=1899-12-31&to=1900-01-01',
    'from=2026-01-01&to=2026-01-02&basis=hours',
  ])('refuses ?%s with a 400', async (query) => {
    const response = await load(query);
    expect(response.status).toBe(400);
    expect(await bodyOf(response)).toMatchObject({ type: '/problems/invalid-parameter' });
  });

  it("is the athlete's own, and absent for everyone else", async () => {
    const query = 'from=2026-01-01&to=2026-01-01';
    const { token } = await bodyOf(api.post(`${path}/tokens`, {}));
    expect((await load(query, { key: token })).status).toBe(200);
    expect((await api.get(`/v1/athletes/nobody/training-load?${query}`)).status).toBe(404);
    expect((await api.get(`/v1/athletes/nobody/training-load?${query}`, { key: token })).status).toBe(404);
    const { key } = await api.addApp(`other-${counter}`);
    expect((await load(query, { key })).status).toBe(404);
    expect((await load(query, { key: null })).status).toBe(401);
  });
});
