import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { listWaiting } from '../support/waiting-work.ts';
import { bodyOf, createTestApi, minutesAgo } from './api-harness.ts';

const api = await createTestApi();
afterAll(() => api.stop());

let counter = 0;
/** What a file is like does not matter here: it is read later. */
const aFile = (): Uint8Array => new TextEncoder().encode(`<gpx creator="${++counter}"/>`);

const upload = (
  body: Uint8Array | FormData | ReadableStream,
  { athleteId = 'ath-1', type = 'application/gpx+xml', headers = {}, key = api.apiKey } = {},
) =>
  api.call({
    path: `/v1/uploads?athleteId=${athleteId}`,
    body,
    key,
    headers: { ...(body instanceof FormData ? {} : { 'Content-Type': type }), ...headers },
  });

const storedContent = async (id: string): Promise<Buffer> =>
  (await api.pool.query('select content from uploads where upload_id = $1', [id])).rows[0].content;

const form = (...files: (Uint8Array | string)[]): FormData => {
  const data = new FormData();
  for (const file of files)
    data.append(
      'file',
      typeof file === 'string' ? file : new Blob([file]),
      ...(typeof file === 'string' ? [] : ['run.gpx']),
    );
  return data;
};

describe('POST /v1/uploads', () => {
  it('keeps the file as it was sent, and says where to look', async () => {
    const file = aFile();
    const wakes = api.wakes();
    const response = await upload(file);
    expect(response.status).toBe(202);
    const { id, status, links } = await bodyOf(response);
    expect(response.headers.get('Location')).toBe(`/v1/uploads/${id}`);
    expect({ status, links }).toEqual({
      status: 'accepted',
      links: { self: `/v1/uploads/${id}`, events: '/v1/athletes/ath-1/events' },
    });
    expect(await storedContent(id)).toEqual(Buffer.from(file));
    expect(await listWaiting(api.pool)).toContain(`upload ${id}`);
    expect(api.wakes()).toBe(wakes + 1);
    expect(await bodyOf(api.get(`/v1/uploads/${id}`))).toEqual({
      id,
      status: 'accepted',
      format: null,
      workoutIds: [],
    });
  });

  it.each([
    'application/gpx+xml',
    'application/vnd.garmin.tcx+xml; charset=utf-8',
    'application/vnd.ant.fit',
    'application/octet-stream',
    'application/gzip',
  ])('takes %s', async (type) => {
    expect((await upload(aFile(), { type })).status).toBe(202);
  });

  it('takes a .gz as it is, also when it is called an encoding', async () => {
    const file = gzipSync(aFile());
    const { id } = await bodyOf(upload(file, { headers: { 'Content-Encoding': 'gzip' } }));
    expect(await storedContent(id)).toEqual(file);
  });

  it('takes the one file of a form', async () => {
    const file = aFile();
    const { id } = await bodyOf(upload(form('a note', file)));
    expect(await storedContent(id)).toEqual(Buffer.from(file));
  });

  it('is the same upload for the same bytes of the same athlete, also when they come at once', async () => {
    const file = aFile();
    const ids = await Promise.all(Array.from({ length: 20 }, async () => (await bodyOf(upload(file))).id));
    expect(new Set(ids).size).toBe(1);
    expect((await listWaiting(api.pool)).filter((each) => each === `upload ${ids[0]}`)).toHaveLength(1);
    const { rows } = await api.pool.query('select execution_number from uploads where upload_id = $1', [
      ids[0],
    ]);
    expect(rows).toEqual([{ execution_number: 0 }]);
    const theirs = await bodyOf(upload(file, { athleteId: 'ath-2' }));
    expect(theirs.id).not.toBe(ids[0]);
  });

  it.each(['text/plain', 'application/xml', 'application/json', ''])(
    'refuses the type %j with a 415',
    async (type) => {
      expect((await upload(aFile(), { type })).status).toBe(415);
    },
  );

  it('refuses an unknown encoding with a 415', async () => {
    expect((await upload(aFile(), { headers: { 'Content-Encoding': 'br' } })).status).toBe(415);
  });

  it('refuses an empty file, a form without one and a form with two, with a 422', async () => {
    for (const body of [
      new Uint8Array(),
      form(),
      form('text only'),
      form(aFile(), aFile()),
      form(new Uint8Array()),
    ]) {
      const response = await upload(body);
      expect(response.status).toBe(422);
      expect((await bodyOf(response)).errors[0].pointer).toBe('/file');
    }
  });

  it.each(['multipart/form-data', 'multipart/form-data; boundary=x', 'multipart/form-data; boundary="'])(
    'refuses what is no form although it says %s',
    async (type) => {
      expect((await upload(aFile(), { type })).status).toBe(400);
    },
  );

  it('takes 16 MiB and refuses one byte more, with and without a declared length', async () => {
    const limit = 16 * 1024 * 1024;
    const stream = (size: number) => new Blob([new Uint8Array(size)]).stream();
    expect((await upload(stream(limit))).status).toBe(202);
    expect((await upload(stream(limit + 1))).status).toBe(413);
    expect((await upload(aFile(), { headers: { 'Content-Length': String(limit + 1) } })).status).toBe(413);
    expect((await upload(form(new Uint8Array(limit + 1)))).status).toBe(413);
  });

  it.each(['', '?athleteId=', '?athleteId=a%20b', '?athleteId=a&athleteId=b'])(
    'refuses %j with a 400',
    async (query) => {
      const response = await api.call({
        path: `/v1/uploads${query}`,
        body: aFile(),
        headers: { 'Content-Type': 'application/gpx+xml' },
      });
      expect(response.status).toBe(400);
    },
  );

  it("is for a token's own athlete alone", async () => {
    await api.put('/v1/athletes/ath-1', { timeZone: 'UTC' });
    const { token } = await bodyOf(api.post('/v1/athletes/ath-1/tokens', {}));
    const own = await upload(aFile(), { key: token });
    expect(own.status).toBe(202);
    expect((await api.get((await bodyOf(own)).links.self, { key: token })).status).toBe(200);
    expect((await upload(aFile(), { athleteId: 'ath-2', key: token })).status).toBe(403);
    const theirs = await bodyOf(upload(aFile(), { athleteId: 'ath-2' }));
    expect((await api.get(theirs.links.self, { key: token })).status).toBe(404);
  });
});

