import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { getAthleteUuid } from '../../src/db/athletes/athletes.ts';
import { eraseAthlete } from '../../src/db/athletes/erasure.ts';
import { alterDirectory, zipOf } from '../support/zips.ts';
import { bodyOf, createTestApi, minutesAgo } from './api-harness.ts';

const api = await createTestApi();
afterAll(() => api.stop());

const spooled = () => readdirSync(tmpdir()).filter((name) => name.startsWith('afterburn-import-'));

let counter = 0;
let athlete: string;
beforeEach(() => {
  athlete = `zipped-${++counter}`;
});

/** What a file is like does not matter here: it is read later. */
const aFile = (): string => `<gpx creator="${++counter}"/>`;

const send = (
  body: Uint8Array | ReadableStream,
  { query = `?athleteId=${athlete}`, type = 'application/zip', key = api.apiKey } = {},
) => api.call({ path: `/v1/imports${query}`, body, key, headers: { 'Content-Type': type } });

const sent = async (body: Uint8Array): Promise<string> => {
  const response = await send(body);
  expect(response.status).toBe(202);
  return (await bodyOf(response)).id;
};

const read = async (id: string) => bodyOf(api.get(`/v1/imports/${id}`));

const uploadsOf = async (importId: string) =>
  (
    await api.pool.query(
      `select u.upload_id, u.file_name, u.content, u.priority, u.status, u.workflow_id as claimed
       from uploads u
       where u.import_id = $1
       order by u.file_name`,
      [importId],
    )
  ).rows;

const slugsOf = ({ problems }: { problems: { file?: string; problem: { type: string } }[] }) =>
  problems.map(({ file, problem }) => [file, problem.type.replace('/problems/', '')]);

