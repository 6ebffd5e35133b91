import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { getAthleteUuid } from '../../src/db/athletes/athletes.ts';
import { eraseAthlete } from '../../src/db/athletes/erasure.ts';
import { enqueueRun } from '../../src/db/dispatch/enqueue.ts';
import { withTransaction } from '../../src/db/pool.ts';
import { countWaiting } from '../support/waiting.ts';
import { endAll, listWaiting } from '../support/waiting-work.ts';
import { bodyOf, createTestApi, minutesAgo } from './api-harness.ts';

const api = await createTestApi();
afterAll(() => api.stop());

let counter = 0;
let id: string;
let path: string;
beforeEach(() => {
  id = `erased-${++counter}`;
  path = `/v1/athletes/${id}`;
});

const erase = (over: object = {}) => api.call({ method: 'DELETE', path, ...over });

const save = async (over: object = {}, headers: Record<string, string> = {}): Promise<string> => {
  const response = await api.save({ athleteId: id, startedAt: minutesAgo(60), ...over }, { headers });
  expect(response.status).toBe(202);
  return (await bodyOf(response)).id;
};

const sendFile = (content: string) =>
  api.call({
    path: `/v1/uploads?athleteId=${id}`,
    body: new TextEncoder().encode(content),
    headers: { 'Content-Type': 'application/gpx+xml' },
  });

const uuidOf = () => getAthleteUuid(api.pool, { appId: api.appId, athleteId: id });

const uuidsOf = async (): Promise<string[]> => {
  const { rows } = await api.pool.query(
    `select athlete_uuid from athletes where athlete_id = $1 or athlete_id like 'erased:%'`,
    [id],
  );
  return rows.map((row) => row.athlete_uuid);
};

const score = (athleteUuid: string) =>
  api.pool.query(
    `insert into leaderboard_scores
       (athlete_uuid, period, sport, app_id, athlete_id, visible, workouts, distance_meters, duration_seconds,
        energy_kcal, elevation_gain_meters)
     values ($1, 'all', '', $2, $3, true, 1, 1, 1, 1, 1)`,
    [athleteUuid, api.appId, id],
  );

