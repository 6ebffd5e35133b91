import { afterAll, describe, expect, it } from 'vitest';
import { aRun } from '../support/workouts.ts';
import { bodyOf, createTestApi, minutesAgo, type Api } from './api-harness.ts';

const api = await createTestApi();
afterAll(() => api.stop());

let counter = 0;
/** A run that no other test of this file saves. */
const anItem = (over: object = {}) => ({ ...aRun({ startedAt: minutesAgo(10_000 + ++counter) }), ...over });

type Options = Parameters<Api['post']>[2];
const send = (workouts: unknown, options?: Options) => api.post('/v1/workouts/batch', { workouts }, options);
// oxlint-disable-next-line typescript/no-explicit-any -- results of every shape
const resultsOf = async (workouts: unknown, options?: Options): Promise<any[]> => {
  const response = await send(workouts, options);
  expect(response.status).toBe(202);
  return (await bodyOf(response)).results;
};
const statusesOf = async (workouts: unknown, options?: Options) =>
  (await resultsOf(workouts, options)).map(({ status }) => status);

async function storedIds(ids: string[]): Promise<string[]> {
  const { rows } = await api.pool.query<{ workout_id: string }>(
    'select workout_id from workouts where workout_id = any($1::uuid[])',
    [ids],
  );
  return rows.map((row) => row.workout_id);
}

