import { afterAll, describe, expect, it } from 'vitest';
import { listWaiting } from '../support/waiting-work.ts';
import { bodyOf, createTestApi, minutesAgo } from './api-harness.ts';

const api = await createTestApi();
afterAll(() => api.stop());

let counter = 0;
const saved = async (over: object = {}): Promise<string> =>
  (await bodyOf(api.save({ startedAt: minutesAgo(10_000 + ++counter), ...over }))).id;

const patch = (id: string, json: unknown, headers: Record<string, string> = { 'If-Match': '"1"' }) =>
  api.call({ method: 'PATCH', path: `/v1/workouts/${id}`, json, headers });
const remove = (id: string, headers: Record<string, string> = { 'If-Match': '"1"' }) =>
  api.call({ method: 'DELETE', path: `/v1/workouts/${id}`, headers });
const read = (id: string) => bodyOf(api.get(`/v1/workouts/${id}`));

/** As a dispatcher does. */
const claim = (id: string) =>
  api.pool.query(`update workouts set workflow_id = 'started' where workout_id = $1`, [id]);

/** The execution that the Temporal UI is asked for. */
const linkOf = async (id: string): Promise<string> =>
  (await api.get(`/v1/workouts/${id}/temporal`)).headers
    .get('Location')!
    .replace('http://temporal.test/namespaces/default/workflows/', '');

