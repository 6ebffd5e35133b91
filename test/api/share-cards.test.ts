import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signCardLink } from '../../src/api/pictures/card-link.ts';
import { prepareCard } from '../../src/api/pictures/prepare-card.ts';
import type { RenderJob } from '../../src/api/pictures/render-job.ts';
import { findShareKey } from '../../src/db/athletes/api-keys.ts';
import { insertTracks } from '../../src/db/workouts/workout-tracks.ts';
import { withTransaction } from '../../src/db/pool.ts';
import type { Track } from '../../src/domain/track/track.ts';
import { aRun } from '../support/workouts.ts';
import { aReport } from '../web/a-report.ts';
import { bodyOf, createTestApi, type Api } from './api-harness.ts';

let api: Api;
const jobs: RenderJob[] = [];
const PNG = Uint8Array.from([0x89, 0x50]);
const CARDS = '/v1/athletes/ath-1/share-cards';

/** 2 km to the north, every 10 m. */
const places = Array.from({ length: 201 }, (_, step) => 48 + (step * 10) / 111_200);
const TRACK: Track = {
  seconds: Float64Array.from(places, (_, index) => index),
  latitude: Float64Array.from(places),
  longitude: Float64Array.from(places, () => 2),
  elevationMeters: new Float32Array(201),
  distanceMeters: new Float64Array(201),
  heartRate: new Float32Array(201),
  powerWatts: new Float32Array(201),
  cadence: new Float32Array(201),
  afterBreak: new Uint8Array(201),
};

beforeAll(async () => {
  api = await createTestApi({
    renderer: {
      render: async (job) => {
        jobs.push(job);
        return PNG;
      },
      requireRoom: () => {},
    },
  });
  await api.put('/v1/athletes/ath-1', { timeZone: 'Europe/Paris', displayName: 'Ada' });
});
afterAll(() => api.stop());

let minute = 0;
async function saveRun(over: object = {}): Promise<string> {
  const startedAt = `2025-11-20T07:${String((minute += 1)).padStart(2, '0')}:00+01:00`;
  const { id } = await bodyOf(api.post('/v1/workouts', aRun({ startedAt, ...over })));
  const tracks = [{ workoutId: id as string, track: TRACK, leftOut: {} as never }];
  await withTransaction(api.pool, (tx) => insertTracks(tx, tracks));
  return id as string;
}

const create = (json: object, key?: string) => api.call({ path: CARDS, json, ...(key ? { key } : {}) });
const linkTo = async (json: object, key?: string): Promise<string> => {
  const response = await create(json, key);
  expect(response.status).toBe(201);
  return (await bodyOf(response)).url as string;
};
const award = (achievementId: string, workoutId: string, period = '') =>
  api.pool.query(
    `insert into awards (athlete_uuid, achievement_id, period_key, workout_id, earned_at)
     select athlete_uuid, $1::text, $2::text, workout_id, started_at from workouts where workout_id = $3::uuid`,
    [achievementId, period, workoutId],
  );
const open = (url: string) => api.call({ path: url, method: 'GET', key: null });
const athleteToken = async (): Promise<string> =>
  (await bodyOf(api.call({ path: '/v1/athletes/ath-1/tokens', json: {} }))).token as string;
const lastCard = () => {
  const job = jobs.at(-1);
  if (job?.kind !== 'card') throw new Error('No card was rendered.');
  return { ...job, card: prepareCard(job.card), stored: job.card };
};