describe('POST /v1/imports with a zip', () => {
  it('makes an upload of each file, as it is, behind those that somebody waits for', async () => {
    const [gpx, gz] = [aFile(), gzipSync(aFile())];
    const response = await send(
      await zipOf({
        'activities/': null,
        'activities/1.gpx': gpx,
        'activities/2.fit.gz': gz,
        '__MACOSX/activities/._1.gpx': 'litter',
        'activities/.DS_Store': 'litter',
      }),
    );
    expect(response.status).toBe(202);
    const { id, links } = await bodyOf(response);
    expect(response.headers.get('Location')).toBe(links.self);
    expect(await read(id)).toEqual({
      id,
      status: 'processing',
      total: 2,
      accepted: 2,
      duplicates: 0,
      refused: 0,
      processed: 0,
      problems: [],
    });
    const uploads = await uploadsOf(id);
    expect(uploads.map(({ file_name, content }) => [file_name, content])).toEqual([
      ['activities/1.gpx', Buffer.from(gpx)],
      ['activities/2.fit.gz', gz],
    ]);
    for (const upload of uploads) {
      expect(upload).toMatchObject({ priority: 'bulk', status: 'accepted', claimed: null });
      expect(await bodyOf(api.get(`/v1/uploads/${upload.upload_id}`))).toMatchObject({ status: 'accepted' });
    }
  });

  it('takes stored files as well as deflated ones, in pieces of any size', async () => {
    const zip = await zipOf({ 'a.gpx': aFile(), 'b.gpx': aFile() }, { compress: false });
    const pieces = Array.from(
      { length: Math.ceil(zip.length / 11) },
      (_, index) => new Uint8Array(zip.subarray(index * 11, (index + 1) * 11)),
    );
    const { id } = await bodyOf(send(new Blob(pieces).stream()));
    expect(await read(id)).toMatchObject({ total: 2, accepted: 2 });
  });

  it('counts the same bytes once, whatever they are called and however often they come', async () => {
    const [known, file] = [aFile(), aFile()];
    const upload = await bodyOf(
      api.call({
        path: `/v1/uploads?athleteId=${athlete}`,
        body: Buffer.from(known),
        headers: { 'Content-Type': 'application/gpx+xml' },
      }),
    );
    const zip = await zipOf({ '1.gpx': known, '2.gpx': file, '3.gpx': file });
    expect(await read(await sent(zip))).toMatchObject({ total: 3, accepted: 1, duplicates: 2, problems: [] });
    expect(await read(await sent(zip))).toMatchObject({ total: 3, accepted: 0, duplicates: 3 });
    const { rows } = await api.pool.query('select import_id, priority from uploads where upload_id = $1', [
      upload.id,
    ]);
    expect(rows).toEqual([{ import_id: null, priority: 'interactive' }]);
  });

  it('refuses a file by itself, and names it', async () => {
    const limit = 16 * 1024 * 1024;
    const random = randomBytes(limit + 1);
    const id = await sent(
      await zipOf({
        'a-good.gpx': aFile(),
        'b-empty.gpx': '',
        'c-nested': await zipOf({ 'x.gpx': aFile() }),
        'd-large.fit': random,
        'e-as-large.fit': random.subarray(1),
        'f-good.gpx': aFile(),
      }),
    );
    const state = await read(id);
    expect(state).toMatchObject({ total: 6, accepted: 3, duplicates: 0, refused: 3 });
    expect(slugsOf(state)).toEqual([
      ['b-empty.gpx', 'validation-error'],
      ['c-nested', 'unsupported-media-type'],
      ['d-large.fit', 'content-too-large'],
    ]);
  });

  it('refuses a file that is damaged, locked, packed otherwise, or another than the directory says', async () => {
    const zip = await zipOf({
      '0-good.gpx': aFile(),
      '1-checksum.gpx': aFile(),
      '2-locked.gpx': aFile(),
      '3-method.gpx': aFile(),
      '4-longer.gpx': aFile().repeat(100),
      '5-shorter.gpx': aFile().repeat(100),
      '6-elsewhere.gpx': aFile(),
    });
    const state = await read(
      await sent(
        alterDirectory(zip, (entry, index) => {
          if (index === 1) entry.writeUInt32LE(1, 16);
          if (index === 2) entry.writeUInt16LE(1, 8);
          if (index === 3) entry.writeUInt16LE(99, 10);
          if (index === 4) entry.writeUInt32LE(10_000, 24);
          if (index === 5) entry.writeUInt32LE(10, 24);
          if (index === 6) entry.writeUInt32LE(0x7fffffff, 42);
        }),
      ),
    );
    expect(state).toMatchObject({ total: 7, accepted: 1, refused: 6 });
    expect(slugsOf(state)).toEqual([
      ['1-checksum.gpx', 'malformed-request'],
      ['2-locked.gpx', 'unsupported-media-type'],
      ['3-method.gpx', 'unsupported-media-type'],
      ['4-longer.gpx', 'malformed-request'],
      ['5-shorter.gpx', 'malformed-request'],
      ['6-elsewhere.gpx', 'malformed-request'],
    ]);
  });

  it('takes names as labels: paths, scripts and other letters are inert', async () => {
    // The library that makes zips refuses such names: they are put in afterwards.
    const names = [
      '../../etc/passwd',
      '/etc/shadow.gpx0',
      'C:\\windows.gpx00',
      '<script>x</script>',
      'b\u0000id\u001bi.gpx000',
    ];
    let zip = await zipOf(
      Object.fromEntries(names.map((name, index) => [`${index}`.padEnd(name.length, '-'), aFile()])),
    );
    let text = zip.toString('latin1');
    names.forEach((name, index) => (text = text.replaceAll(`${index}`.padEnd(name.length, '-'), () => name)));
    zip = Buffer.from(text, 'latin1');
    const { accepted, problems } = await read(await sent(zip));
    expect({ accepted, problems }).toEqual({ accepted: 5, problems: [] });
    const unicode = await sent(
      await zipOf({ 'Łódź/a\u0301 🏃.gpx': aFile(), [`${'x'.repeat(300)}.gpx`]: aFile() }),
    );
    expect((await uploadsOf(unicode)).map(({ file_name }) => file_name)).toEqual([
      'x'.repeat(255),
      'Łódź/\u00e1 🏃.gpx',
    ]);
  });

  it('refuses a bomb as a whole, before anything is inflated or kept', async () => {
    const before = (await api.pool.query('select count(*)::int as there from imports')).rows[0].there;
    const many = await zipOf(
      Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [`${index}.gpx`, 'x'])),
      {
        compress: false,
      },
    );
    const large = alterDirectory(
      await zipOf(Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`${index}.gpx`, aFile()]))),
      (entry) => entry.writeUInt32LE(16 * 1024 * 1024, 24),
    );
    for (const bomb of [many, large]) {
      const response = await send(bomb);
      expect(response.status).toBe(422);
      expect((await bodyOf(response)).errors).toHaveLength(1);
    }
    expect((await api.pool.query('select count(*)::int as there from imports')).rows[0].there).toBe(before);
  });

  it('never inflates a file that is made to fill a disk', async () => {
    const nothing = Buffer.alloc(15 * 1024 * 1024);
    const state = await read(await sent(await zipOf({ 'bomb.gpx': nothing, 'run.gpx': aFile() })));
    expect(state).toMatchObject({ accepted: 1, refused: 1 });
    expect(slugsOf(state)).toEqual([['bomb.gpx', 'validation-error']]);
    // One that hides its size is inflated no further than it says.
    const hidden = alterDirectory(
      await zipOf({ 'bomb.gpx': nothing, 'run.gpx': aFile() }),
      (entry, index) => {
        if (index === 0) entry.writeUInt32LE(1000, 24);
      },
    );
    expect(slugsOf(await read(await sent(hidden)))).toEqual([['bomb.gpx', 'malformed-request']]);
  });

  it('opens zips inside the zip, one level deep, as in a Garmin account export', async () => {
    const parts = 'DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip';
    const deeper = await zipOf({ 'deep.fit': aFile() });
    const id = await sent(
      await zipOf({
        'DI_CONNECT/DI-Connect-User/user_profile.json': '{}',
        'customer_data/customer.json': '{}',
        [parts]: await zipOf({
          'a_1.fit': aFile(),
          'a_2.tcx': aFile(),
          'a_3.txt': 'x',
          'deeper.zip': deeper,
        }),
        'DI_CONNECT/broken.zip': 'PK\u0003\u0004',
      }),
    );
    const state = await read(id);
    expect(state).toMatchObject({ total: 4, accepted: 2, refused: 2 });
    expect(slugsOf(state)).toEqual([
      [`${parts}/deeper.zip`, 'unsupported-media-type'],
      ['DI_CONNECT/broken.zip', 'malformed-request'],
    ]);
    expect((await uploadsOf(id)).map(({ file_name }) => file_name)).toEqual([
      `${parts}/a_1.fit`,
      `${parts}/a_2.tcx`,
    ]);
    expect(spooled()).toEqual([]);
  });

  it('refuses inner zips that together exceed the limits, and never inflates one that is a bomb', async () => {
    const many = await zipOf(
      Object.fromEntries(Array.from({ length: 6000 }, (_, index) => [`${index}.gpx`, 'x'])),
      { compress: false },
    );
    const bomb = await zipOf({ 'bomb.gpx': Buffer.alloc(15 * 1024 * 1024) });
    const state = await read(await sent(await zipOf({ '1.zip': bomb, '2.gpx': aFile() })));
    expect(slugsOf(state)).toEqual([['1.zip/bomb.gpx', 'validation-error']]);
    const inflating = await zipOf({ '1.zip': Buffer.alloc(64 * 1024 * 1024), '2.gpx': aFile() });
    expect(slugsOf(await read(await sent(inflating)))).toEqual([['1.zip', 'validation-error']]);
    const both = await read(await sent(await zipOf({ '1.zip': many, '2.zip': many })));
    expect(both).toMatchObject({ total: 6001 });
    expect(slugsOf(both)).toContainEqual(['2.zip', 'validation-error']);
  });

  it('takes from a Strava account export what its list names, with sport and title', async () => {
    const list = [
      'Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Filename',
      '1,"May 1, 2025, 7:00:00 AM","Lunch, with ""friends""",Trail Run,,1800,activities/1.gpx',
      '2,"May 2, 2025, 7:00:00 AM",Typed in,Yoga,,1800,',
      '3,"May 3, 2025, 7:00:00 AM",Spin,Virtual Ride,,1800,activities/3.fit.gz',
    ];
    const id = await sent(
      await zipOf({
        'activities.csv': list.join('\r\n'),
        'profile.csv': 'Athlete ID',
        'media/1.jpg': 'x',
        'routes/1.gpx': aFile(),
        'activities/1.gpx': aFile(),
        'activities/3.fit.gz': gzipSync(aFile()),
      }),
    );
    expect(await read(id)).toMatchObject({ total: 2, accepted: 2, refused: 0 });
    const { rows } = await api.pool.query(
      'select file_name, labels from uploads where import_id = $1 order by file_name',
      [id],
    );
    expect(rows).toEqual([
      { file_name: 'activities/1.gpx', labels: { sport: 'Trail Run', title: 'Lunch, with "friends"' } },
      { file_name: 'activities/3.fit.gz', labels: { sport: 'Virtual Ride', title: 'Spin' } },
    ]);
  });

  it.each([
    ['no zip', Buffer.from('<gpx/>')],
    ['nothing', Buffer.alloc(0)],
    ['a signature', Buffer.from('PK\u0003\u0004')],
  ])('refuses %s with a 400', async (_, body) => {
    expect((await send(body)).status).toBe(400);
  });

  it('refuses a zip that is cut off, or has no file, with a 400', async () => {
    const zip = await zipOf({ '1.gpx': aFile(), '2.gpx': aFile() });
    expect((await send(zip.subarray(0, zip.length - 30))).status).toBe(400);
    expect((await send(await zipOf({ 'empty/': null, '__MACOSX/x': 'litter' }))).status).toBe(400);
  });

  it('needs an athlete, by a 400', async () => {
    for (const query of ['', '?athleteId=', '?athleteId=a%20b'])
      expect((await send(await zipOf({ '1.gpx': aFile() }), { query })).status).toBe(400);
  });

  it('keeps nothing on disk once it is answered', async () => {
    await sent(await zipOf({ '1.gpx': aFile() }));
    expect(spooled()).toEqual([]);
  });

  it('is not for a token, and a 404 for another app', async () => {
    const id = await sent(await zipOf({ '1.gpx': aFile() }));
    const { token } = await bodyOf(api.post(`/v1/athletes/${athlete}/tokens`, {}));
    expect((await send(await zipOf({ '2.gpx': aFile() }), { key: token })).status).toBe(403);
    const other = await api.addApp(`other-${athlete}`);
    expect((await api.get(`/v1/imports/${id}`, { key: other.key })).status).toBe(404);
  });
});

