import { afterAll, expect, it, onTestFinished } from 'vitest';
import { losingFirstCommit } from '../support/lost-commits.ts';
import { aRun } from '../support/workouts.ts';
import { bodyOf, createTestApi, minutesAgo, type Api } from './api-harness.ts';

const api = await createTestApi();
afterAll(() => api.stop());

/** The same service, but the response to its next commit is lost. */
async function losing(): Promise<Api> {
  const { pool, hasLost } = losingFirstCommit(api.pool);
  const lossy = await createTestApi({ pool });
  onTestFinished(async () => {
    await lossy.stop();
    expect(hasLost()).toBe(true);
  });
  return lossy;
}
const key = () => ({ key: api.apiKey });

it('a new athlete is reported as created, and an existing one as replaced', async () => {
  const profile = { timeZone: 'Europe/Paris' };
  expect((await (await losing()).put('/v1/athletes/new', profile, key())).status).toBe(201);
  expect((await (await losing()).put('/v1/athletes/new', profile, key())).status).toBe(200);
  expect((await api.put('/v1/athletes/new', profile)).status).toBe(200);
});

it('a token is given out, and works', async () => {
  await api.put('/v1/athletes/ath-1', { timeZone: 'UTC' });
  const response = await (await losing()).post('/v1/athletes/ath-1/tokens', {}, key());
  expect(response.status).toBe(201);
  const { token } = await bodyOf(response);
  expect((await api.get('/v1/athletes/ath-1', { key: token })).status).toBe(200);
});

it('a workout is saved, edited and deleted once', async () => {
  const { id } = await bodyOf((await losing()).save({ startedAt: minutesAgo(10) }, key()));
  const path = `/v1/workouts/${id}`;
  const edit = { method: 'PATCH', path, json: { title: 'x' }, headers: { 'If-Match': '"1"' }, ...key() };
  expect(await bodyOf((await losing()).call(edit))).toMatchObject({ id, revision: 2 });
  const deletion = { method: 'DELETE', path, headers: { 'If-Match': '"2"' }, ...key() };
  expect(await bodyOf((await losing()).call(deletion))).toMatchObject({ id, revision: 3 });
});

it('a workout of an athlete who is known is saved once', async () => {
  await api.put('/v1/athletes/known', { timeZone: 'UTC' });
  const workout = { athleteId: 'known', startedAt: minutesAgo(20) };
  const response = await (await losing()).save(workout, key());
  expect(response.status).toBe(202);
  expect(await bodyOf(response)).toEqual(await bodyOf(api.save(workout)));
});

it('a batch is saved once', async () => {
  await api.put('/v1/athletes/batched', { timeZone: 'UTC' });
  const workouts = [30, 31].map((minutes) => aRun({ athleteId: 'batched', startedAt: minutesAgo(minutes) }));
  const response = await (await losing()).post('/v1/workouts/batch', { workouts }, key());
  expect(response.status).toBe(202);
  expect(await bodyOf(response)).toEqual(await bodyOf(api.post('/v1/workouts/batch', { workouts })));
});