describe('PATCH /v1/workouts/{id}', () => {
  it('makes the next revision, and leaves what it does not name', async () => {
    const id = await saved();
    await claim(id);
    const wakes = api.wakes();
    const response = await patch(id, { title: 'Evening run', elevationGainMeters: null });
    expect(response.status).toBe(202);
    expect(await bodyOf(response)).toMatchObject({ id, revision: 2, status: 'accepted' });
    const after = await api.get(`/v1/workouts/${id}`);
    expect(after.headers.get('ETag')).toBe('"2"');
    expect(await bodyOf(after)).toMatchObject({
      title: 'Evening run',
      elevationGainMeters: null,
      distanceMeters: 10020,
      processing: { workflowId: null },
    });
    expect(await listWaiting(api.pool)).toContain(`workout ${id}`);
    expect(api.wakes()).toBe(wakes + 1);
    expect(await linkOf(id)).toBe(`process-workout-${id}-r2`);
  });

  it('takes application/merge-patch+json as well', async () => {
    const id = await saved();
    const response = await api.call({
      method: 'PATCH',
      path: `/v1/workouts/${id}`,
      body: '{"title":"x"}',
      headers: { 'Content-Type': 'application/merge-patch+json', 'If-Match': '"1"' },
    });
    expect(response.status).toBe(202);
  });

  it('takes * for whatever revision is there', async () => {
    const id = await saved();
    const response = await patch(id, { title: 'x' }, { 'If-Match': '*' });
    expect(response.status).toBe(202);
    expect(await read(id)).toMatchObject({ revision: 2, title: 'x' });
  });

  it('checks plausibility again', async () => {
    const id = await saved();
    await patch(id, { distanceMeters: 40_000 });
    expect(await read(id)).toMatchObject({ flags: ['implausible-speed'] });
    await patch(id, { distanceMeters: 10_000 }, { 'If-Match': '"2"' });
    expect(await read(id)).toMatchObject({ flags: [] });
  });

  it.each([
    [{}, 428, 'precondition-required'],
    [{ 'If-Match': '"2"' }, 412, 'precondition-failed'],
    [{ 'If-Match': 'W/"1"' }, 412, 'precondition-failed'],
    [{ 'If-Match': '"abc"' }, 412, 'precondition-failed'],
    [{ 'If-Match': '1' }, 400, 'invalid-parameter'],
  ])('with %o is a %i', async (headers, status, code) => {
    const id = await saved();
    const response = await patch(id, { title: 'x' }, headers);
    expect(response.status).toBe(status);
    expect(await bodyOf(response)).toMatchObject({ type: `/problems/${code}` });
    expect(await read(id)).toMatchObject({ revision: 1 });
  });

  it.each([
    [{ movingSeconds: 9999 }, '/movingSeconds'],
    [{ durationSeconds: 100 }, '/movingSeconds'],
    [{ durationSeconds: null }, '/durationSeconds'],
    [{ sport: null }, '/sport'],
    [{ athleteId: 'ath-2' }, '/athleteId'],
    [{ duplicateOf: '01900000-0000-7000-8000-000000000000' }, '/duplicateOf'],
    [{ title: { nested: null } }, '/title'],
    [{ revision: 7 }, '/revision'],
    [['title'], ''],
  ])('refuses %o at %s', async (json, pointer) => {
    const id = await saved();
    const response = await patch(id, json);
    expect(response.status).toBe(422);
    expect((await bodyOf(response)).errors[0].pointer).toBe(pointer);
  });

  it('is a 409 when the workout would become a duplicate', async () => {
    const startedAt = minutesAgo(5000);
    const first = await saved({ startedAt });
    const second = await saved({ startedAt, sport: 'ride' });
    const response = await patch(second, { sport: 'run' });
    expect(response.status).toBe(409);
    expect(await bodyOf(response)).toMatchObject({ type: '/problems/duplicate-workout', workoutId: first });
    expect(await read(second)).toMatchObject({ revision: 1, sport: 'ride' });
  });

  it('is a 409 also where the starts differ by less than is stored', async () => {
    const startedAt = '2026-02-03T07:30:00.123Z';
    const first = await saved({ startedAt });
    const second = await saved();
    const response = await patch(second, { startedAt: '2026-02-03T07:30:00.123456Z' });
    expect(response.status).toBe(409);
    expect(await bodyOf(response)).toMatchObject({ workoutId: first });
  });

  it('answers a repeated key as the first time, also after later edits and a deletion', async () => {
    const id = await saved();
    const headers = { 'If-Match': '"1"', 'Idempotency-Key': `edit ${id}` };
    const first = await bodyOf(patch(id, { durationSeconds: 3000, title: 'x' }, headers));
    await patch(id, { movingSeconds: null, durationSeconds: 10 }, { 'If-Match': '"2"' });
    expect(await bodyOf(patch(id, { title: 'x', durationSeconds: 3000 }, headers))).toEqual(first);
    await remove(id, { 'If-Match': '*' });
    const again = await patch(id, { durationSeconds: 3000, title: 'x' }, headers);
    expect(again.status).toBe(202);
    expect(await bodyOf(again)).toEqual(first);
  });

  it('refuses the key of another edit, of a save and of another workout', async () => {
    const [id, another] = [await saved(), await saved()];
    const headers = { 'If-Match': '"1"', 'Idempotency-Key': `once ${id}` };
    await patch(id, { title: 'x' }, headers);
    for (const response of [
      await patch(id, { title: 'y' }, headers),
      await patch(another, { title: 'x' }, headers),
      await api.save({ startedAt: minutesAgo(4000) }, { headers: { 'Idempotency-Key': `once ${id}` } }),
    ]) {
      expect(response.status).toBe(422);
      expect(await bodyOf(response)).toMatchObject({ type: '/problems/idempotency-key-reused' });
    }
  });

  it('and a deletion refuse the key that a save has used', async () => {
    const used = { 'Idempotency-Key': `used by a save ${++counter}` };
    const { id } = await bodyOf(api.save({ startedAt: minutesAgo(10_000 + ++counter) }, { headers: used }));
    const another = await saved();
    for (const target of [id, another])
      for (const response of [
        await patch(target, { title: 'x' }, { 'If-Match': '"1"', ...used }),
        await remove(target, { 'If-Match': '"1"', ...used }),
      ]) {
        expect(response.status).toBe(422);
        expect(await bodyOf(response)).toMatchObject({ type: '/problems/idempotency-key-reused' });
      }
    for (const target of [id, another]) expect(await read(target)).toMatchObject({ revision: 1 });
  });

  it('lets one of many edits of the same revision through', async () => {
    const id = await saved();
    const statuses = await Promise.all(
      Array.from({ length: 10 }, async (_, i) => (await patch(id, { title: `edit ${i}` })).status),
    );
    expect(statuses.sort((a, b) => a - b)).toEqual([202, ...Array.from({ length: 9 }, () => 412)]);
  });

  it('notes that the athlete keeps a duplicate; the steps then make it count again', async () => {
    const [original, id] = [await saved(), await saved()];
    await api.pool.query('update workouts set duplicate_of = $1 where workout_id = $2', [original, id]);
    expect(await read(id)).toMatchObject({ duplicateOf: original });
    expect((await patch(id, { duplicateOf: null })).status).toBe(202);
    const { rows } = await api.pool.query(`select kept_by_athlete from workouts where workout_id = $1`, [id]);
    expect(rows).toEqual([{ kept_by_athlete: true }]);
  });
});