describe('GET /v1/imports/{id} of a zip', () => {
  it('reports the outcome of its files, by their names', async () => {
    const id = await sent(
      await zipOf({
        '1-run.gpx': aFile(),
        '2-broken.gpx': aFile(),
        '3-known.gpx': aFile(),
        '4-waits.gpx': aFile(),
      }),
    );
    const [run, broken, known] = (await uploadsOf(id)).map((upload) => upload.upload_id);
    const there = (await bodyOf(api.save({ athleteId: athlete, startedAt: minutesAgo(10) }))).id;
    const own = (await bodyOf(api.save({ athleteId: athlete, startedAt: minutesAgo(100) }))).id;
    const end = (uploadId: string, status: string, problem: object | null) =>
      api.pool.query(`update uploads set status = $2, problem = $3 where upload_id = $1`, [
        uploadId,
        status,
        problem,
      ]);
    const duplicate = {
      type: '/problems/duplicate-workout',
      title: 'Duplicate workout',
      detail: 'There.',
      workoutIds: [there],
    };
    await end(run, 'processed', null);
    await end(broken, 'failed', {
      type: '/problems/recording-malformed',
      title: 'Cannot be read',
      detail: 'Line 1.',
    });
    await end(known, 'processed', duplicate);
    await api.pool.query(`update workouts set upload_id = $2, import_id = $3 where workout_id = $1`, [
      own,
      run,
      id,
    ]);
    const state = await read(id);
    expect(state).toMatchObject({
      status: 'processing',
      total: 4,
      accepted: 2,
      duplicates: 1,
      refused: 1,
      processed: 0,
    });
    expect(slugsOf(state)).toEqual([
      ['2-broken.gpx', 'recording-malformed'],
      ['3-known.gpx', 'duplicate-workout'],
    ]);
    await api.pool.query(`update workouts set status = 'processed' where workout_id = $1`, [own]);
    expect(await read(id)).toMatchObject({ accepted: 2, processed: 1 });
  });

  it('is out of reach at once when its athlete is erased, and gone with it', async () => {
    const id = await sent(await zipOf({ '1.gpx': aFile() }));
    const athleteUuid = await getAthleteUuid(api.pool, { appId: api.appId, athleteId: athlete });
    await api.call({ method: 'DELETE', path: `/v1/athletes/${athlete}` });
    expect((await api.get(`/v1/imports/${id}`)).status).toBe(404);
    await eraseAthlete(api.pool, athleteUuid, () => {});
    for (const table of ['imports', 'uploads']) {
      const left = await api.pool.query(`select from ${table} where import_id = $1`, [id]);
      expect(left.rowCount).toBe(0);
    }
  });
});
