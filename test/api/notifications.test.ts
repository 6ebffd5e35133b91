import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { v5 as uuidV5 } from 'uuid';
import { getAthleteUuid } from '../../src/db/athletes/athletes.ts';
import { findEmail } from '../../src/db/notifications/emails.ts';
import { unsubscribePathOf } from '../../src/delivery/mail/unsubscribe-link.ts';
import { buildMonthlyReport } from '../../src/domain/monthly-report.ts';
import { bodyOf, createTestApi, type Api } from './api-harness.ts';

let api: Api;
let counter = 0;
let athlete: string;
let athleteUuid: string;

beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  const athleteId = `notified-${(counter += 1)}`;
  athlete = `/v1/athletes/${athleteId}`;
  await api.put(athlete, { timeZone: 'UTC' });
  athleteUuid = await getAthleteUuid(api.pool, { appId: api.appId, athleteId });
});

const put = (json: unknown) => api.put(`${athlete}/notifications`, json);
const get = () => bodyOf(api.get(`${athlete}/notifications`));
const all = {
  email: 'ada@example.com',
  reportByEmail: true,
  badgesByEmail: true,
  quietHours: { from: '22:00', to: '07:00' },
};

describe('notifications', () => {
  it('begin without an address and consent, and are replaced as a whole', async () => {
    const none = { email: null, reportByEmail: false, badgesByEmail: false, quietHours: null };
    expect(await get()).toEqual({ ...none, bouncedAt: null, bounceCode: null });
    expect(await bodyOf(put(all))).toMatchObject(all);
    expect(await get()).toMatchObject(all);
    expect(await bodyOf(put({ email: 'bob@example.com' }))).toMatchObject({
      ...none,
      email: 'bob@example.com',
    });
  });

  it.each([
    [{ email: 'nobody' }, '/email'],
    [{ email: 'a@example.com, b@example.com' }, '/email'],
    [{ email: `a@example.com\r\nBcc: b@example.com` }, '/email'],
    [{ reportByEmail: 'yes' }, '/reportByEmail'],
    [{ quietHours: { from: '24:00', to: '07:00' } }, '/quietHours/from'],
    [{ quietHours: { from: '22:00' } }, '/quietHours/to'],
    [{ push: true }, '/push'],
  ])('refuse %o at %s', async (json, pointer) => {
    const response = await put(json);
    expect(response.status).toBe(422);
    const problem = await bodyOf(response);
    expect(problem.errors[0].pointer).toBe(pointer);
    expect(JSON.stringify(problem)).not.toContain('example.com');
  });

  it('are read and not written by an athlete token, and are 404 for an unknown athlete', async () => {
    const { token } = await bodyOf(api.call({ method: 'POST', path: `${athlete}/tokens`, json: {} }));
    expect((await api.get(`${athlete}/notifications`, { key: token })).status).toBe(200);
    const written = await api.call({
      method: 'PUT',
      path: `${athlete}/notifications`,
      json: all,
      key: token,
    });
    expect(written.status).toBe(403);
    expect((await api.put('/v1/athletes/nobody/notifications', all)).status).toBe(404);
  });
});

