import { afterAll, describe, expect, it } from 'vitest';
import { startServer } from '../../src/api/http/server.ts';
import { demoAthletePage } from '../../src/embedded/demo-athlete.ts';
import { bodyOf, createTestApi } from '../api/api-harness.ts';

const api = await createTestApi();
const server = await startServer({ app: api.app, host: '127.0.0.1', port: 0 });
afterAll(async () => {
  await server.close({ drainMs: 0 });
  await api.stop();
});

const page = (over: { apiUrl?: string; apiKey?: string } = {}) =>
  demoAthletePage({ apiUrl: server.url, apiKey: api.apiKey, getsMail: true, ...over });

describe('the demo athlete', () => {
  it('is made at the first start, and its token opens its own page for a month', async () => {
    const url = new URL((await page()) ?? '');
    expect(url.searchParams.get('athlete')).toBe('demo');
    const token = url.hash.replace('#token=', '');
    const athlete = await bodyOf(api.get('/v1/athletes/demo', { key: token }));
    expect(await bodyOf(api.get('/v1/athletes/demo/notifications'))).toMatchObject({
      email: 'demo@example.com',
      badgesByEmail: true,
    });
    expect(athlete).toMatchObject({ displayName: 'Demo', weightKg: 65, birthDate: '1990-05-17' });
    const { rows } = await api.pool.query<{ days: number }>(
      `select round(extract(epoch from expires_at - now()) / 86400)::int as days from athlete_tokens`,
    );
    expect(rows).toEqual([{ days: 30 }]);
  });

  it('keeps what a person made of it', async () => {
    await api.put('/v1/athletes/demo', { timeZone: 'Asia/Tokyo', displayName: 'Mine' });
    expect(await page()).toBeDefined();
    expect(await bodyOf(api.get('/v1/athletes/demo'))).toMatchObject({
      displayName: 'Mine',
      timeZone: 'Asia/Tokyo',
    });
  });

  it('is no reason not to start when the API does not play along', async () => {
    expect(await page({ apiKey: 'x'.repeat(32) })).toBeUndefined();
    expect(await page({ apiUrl: 'http://127.0.0.1:1' })).toBeUndefined();
  });
});