describe('a share card', () => {
  it('opens without a key, and may be cached for a while', async () => {
    const id = await saveRun({ title: 'Lunch run 🔥' });
    const response = await open(await linkTo({ of: 'workout', id, format: 'portrait' }));
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toBe('image/png');
    expect(response.headers.get('Cache-Control')).toBe('public, max-age=300');
    expect(response.headers.get('X-Robots-Tag')).toBe('noindex');
    expect(lastCard()).toMatchObject({ format: 'portrait', card: { title: 'Lunch run', name: 'Ada' } });
  });

  it('shows no map unless it is asked for, and never the first and last 200 m', async () => {
    const id = await saveRun();
    await open(await linkTo({ of: 'workout', id }));
    expect(lastCard().card.art).toBeUndefined();
    await open(await linkTo({ of: 'workout', id, map: true }));
    const { art } = lastCard().card;
    if (!art || !('route' in art)) throw new Error('No route.');
    const norths = art.route.flat().map(({ latitude }) => (latitude - 48) * 111_200);
    expect(Math.min(...norths)).toBeGreaterThan(199);
    expect(Math.max(...norths)).toBeLessThan(1801);
  });

  it('leaves its track and the fonts to the thread that renders', async () => {
    const id = await saveRun({ title: 'Lunch run 🔥' });
    await open(await linkTo({ of: 'workout', id, map: true }));
    const { title, art } = lastCard().stored;
    expect(title).toBe('Lunch run 🔥');
    expect(art).toMatchObject({ points: expect.any(Uint8Array), sport: 'run' });
  });

  it('is a 404 once its time is over, or when somebody else signed it', async () => {
    const id = await saveRun();
    const url = await linkTo({ of: 'workout', id });
    const [, encoded = ''] = /^\/cards\/([^.]+)\./.exec(url) ?? [];
    const payload = JSON.parse(Buffer.from(encoded, 'base64url').toString());
    const key = (await findShareKey(api.pool, payload.app))!;
    expect((await open(signCardLink(payload, key))).status).toBe(200);
    expect((await open(signCardLink({ ...payload, expires: 1 }, key))).status).toBe(404);
    expect((await open(signCardLink(payload, Buffer.alloc(32)))).status).toBe(404);
    const changed = Buffer.from(JSON.stringify({ ...payload, map: true })).toString('base64url');
    expect((await open(url.replace(encoded, changed))).status).toBe(404);
    for (const name of ['x', 'x.y.png', `${encoded}.png`, 'e30.' + 'A'.repeat(43) + '.png'])
      expect((await open(`/cards/${name}`)).status).toBe(404);
  });

  it('leaves it to the app whether a private workout is shown', async () => {
    const token = await athleteToken();
    const id = await saveRun({ visibility: 'private' });
    expect((await create({ of: 'workout', id }, token)).status).toBe(403);
    expect((await open(await linkTo({ of: 'workout', id }))).status).toBe(200);
    // A link from before the workout was hidden does not show it.
    const other = await saveRun();
    const url = await linkTo({ of: 'workout', id: other }, token);
    expect((await open(url)).status).toBe(200);
    await api.pool.query(`update workouts set flags = '{implausible-speed}' where workout_id = $1`, [other]);
    expect((await open(url)).status).toBe(404);
  });

  it('is a 404 after the workout is deleted, and after the athlete is erased', async () => {
    const id = await saveRun();
    const url = await linkTo({ of: 'workout', id });
    const removed = await api.call({
      method: 'DELETE',
      path: `/v1/workouts/${id}`,
      headers: { 'If-Match': '*' },
    });
    expect(removed.status).toBe(202);
    expect((await open(url)).status).toBe(404);
    const kept = await linkTo({ of: 'workout', id: await saveRun() });
    await api.pool.query(`update athletes set erasing_since = now()`);
    expect((await open(kept)).status).toBe(404);
    await api.pool.query(`update athletes set erasing_since = null`);
  });

  it('shows an earned achievement, with the local day of the workout', async () => {
    expect((await create({ of: 'achievement', id: 'first-run' })).status).toBe(404);
    const workoutId = await saveRun({
      startedAt: '2025-11-20T20:00:00-08:00',
      timeZone: 'America/Los_Angeles',
    });
    await award('first-run', workoutId);
    expect((await open(await linkTo({ of: 'achievement', id: 'first-run' }))).status).toBe(200);
    expect(lastCard().card).toMatchObject({
      overline: 'Achievement · 20\u00a0November\u00a02025',
      figures: [],
    });
  });

  it('of an achievement respects the privacy of the workout that earned it', async () => {
    const token = await athleteToken();
    const workoutId = await saveRun();
    await award('first-swim', workoutId);
    const card = { of: 'achievement', id: 'first-swim' };
    const url = await linkTo(card, token);
    expect((await open(url)).status).toBe(200);
    const hide = (set: string) =>
      api.pool.query(`update workouts set ${set} where workout_id = $1`, [workoutId]);
    await hide(`visibility = 'private'`);
    expect((await open(url)).status).toBe(404);
    expect((await create(card, token)).status).toBe(403);
    const chosen = await linkTo(card);
    expect((await open(chosen)).status).toBe(200);
    await hide(`flags = '{implausible-speed}'`);
    expect((await open(chosen)).status).toBe(404);
  });

  it('shows the award for which it was created, and none that came later', async () => {
    const url = async () => linkTo({ of: 'achievement', id: 'first-ride' });
    const earlier = await saveRun();
    await award('first-ride', earlier, '2025-10');
    const created = await url();
    const later = await saveRun({ startedAt: '2025-11-25T07:00:00Z' });
    await award('first-ride', later, '2025-11');
    await open(created);
    expect(lastCard().card.overline).toBe('Achievement · 20\u00a0November\u00a02025');
    await open(await url());
    expect(lastCard().card.overline).toBe('Achievement · 25\u00a0November\u00a02025');
    await api.pool.query('delete from awards where workout_id = $1', [earlier]);
    expect((await open(created)).status).toBe(404);
  });

  it('of a month whose report is stale requests a new revision, and is not cached before', async () => {
    const month = '2025-03';
    await api.pool.query(
      `insert into report_months (athlete_uuid, month, state, revision, stale_since, complete, report)
       select athlete_uuid, $1::text, 'ready', 1, now(), true, $2::jsonb
       from athletes
       where athlete_id = 'ath-1'`,
      [month, aReport({ month })],
    );
    const url = await linkTo({ of: 'month', id: month });
    const caching = async () => (await open(url)).headers.get('Cache-Control');
    expect(await caching()).toBe('no-store');
    // The month has no workout: no energy of 0 kcal.
    expect(lastCard().card.figures.map(({ label }) => label)).toEqual(['Moving time', 'Workouts']);
    const { rows } = await api.pool.query('select state from report_months where month = $1', [month]);
    expect(rows).toEqual([{ state: 'building' }]);
    await api.pool.query(`update report_months set state = 'ready', stale_since = null`);
    expect(await caching()).toBe('public, max-age=300');
  });

  it('refuses what it cannot show', async () => {
    expect((await create({ of: 'workout', id: 'x' })).status).toBe(422);
    expect((await create({ of: 'month', id: '2025-13' })).status).toBe(422);
    expect((await create({ of: 'month', id: '2025-01' })).status).toBe(404);
    expect((await create({ of: 'workout', id: crypto.randomUUID() })).status).toBe(404);
    const { key } = await api.addApp('another');
    expect((await create({ of: 'workout', id: await saveRun() }, key)).status).toBe(404);
  });
});