describe('an unsubscribe link', () => {
  /** As if an e-mail had been sent. */
  async function linkOf(kind: 'report' | 'badges'): Promise<string> {
    await put(all);
    const emailId = uuidV5(kind, athleteUuid);
    await api.pool.query(
      `insert into emails (email_id, athlete_uuid, kind, month, revision, workout_id, state)
       values (
         $1, $2, $3,
         case when $3 = 'report' then '2026-10' end,
         case when $3 = 'report' then 1 end,
         case when $3 = 'badges' then $1::uuid end,
         'sent'
       )
       on conflict do nothing`,
      [emailId, athleteUuid, kind],
    );
    return unsubscribePathOf({ emailId, secret: (await findEmail(api.pool, emailId))!.secret });
  }
  const open = (path: string) => api.get(path, { key: null });
  const post = (path: string) =>
    api.call({
      method: 'POST',
      path,
      key: null,
      body: 'List-Unsubscribe=One-Click',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });

  it('shows a button to a GET, which changes nothing', async () => {
    const response = await open(await linkOf('report'));
    expect(response.status).toBe(200);
    expect(await response.text()).toMatch(/No more monthly reports\?.*<form method="post"><button/s);
    expect(await get()).toMatchObject({ reportByEmail: true });
  });

  it.each([
    ['report', { reportByEmail: false, badgesByEmail: true }],
    ['badges', { reportByEmail: true, badgesByEmail: false }],
  ] as const)('ends e-mail of its kind by one POST without login: %s', async (kind, expected) => {
    const link = await linkOf(kind);
    for (const _ of ['first', 'repeat']) {
      const response = await post(link);
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('You are unsubscribed');
      expect(await get()).toMatchObject({ ...all, ...expected });
    }
  });

  it('is not undone by a replaced profile', async () => {
    await post(await linkOf('report'));
    await api.put(athlete, { timeZone: 'Europe/Paris', displayName: 'Ada' });
    expect(await get()).toMatchObject({ reportByEmail: false, email: 'ada@example.com' });
  });

  it('is a 404 with another signature, for another e-mail, and after the athlete is erased', async () => {
    const [report, badges] = [await linkOf('report'), await linkOf('badges')];
    const [, , reportId] = report.split('/');
    const [, , , badgeSignature] = badges.split('/');
    for (const forged of [
      `/unsubscribe/${reportId}/${badgeSignature}`,
      `/unsubscribe/${reportId}/${'A'.repeat(43)}`,
    ])
      for (const ask of [open, post]) expect((await ask(forged)).status).toBe(404);
    expect(await get()).toMatchObject({ reportByEmail: true, badgesByEmail: true });
    await api.call({ method: 'DELETE', path: athlete });
    expect((await post(report)).status).toBe(404);
    const { rows } = await api.pool.query('select from athlete_notifications where athlete_uuid = $1', [
      athleteUuid,
    ]);
    expect(rows).toEqual([]);
  });
});

describe('a report as an e-mail', () => {
  it('has a subject, HTML and text in the athlete’s units, without an unsubscribe link', async () => {
    await api.put(athlete, { timeZone: 'UTC', units: 'imperial' });
    const path = `${athlete}/reports/2026-10`;
    expect((await api.get(`${path}/email`)).status).toBe(404);
    const startedAtMs = Date.parse('2026-10-03T08:00:00Z');
    const workouts = [0, 1, 2].map((day) => ({
      workoutId: `workout-${day}`,
      sport: 'run' as const,
      startedAtMs: startedAtMs + day * 86_400_000,
      endedAtMs: startedAtMs + day * 86_400_000 + 3_000_000,
      localStartMs: startedAtMs + day * 86_400_000,
      durationSeconds: 3000,
      movingSeconds: 2900,
      distanceMeters: 16_093.44,
      elevationGainMeters: 80,
      grossKcal: 700,
      efforts: [],
      flagged: false,
    }));
    const [asOf, month] = ['2026-11-01T04:10:00Z', '2026-10'];
    const report = buildMonthlyReport({
      month,
      timeZone: 'UTC',
      asOf,
      complete: true,
      workouts,
      ranks: [],
      loads: [],
    });
    await api.pool.query(
      `insert into report_months (athlete_uuid, month, state, revision, complete, report)
       values ($1, '2026-10', 'ready', 1, true, $2)`,
      [athleteUuid, JSON.stringify(report)],
    );
    const email = await bodyOf(api.get(`${path}/email`));
    expect(email).toMatchObject({ revision: 1, subject: 'Your October: 3 workouts, 30 mi' });
    expect(email.text).toContain('3 workouts on 3 of 31 days: 2 h 25 min on the move, 30 mi');
    expect(email.html).toContain('<!doctype html>');
    expect(`${email.html}${email.text}`).not.toMatch(/unsubscribe/i);
  });
});