describe('DELETE /v1/athletes/{athleteId}', () => {
  it('puts everything of the athlete out of reach at once', async () => {
    const workoutId = await save();
    const { id: uploadId } = await bodyOf(sendFile('<gpx/>'));
    const athleteUuid = await uuidOf();
    await score(athleteUuid);
    const board = '/v1/leaderboards/workouts';
    expect((await bodyOf(api.get(board))).entries).toContainEqual({ rank: 1, athleteId: id, score: 1 });

    const response = await erase();
    expect(response.status).toBe(202);
    expect(await bodyOf(response)).toEqual({ athleteId: id, status: 'erasing' });

    for (const gone of [
      path,
      `${path}/events`,
      `${path}/reports`,
      `/v1/workouts?athleteId=${id}`,
      `/v1/workouts/${workoutId}`,
      `/v1/workouts/${workoutId}/temporal`,
      `/v1/uploads/${uploadId}`,
    ]) {
      expect({ gone, status: (await api.get(gone)).status }).toEqual({ gone, status: 404 });
    }
    const change = { method: 'PATCH', path: `/v1/workouts/${workoutId}`, json: { title: 'Mine' } };
    expect((await api.call({ ...change, headers: { 'If-Match': '"1"' } })).status).toBe(404);
    const removal = { method: 'DELETE', path: `/v1/workouts/${workoutId}`, headers: { 'If-Match': '*' } };
    expect((await api.call(removal)).status).toBe(404);
    const repeat = { method: 'POST', path: `/v1/workouts/${workoutId}/reprocess` };
    expect((await api.call(repeat)).status).toBe(404);
    expect((await bodyOf(api.get(board))).entries).toEqual([]);
    expect((await erase()).status).toBe(404);
    expect(await listWaiting(api.pool)).toContain(`erasure ${athleteUuid}`);
  });

  it('ends the tokens of the athlete', async () => {
    await save();
    const { token } = await bodyOf(api.post(`${path}/tokens`, {}));
    await erase();
    expect((await api.get(path, { key: token })).status).toBe(401);
  });

  it('leaves a token nothing that was in use a moment ago: it reads nothing, and makes no new athlete', async () => {
    await save();
    const { token } = await bodyOf(api.post(`${path}/tokens`, {}));
    expect((await api.get(path, { key: token })).status).toBe(200);
    await erase();
    const saving = { athleteId: id, startedAt: minutesAgo(5) };
    const upload = { path: `/v1/uploads?athleteId=${id}`, body: '<gpx/>', key: token };
    const tries = async () => {
      const answers = [
        await api.save(saving, { key: token }),
        await api.call({ ...upload, headers: { 'Content-Type': 'application/gpx+xml' } }),
        await api.get(path, { key: token }),
        await api.get(`${path}/achievements`, { key: token }),
        await api.get(`${path}/events`, { key: token }),
      ];
      return answers.map(({ status }) => status);
    };
    expect(await tries()).toEqual([401, 401, 404, 404, 404]);
    expect((await api.get(path)).status).toBe(404);
    // The id is somebody else's by now, whose the token is not.
    await save();
    expect(await tries()).toEqual([401, 401, 404, 404, 404]);
  });

  it('makes a new athlete of the id when it is saved again, whatever the key, before and after the end', async () => {
    const keyed = { 'Idempotency-Key': `key-${id}` };
    const first = [
      await save(),
      await save({ startedAt: '2026-01-02T08:00:00Z' }, keyed),
      await save({ startedAt: '2026-01-03T08:00:00Z' }),
    ];
    await api.put(path, { timeZone: 'Europe/Paris', displayName: 'Old' });
    const oldUuid = await uuidOf();
    await erase();
    const second = [await save(), await save({ startedAt: '2026-01-02T08:00:00Z' }, keyed)];
    expect(first).not.toContain(second[0]);
    expect(first).not.toContain(second[1]);
    await eraseAthlete(api.pool, oldUuid, () => {});
    expect(await bodyOf(api.get(path))).toMatchObject({ timeZone: 'UTC', displayName: null });
    for (const workoutId of second) expect((await api.get(`/v1/workouts/${workoutId}`)).status).toBe(200);
    // What was said twice is one workout, still.
    expect(await save({ startedAt: '2026-01-02T08:00:00Z' }, keyed)).toBe(second[1]);
    await save({ startedAt: '2026-01-03T08:00:00Z' });
    expect((await bodyOf(api.get(`/v1/workouts?athleteId=${id}`))).workouts).toHaveLength(3);
  });

  it('deletes files and events page by page, and goes on where it was interrupted', async () => {
    await save();
    const athleteUuid = await uuidOf();
    await api.pool.query(
      `insert into uploads (upload_id, app_id, athlete_uuid, content_hash, content)
       select gen_random_uuid(), $2, $1, int4send(i), 'x' from generate_series(1, 60) as i`,
      [athleteUuid, api.appId],
    );
    await api.pool.query(
      `insert into events (app_id, athlete_uuid, event_id, position, type, data)
       select $2, $1, i, 0, 'report.ready', '{}' from generate_series(1, 10010) as i`,
      [athleteUuid, api.appId],
    );
    await erase();
    const left = async () => {
      const { rows } = await api.pool.query(
        `select
           (select count(*)::int from uploads where athlete_uuid = $1) as uploads,
           (select count(*)::int from events where athlete_uuid = $1) as events,
           (select count(*)::int from athletes where athlete_uuid = $1) as athletes`,
        [athleteUuid],
      );
      return rows[0];
    };
    /** Interrupted after so many transactions. */
    const eraseUntil = async (transactions: number) => {
      let done = 0;
      const interrupt = () => {
        done += 1;
        if (done === transactions) throw new Error('interrupted');
      };
      await eraseAthlete(api.pool, athleteUuid, interrupt).catch((error: Error) => error.message);
    };
    await eraseUntil(2);
    expect(await left()).toEqual({ uploads: 35, events: 10_010, athletes: 1 });
    await eraseUntil(4);
    expect(await left()).toEqual({ uploads: 0, events: 10, athletes: 1 });
    await eraseUntil(1000);
    expect(await left()).toEqual({ uploads: 0, events: 0, athletes: 0 });
  });

  it('leaves no run of a workout that was asked for while it was being deleted', async () => {
    const workoutId = await save();
    const athleteUuid = await uuidOf();
    await endAll(api.pool);
    await erase();
    let erased: Promise<number> | undefined;
    await withTransaction(api.pool, async (tx) => {
      expect(await enqueueRun(tx, { workoutIds: [workoutId] })).toHaveLength(1);
      erased = eraseAthlete(api.pool, athleteUuid, () => {});
      await expect.poll(() => countWaiting(api.pool)).toBe(1);
    });
    expect(await erased).toBe(1);
    const waiting = await listWaiting(api.pool);
    expect(waiting).not.toContain(`workout ${workoutId}`);
    expect(waiting).not.toContain(`erasure ${athleteUuid}`);
    for (const table of ['workouts', 'athletes']) {
      const left = await api.pool.query(`select from ${table} where athlete_uuid = $1`, [athleteUuid]);
      expect(left.rowCount).toBe(0);
    }
  });

  it('leaves nothing to be started for the erased athlete', async () => {
    const before = new Set(await listWaiting(api.pool));
    const added = async () =>
      (await listWaiting(api.pool)).filter((each) => !before.has(each)).map((each) => each.split(' ')[0]);
    await save({ startedAt: '2026-01-05T08:00:00Z' });
    await sendFile(`<gpx version="${id}"/>`);
    expect(await added()).toEqual(['upload', 'workout']);
    await erase();
    expect(await added()).toContain('erasure');
    const erased = (await uuidsOf()).map((athleteUuid) => eraseAthlete(api.pool, athleteUuid, () => {}));
    await Promise.all(erased);
    expect(await added()).toEqual([]);
  });

  it('serialises saves and the erasure: each save is the old athlete’s or a new one’s, and none is refused', async () => {
    for (let round = 0; round < 5; round += 1) {
      const saves = Array.from({ length: 8 }, (_, minute) =>
        save({ startedAt: minutesAgo(1000 * round + minute) }),
      );
      await saves[0];
      const [erased] = await Promise.all([erase(), ...saves]);
      expect(erased.status).toBe(202);
      await save({ startedAt: minutesAgo(1000 * round + 500) });
    }
  });

  it('is a 404 for an unknown athlete and for another app’s, and a 403 for a token', async () => {
    expect((await erase()).status).toBe(404);
    await save();
    const other = await api.addApp(`other-${id}`);
    expect((await erase({ key: other.key })).status).toBe(404);
    const { token } = await bodyOf(api.post(`${path}/tokens`, {}));
    expect((await erase({ key: token })).status).toBe(403);
    expect((await api.get(path)).status).toBe(200);
  });
});