describe('GET /v1/uploads/{id}', () => {
  it('shows what came of the file, without what was deleted since', async () => {
    const { id } = await bodyOf(upload(aFile()));
    const [kept, deleted] = [
      (await bodyOf(api.save({ startedAt: minutesAgo(10) }))).id,
      (await bodyOf(api.save({ startedAt: minutesAgo(20) }))).id,
    ];
    await api.pool.query('update workouts set upload_id = $1 where workout_id = any($2)', [
      id,
      [kept, deleted],
    ]);
    await api.pool.query(`update uploads set status = 'processed', format = 'gpx' where upload_id = $1`, [
      id,
    ]);
    await api.call({ method: 'DELETE', path: `/v1/workouts/${deleted}`, headers: { 'If-Match': '*' } });
    expect(await bodyOf(api.get(`/v1/uploads/${id}`))).toEqual({
      id,
      status: 'processed',
      format: 'gpx',
      workoutIds: [kept],
    });
  });

  it('names the workout that was there already', async () => {
    const { id } = await bodyOf(upload(aFile()));
    const workoutId = (await bodyOf(api.save({ startedAt: minutesAgo(30) }))).id;
    const problem = {
      type: '/problems/duplicate-workout',
      title: 'Duplicate workout',
      detail: 'It is there already.',
      workoutIds: [workoutId],
    };
    await api.pool.query(
      `update uploads set status = 'processed', format = 'fit', problem = $2 where upload_id = $1`,
      [id, problem],
    );
    expect(await bodyOf(api.get(`/v1/uploads/${id}`))).toMatchObject({ workoutIds: [workoutId], problem });
  });

  it("is a 404 for another app's", async () => {
    const { id } = await bodyOf(upload(aFile()));
    const other = await api.addApp('other-uploads');
    expect((await api.get(`/v1/uploads/${id}`, { key: other.key })).status).toBe(404);
  });
});