describe('DELETE /v1/workouts/{id}', () => {
  it('is a 202 as the last revision, then a 404 everywhere', async () => {
    const id = await saved();
    await claim(id);
    const wakes = api.wakes();
    const response = await remove(id);
    expect(response.status).toBe(202);
    expect(await bodyOf(response)).toMatchObject({ id, revision: 2 });
    expect(await listWaiting(api.pool)).toContain(`workout ${id}`);
    expect(api.wakes()).toBe(wakes + 1);
    expect((await api.get(`/v1/workouts/${id}`)).status).toBe(404);
    expect((await api.get(`/v1/workouts/${id}/temporal`)).status).toBe(404);
    expect((await patch(id, { title: 'x' }, { 'If-Match': '"2"' })).status).toBe(404);
    expect((await remove(id, { 'If-Match': '"2"' })).status).toBe(404);
    expect((await api.call({ method: 'POST', path: `/v1/workouts/${id}/reprocess` })).status).toBe(404);
  });

  it('takes * for whatever revision is there', async () => {
    const id = await saved();
    await patch(id, { title: 'x' });
    expect((await remove(id, { 'If-Match': '*' })).status).toBe(202);
  });

  it('is a 428 without If-Match and a 412 for another revision', async () => {
    const id = await saved();
    expect((await remove(id, {})).status).toBe(428);
    expect((await remove(id, { 'If-Match': '"2"' })).status).toBe(412);
    expect((await read(id)).revision).toBe(1);
  });

  it('answers a repeated key as the first time', async () => {
    const id = await saved();
    const headers = { 'If-Match': '"1"', 'Idempotency-Key': `delete ${id}` };
    const first = await bodyOf(remove(id, headers));
    const again = await remove(id, headers);
    expect(again.status).toBe(202);
    expect(await bodyOf(again)).toEqual(first);
  });

  it('keeps its key from a save, also once the workout is gone', async () => {
    const id = await saved();
    const headers = { 'Idempotency-Key': `deleted with ${id}` };
    await remove(id, { 'If-Match': '"1"', ...headers });
    const response = await api.save({ startedAt: minutesAgo(30_000 + ++counter) }, { headers });
    expect(response.status).toBe(422);
    expect(await bodyOf(response)).toMatchObject({ type: '/problems/idempotency-key-reused' });
  });
});

describe('POST /v1/workouts/{id}/reprocess', () => {
  it('starts a further run of the same revision', async () => {
    const id = await saved();
    // What a worker would have done: the first run has been started, and has ended.
    await claim(id);
    await api.pool.query(`update workouts set status = 'processed' where workout_id = $1`, [id]);
    const wakes = api.wakes();
    const response = await api.call({ method: 'POST', path: `/v1/workouts/${id}/reprocess` });
    expect(response.status).toBe(202);
    expect(await bodyOf(response)).toMatchObject({ id, revision: 1, status: 'accepted' });
    expect(await listWaiting(api.pool)).toContain(`workout ${id}`);
    expect(api.wakes()).toBe(wakes + 1);
    const { processing, status } = await read(id);
    expect({ status, workflowId: processing.workflowId }).toEqual({ status: 'accepted', workflowId: null });
    expect(await linkOf(id)).toBe(`process-workout-${id}-r1-n1`);
  });
});