describe('POST /v1/workouts/batch', () => {
  it('commits 200 workouts of several athletes and answers in their order', async () => {
    const items = Array.from({ length: 200 }, (_, index) => anItem({ athleteId: `ath-${index % 7}` }));
    const results = await resultsOf(items);
    expect(results).toHaveLength(200);
    const ids = results.map(({ id }) => id);
    expect(new Set(await storedIds(ids))).toEqual(new Set(ids));
    expect(results[9]).toEqual({
      status: 202,
      id: ids[9],
      revision: 1,
      links: {
        self: `/v1/workouts/${ids[9]}`,
        events: '/v1/athletes/ath-2/events',
        temporal: `/v1/workouts/${ids[9]}/temporal`,
      },
    });
    expect(await bodyOf(api.get(`/v1/workouts/${ids[9]}`))).toMatchObject({
      athleteId: 'ath-2',
      startedAt: items[9]!.startedAt,
      status: 'accepted',
    });
  });

  it('accepts and refuses each workout by itself', async () => {
    const known = anItem();
    const { id: knownId } = await bodyOf(api.save(known, { headers: { 'Idempotency-Key': 'batch-known' } }));
    const deleted = anItem();
    const headers = { 'Idempotency-Key': 'batch-deleted' };
    const { id: deletedId } = await bodyOf(api.save(deleted, { headers }));
    await api.call({ method: 'DELETE', path: `/v1/workouts/${deletedId}`, headers: { 'If-Match': '*' } });

    const results = await resultsOf([
      anItem(),
      { ...known, idempotencyKey: 'batch-known' },
      { ...known, idempotencyKey: 'batch-another' },
      { ...deleted, idempotencyKey: 'batch-deleted' },
      anItem({ idempotencyKey: 'batch-known' }),
      anItem({ durationSeconds: 0, pace: 5 }),
      anItem({ title: 'a\0b' }),
      'no object',
      anItem({ idempotencyKey: ' padded' }),
      anItem(),
    ]);
    expect(results.map(({ status, problem }) => [status, problem?.type])).toEqual([
      [202, undefined],
      [202, undefined],
      [409, '/problems/duplicate-workout'],
      [410, '/problems/workout-deleted'],
      [422, '/problems/idempotency-key-reused'],
      [422, '/problems/validation-error'],
      [422, '/problems/validation-error'],
      [422, '/problems/validation-error'],
      [422, '/problems/validation-error'],
      [202, undefined],
    ]);
    expect(results[1].id).toBe(knownId);
    expect(results[2].problem.workoutId).toBe(knownId);
    const pointersOf = (index: number) =>
      results[index].problem.errors.map(({ pointer }: { pointer: string }) => pointer);
    expect(pointersOf(5)).toEqual(['/workouts/5/durationSeconds', '/workouts/5/pace']);
    expect(pointersOf(6)).toEqual(['/workouts/6/title']);
    expect(pointersOf(7)).toEqual(['/workouts/7']);
    expect(pointersOf(8)).toEqual(['/workouts/8/idempotencyKey']);
    expect(await storedIds([results[0].id, results[9].id])).toHaveLength(2);
  });

  it('answers duplicates within one batch as successive saves', async () => {
    const workout = anItem();
    const results = await resultsOf([
      { ...workout, idempotencyKey: 'twice' },
      { ...workout, idempotencyKey: 'twice' },
      { ...workout, idempotencyKey: 'thrice' },
      anItem({ idempotencyKey: 'twice' }),
    ]);
    expect(results.map(({ status }) => status)).toEqual([202, 202, 409, 422]);
    expect(results[1]).toEqual(results[0]);
    expect(results[2].problem.workoutId).toBe(results[0].id);
  });

  it('gives the same answer when the whole request is repeated, with and without keys', async () => {
    const items = [anItem({ idempotencyKey: 'repeated' }), anItem(), anItem({ athleteId: 'first-seen' })];
    expect(await resultsOf(items)).toEqual(await resultsOf(items));
  });

  it("lets a token save its own athlete's workouts, and nothing of a batch with another's", async () => {
    await api.put('/v1/athletes/batch-own', { timeZone: 'UTC' });
    const { token } = await bodyOf(api.post('/v1/athletes/batch-own/tokens', {}));
    const own = anItem({ athleteId: 'batch-own' });
    const mixed = await send([own, anItem({ athleteId: 'ath-1' })], { key: token });
    expect([mixed.status, (await bodyOf(mixed)).type]).toEqual([403, '/problems/forbidden']);
    const { workouts } = await bodyOf(api.get('/v1/workouts?athleteId=batch-own'));
    expect(workouts).toEqual([]);
    expect(await statusesOf([own], { key: token })).toEqual([202]);
  });

  it('refuses an Idempotency-Key header', async () => {
    const response = await send([anItem()], { headers: { 'Idempotency-Key': 'of-all' } });
    expect(response.status).toBe(400);
    expect((await bodyOf(response)).type).toBe('/problems/idempotency-key-invalid');
  });

  it.each([
    ['an empty list', { workouts: [] }, '/workouts'],
    ['more than 200', { workouts: Array.from({ length: 201 }, () => ({})) }, '/workouts'],
    ['no list', {}, '/workouts'],
    ['another field', { workouts: [{}], atomic: true }, '/atomic'],
  ])('refuses the request for %s', async (_, body, pointer) => {
    const response = await api.post('/v1/workouts/batch', body);
    expect(response.status).toBe(422);
    expect((await bodyOf(response)).errors).toMatchObject([{ pointer }]);
  });

  it('refuses a body that is not JSON', async () => {
    const response = await api.call({
      path: '/v1/workouts/batch',
      body: '{"workouts": [',
      headers: { 'Content-Type': 'application/json' },
    });
    expect(response.status).toBe(400);
  });

  it('takes 200 workouts with every field, and refuses bodies of endless keys', async () => {
    const full = () =>
      anItem({
        movingSeconds: 2600,
        distanceMeters: 10_020,
        elevationGainMeters: 84,
        averageHeartRate: 152,
        maxHeartRate: 171,
        averagePowerWatts: null,
        energyKcal: null,
        timeZone: 'Europe/Paris',
        title: 'Ł'.repeat(500),
        visibility: 'public',
        idempotencyKey: `${'k'.repeat(240)}${++counter}`,
      });
    const statuses = await statusesOf(Array.from({ length: 200 }, full));
    expect(new Set(statuses)).toEqual(new Set([202]));
    const keys = Object.fromEntries(Array.from({ length: 7000 }, (_, index) => [`k${index}`, 1]));
    expect((await send([keys])).status).toBe(400);
  });
});
