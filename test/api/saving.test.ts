import { afterAll, describe, expect, it } from 'vitest';
import { listWaiting } from '../support/waiting-work.ts';
import { bodyOf, createTestApi, minutesAgo } from './api-harness.ts';

const api = await createTestApi();
afterAll(() => api.stop());

let counter = 0;
/** A start that no other test of this file uses, so that no save is another's duplicate. */
const freshStart = () => minutesAgo(10_000 + ++counter);

describe('POST /v1/workouts', () => {
  it('accepts a workout: 202, where it is, and who follows it', async () => {
    const response = await api.save({ startedAt: freshStart() });
    const body = await bodyOf(response);
    expect(response.status).toBe(202);
    expect(response.headers.get('Location')).toBe(`/v1/workouts/${body.id}`);
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      revision: 1,
      status: 'accepted',
      links: {
        self: `/v1/workouts/${body.id}`,
        events: '/v1/athletes/ath-1/events',
        temporal: `/v1/workouts/${body.id}/temporal`,
      },
    });
  });

  it('can be read from the moment of the 202 on, with every step pending', async () => {
    const startedAt = freshStart();
    const { id } = await bodyOf(api.save({ startedAt, title: 'Łódź <b>run</b>', timeZone: null }));
    const response = await api.get(`/v1/workouts/${id}`);
    const workout = await bodyOf(response);
    expect(response.status).toBe(200);
    expect(response.headers.get('ETag')).toBe('"1"');
    expect(workout).toMatchObject({
      id,
      revision: 1,
      status: 'accepted',
      athleteId: 'ath-1',
      sport: 'run',
      startedAt,
      durationSeconds: 2712,
      title: 'Łódź <b>run</b>',
      timeZone: null,
      localDate: startedAt.slice(0, 10),
      flags: [],
      energy: null,
      bestEfforts: [],
      awards: [],
    });
    expect(workout.processing.steps.map((step: { state: string }) => step.state)).toEqual(
      workout.processing.steps.map(() => 'pending'),
    );
    expect(workout.processing.workflowId).toBeNull();
  });

  it('leaves the start to the dispatcher, and wakes it for what is new', async () => {
    const before = api.wakes();
    const startedAt = freshStart();
    const { id } = await bodyOf(api.save({ startedAt }));
    expect(await listWaiting(api.pool)).toContain(`workout ${id}`);
    expect(api.wakes()).toBe(before + 1);
    await api.save({ startedAt });
    expect(api.wakes()).toBe(before + 1);
  });

  it('answers the same key and content with the same body, in whatever words the content came', async () => {
    const start = freshStart();
    const headers = { 'Idempotency-Key': `key ${start}` };
    const first = await bodyOf(api.save({ startedAt: start, title: 'Café' }, { headers }));
    const inParis = start.replace('Z', '+00:00');
    const second = await api.save({ startedAt: inParis, title: 'Cafe\u0301' }, { headers });
    expect(second.status).toBe(202);
    expect(await bodyOf(second)).toEqual(first);
  });

  it('takes the fingerprint of the content as the key when none was sent', async () => {
    const startedAt = freshStart();
    const first = await bodyOf(api.save({ startedAt }));
    expect(await bodyOf(api.save({ startedAt }))).toEqual(first);
  });

  it('refuses the key of other content', async () => {
    const headers = { 'Idempotency-Key': 'reused' };
    const startedAt = freshStart();
    await api.save({ startedAt }, { headers });
    const response = await api.save({ startedAt, title: 'Another' }, { headers });
    expect(response.status).toBe(422);
    expect(await bodyOf(response)).toMatchObject({ type: '/problems/idempotency-key-reused' });
  });

  it('keeps the keys of two apps apart', async () => {
    const headers = { 'Idempotency-Key': 'shared' };
    const other = await api.addApp('keys-apart');
    const startedAt = freshStart();
    const mine = await bodyOf(api.save({ startedAt }, { headers }));
    const theirs = await bodyOf(api.save({ startedAt, title: 'Theirs' }, { headers, key: other.key }));
    expect(theirs.id).not.toBe(mine.id);
  });

  it("keeps the keys of an athlete's token apart from the app's and from another athlete's", async () => {
    const headers = { 'Idempotency-Key': 'chosen by two' };
    const tokenOf = async (athleteId: string): Promise<string> => {
      await api.put(`/v1/athletes/${athleteId}`, { timeZone: 'UTC' });
      return (await bodyOf(api.post(`/v1/athletes/${athleteId}/tokens`, {}))).token;
    };
    const token = await tokenOf('ath-1');
    const own = { startedAt: freshStart() };
    const saves: [object, string][] = [
      [own, token],
      [{ athleteId: 'ath-2', startedAt: freshStart() }, api.apiKey],
      [{ athleteId: 'ath-3', startedAt: freshStart() }, await tokenOf('ath-3')],
    ];
    const ids = new Set<string>();
    for (const [workout, key] of saves) {
      const response = await api.save(workout, { headers, key });
      expect(response.status).toBe(202);
      ids.add((await bodyOf(response)).id);
    }
    expect(ids.size).toBe(3);
    const again = await api.save(own, { headers, key: token });
    expect(again.status).toBe(202);
    expect(ids).toContain((await bodyOf(again)).id);
    const other = await api.save({ startedAt: freshStart() }, { headers, key: token });
    expect(other.status).toBe(422);
  });

  it.each(['', 'ключ', 'x'.repeat(256)])('refuses the malformed key %j', async (key) => {
    const response = await api.save(
      { startedAt: freshStart() },
      { headers: { 'Idempotency-Key': encodeHeader(key) } },
    );
    expect(response.status).toBe(400);
    expect(await bodyOf(response)).toMatchObject({ type: '/problems/idempotency-key-invalid' });
  });

  it('says 410 for an explicit key whose workout was deleted, and saves again without a key', async () => {
    const startedAt = freshStart();
    const headers = { 'Idempotency-Key': 'deleted later' };
    const { id } = await bodyOf(api.save({ startedAt }, { headers }));
    await api.call({ method: 'DELETE', path: `/v1/workouts/${id}`, headers: { 'If-Match': '"1"' } });
    const again = await api.save({ startedAt }, { headers });
    expect(again.status).toBe(410);
    expect(await bodyOf(again)).toMatchObject({ type: '/problems/workout-deleted' });
    const other = await api.save({ startedAt });
    expect(other.status).toBe(202);
    expect((await bodyOf(other)).id).not.toBe(id);
  });

  it('names the workout that is there already', async () => {
    const startedAt = freshStart();
    const { id } = await bodyOf(api.save({ startedAt }));
    const response = await api.save(
      { startedAt, title: 'From the phone' },
      { headers: { 'Idempotency-Key': 'phone' } },
    );
    expect(response.status).toBe(409);
    expect(await bodyOf(response)).toMatchObject({ type: '/problems/duplicate-workout', workoutId: id });
  });

  it('accepts what is implausible but possible, with a flag', async () => {
    const { id } = await bodyOf(
      api.save({ startedAt: freshStart(), distanceMeters: 40_000, movingSeconds: 2000 }),
    );
    expect(await bodyOf(api.get(`/v1/workouts/${id}`))).toMatchObject({ flags: ['implausible-speed'] });
  });

  it.each([
    [{ durationSeconds: 0 }, '/durationSeconds'],
    [{ durationSeconds: -1 }, '/durationSeconds'],
    [{ durationSeconds: 14 * 86_400 + 1 }, '/durationSeconds'],
    [{ averageHeartRate: 19 }, '/averageHeartRate'],
    [{ maxHeartRate: 261 }, '/maxHeartRate'],
    [{ distanceMeters: -1 }, '/distanceMeters'],
    [{ startedAt: minutesAgo(-25 * 60 - 1) }, '/startedAt'],
    [{ startedAt: '1969-12-31T23:59:59Z' }, '/startedAt'],
    [{ startedAt: '2026-02-03T07:30:00' }, '/startedAt'],
    [{ startedAt: '2026-02-03' }, '/startedAt'],
    [{ movingSeconds: 2713 }, '/movingSeconds'],
    [{ averageHeartRate: 172 }, '/averageHeartRate'],
    [{ timeZone: 'europe/paris' }, '/timeZone'],
    [{ timeZone: '+01:00' }, '/timeZone'],
    [{ timeZone: 'Mars/Olympus' }, '/timeZone'],
    [{ sport: 'golf' }, '/sport'],
    [{ athleteId: 'a@b.example' }, '/athleteId'],
    [{ athleteId: 'a'.repeat(65) }, '/athleteId'],
    [{ visibility: 'secret' }, '/visibility'],
    [{ title: '🏃'.repeat(501) }, '/title'],
    [{ title: 5 }, '/title'],
    [{ steps: 1 }, '/steps'],
  ])('refuses %o and points at %s', async (over, pointer) => {
    const response = await api.save({ startedAt: freshStart(), ...(over as object) });
    expect(response.status).toBe(422);
    const body = await bodyOf(response);
    expect(body.type).toBe('/problems/validation-error');
    expect(body.errors).toEqual([{ pointer, code: expect.any(String), detail: expect.any(String) }]);
  });

  it.each([
    { startedAt: minutesAgo(-24 * 60), title: null },
    { startedAt: '1970-01-01T00:00:00Z', title: 'x' },
    { startedAt: minutesAgo(3), durationSeconds: 14 * 86_400, title: '🏃'.repeat(500) },
    { startedAt: minutesAgo(4), timeZone: 'Asia/Kolkata' },
    { startedAt: minutesAgo(5), timeZone: 'UTC' },
  ])('accepts the edge %o', async (over) => {
    expect((await api.save(over)).status).toBe(202);
  });

  it('names each required field that is missing', async () => {
    const response = await api.post('/v1/workouts', {});
    expect((await bodyOf(response)).errors).toEqual(
      ['athleteId', 'sport', 'startedAt', 'durationSeconds'].map((name) => ({
        pointer: `/${name}`,
        code: 'required',
        detail: 'is required',
      })),
    );
  });

  it('takes a hundred equal saves at once as one workout', async () => {
    const startedAt = freshStart();
    const bodies = await Promise.all(
      Array.from({ length: 100 }, () =>
        bodyOf(api.save({ startedAt }, { headers: { 'Idempotency-Key': 'burst' } })),
      ),
    );
    expect(new Set(bodies.map((body) => body.id)).size).toBe(1);
    const { rows } = await api.pool.query('select count(*)::int as n from workouts where started_at = $1', [
      startedAt,
    ]);
    expect(rows).toEqual([{ n: 1 }]);
  });
});

/** Headers carry bytes: what is no Latin-1 travels as its UTF-8. */
const encodeHeader = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
