import { afterAll, describe, expect, it } from 'vitest';
import { getAthleteUuid } from '../../src/db/athletes/athletes.ts';
import { dispatchOnce } from '../../src/temporal/dispatcher.ts';
import { reconcileOnce } from '../../src/temporal/reconciler.ts';
import { bodyOf, createTestApi, minutesAgo } from '../api/api-harness.ts';
import { createTestNamespace } from '../support/temporal.ts';
import { verified } from '../support/verifying.ts';
import { listWaiting } from '../support/waiting-work.ts';
import { startTestWorker } from '../support/worker.ts';
import { aRun } from '../support/workouts.ts';
import { zipOf } from '../support/zips.ts';

const patiently = { timeout: 50_000, interval: 200 };
const log = { info() {}, warn: (fields: object) => console.error(fields) };

let worker: { stop(): Promise<void> } | undefined;
const api = await createTestApi();
const temporal = await createTestNamespace();
afterAll(async () => {
  await worker?.stop();
  await temporal.close();
  await api.stop();
});

const work = async (): Promise<void> => {
  worker ??= await startTestWorker({ pool: api.pool, temporal });
};

const dayOf = (day: number): string => new Date(Date.UTC(2021, 0, 1 + day, 8)).toISOString();

const linesOf = (athleteId: string, days: number): string =>
  Array.from(
    { length: days },
    (_, day) => `${JSON.stringify(aRun({ athleteId, startedAt: dayOf(day), timeZone: null }))}\n`,
  ).join('');

const sendLines = async (body: string | ReadableStream): Promise<string> => {
  const response = await api.call({
    path: '/v1/imports',
    body,
    headers: { 'Content-Type': 'application/x-ndjson' },
  });
  return response.headers.get('Location')!.replace('/v1/imports/', '');
};

const sendZip = async (athleteId: string, files: Record<string, string>): Promise<string> => {
  const response = await api.call({
    path: `/v1/imports?athleteId=${athleteId}`,
    body: await zipOf(files),
    headers: { 'Content-Type': 'application/zip' },
  });
  expect(response.status).toBe(202);
  return (await bodyOf(response)).id;
};

const read = async (id: string) => bodyOf(api.get(`/v1/imports/${id}`));

/** A run of ten minutes on a day. */
const gpxOf = (day: number, comment = ''): string => {
  const start = Date.parse(dayOf(day));
  const points = Array.from({ length: 11 }, (_, minute) => {
    const time = new Date(start + minute * 60_000).toISOString();
    return `<trkpt lat="${50 + minute * 0.0015}" lon="20"><time>${time}</time></trkpt>`;
  });
  return `<?xml version="1.0"?><!-- ${comment} --><gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1"><trk><type>running</type><trkseg>${points.join('')}</trkseg></trk></gpx>`;
};

const eventsOf = async (athleteId: string) =>
  (
    await api.pool.query<{ type: string; data: object }>(
      `select e.type, e.data
       from events e
       join athletes a on a.athlete_uuid = e.athlete_uuid
       where a.athlete_id = $1
       order by e.event_id`,
      [athleteId],
    )
  ).rows;

const statusesOf = async (importId: string): Promise<string[]> =>
  (
    await api.pool.query<{ status: string }>(`select distinct status from workouts where import_id = $1`, [
      importId,
    ])
  ).rows.map((row) => row.status);

const waiting = () => listWaiting(api.pool);

/** What waits, and what has an execution that has not ended. */
const unfinished = async (): Promise<string[]> => {
  const { rows } = await api.pool.query<{ workflow_id: string }>(`select workflow_id from executions`);
  return [...(await waiting()), ...rows.map((row) => row.workflow_id)];
};

const differences = async () => (await verified(api.pool)).differences;

const reconcile = () =>
  reconcileOnce({ pool: api.pool, temporal, log, graceSeconds: 0 }, { updateSchedules: false });

describe('an import', () => {
  it('is followed again when its execution is lost', async () => {
    const id = await sendLines(linesOf('lost', 3));
    const handle = temporal.client.workflow.getHandle(`process-import-${id}`);
    // Nobody works yet: what is started stays open, until somebody terminates it.
    while ((await waiting()).length > 0) await dispatchOnce({ pool: api.pool, temporal, log });
    expect((await handle.describe()).status.name).toBe('RUNNING');
    await reconcile();
    expect(await waiting()).toEqual([]);
    await handle.terminate();
    await reconcile();
    expect(await waiting()).toEqual([`import ${id}`]);
    await work();
    await expect.poll(async () => (await read(id)).status, patiently).toBe('processed');
    expect(await eventsOf('lost')).toEqual([
      { type: 'import.processed', data: { importId: id, workouts: 3 } },
    ]);
  });

  it('whose body was interrupted stays failed; accepted entries are processed and notified', async () => {
    await work();
    const pieces = [linesOf('broken-off', 500), '{"athleteId":"half'];
    const body = new ReadableStream({
      pull(controller) {
        const next = pieces.shift();
        if (next === undefined) controller.error(new Error('the connection was cut'));
        else controller.enqueue(new TextEncoder().encode(next));
      },
    });
    const id = await sendLines(body);
    await expect
      .poll(() => eventsOf('broken-off'), patiently)
      .toEqual([{ type: 'import.processed', data: { importId: id, workouts: 500 } }]);
    expect(await read(id)).toMatchObject({ status: 'failed', accepted: 500, processed: 500 });
    expect(await statusesOf(id)).toEqual(['processed']);
    // What is edited or deleted later does not reopen it.
    const { rows } = await api.pool.query(`select workout_id from workouts where import_id = $1 limit 1`, [
      id,
    ]);
    const removal = { method: 'DELETE', path: `/v1/workouts/${rows[0].workout_id}` };
    await api.call({ ...removal, headers: { 'If-Match': '*' } });
    expect(await read(id)).toMatchObject({ status: 'failed', accepted: 500, processed: 500 });
  });

  it('is ended by the reconciler when its receiver has died', async () => {
    await work();
    const id = await sendLines(linesOf('abandoned', 2));
    await expect.poll(async () => (await read(id)).status, patiently).toBe('processed');
    await api.pool.query(
      `update imports
       set status = 'receiving', settled_at = null, notified_up_to = null, last_page_at = now() - interval '119 s'
       where import_id = $1`,
      [id],
    );
    await reconcile();
    expect((await read(id)).status).toBe('receiving');
    await api.pool.query(`update imports set last_page_at = now() - interval '121 s' where import_id = $1`, [
      id,
    ]);
    await reconcile();
    const { status, problems } = await read(id);
    expect(status).toBe('failed');
    expect(problems).toEqual([
      { line: 3, problem: expect.objectContaining({ type: '/problems/request-timeout' }) },
    ]);
  });

  it('of files reads them after all other work, and reports the outcome of each', async () => {
    await work();
    const id = await sendZip('filed', {
      '1.gpx': gpxOf(1),
      '2.gpx': gpxOf(2),
      '2-again.gpx': gpxOf(2, 'the same in other bytes'),
      '3-broken.gpx': '<gpx><trk>',
      '4.txt': 'no recording',
    });
    await expect.poll(async () => (await read(id)).status, patiently).toBe('processed');
    const { problems, ...counts } = await read(id);
    expect(counts).toMatchObject({ total: 5, accepted: 2, duplicates: 1, refused: 2, processed: 2 });
    const entries = problems.map(({ file, problem }: { file: string; problem: { type: string } }) => [
      file,
      problem.type,
    ]);
    expect(entries).toHaveLength(3);
    expect(entries).toContainEqual(['4.txt', '/problems/recording-not-recognised']);
    expect(entries.find(([file]: string[]) => file === '3-broken.gpx')[1]).toMatch(/^\/problems\/recording-/);
    expect(entries.filter(([, type]: string[]) => type === '/problems/duplicate-workout')).toHaveLength(1);
    expect(await eventsOf('filed')).toEqual([
      { type: 'import.processed', data: { importId: id, workouts: 2 } },
    ]);
    const { rows } = await api.pool.query<{ workflow_id: string }>(
      `select workflow_id from uploads where import_id = $1`,
      [id],
    );
    for (const { workflow_id: workflowId } of rows)
      expect((await temporal.client.workflow.getHandle(workflowId).describe()).taskQueue).toBe(
        'workouts-batch',
      );
    expect(await differences()).toEqual([]);
    await expect.poll(unfinished, patiently).toEqual([]);
  });

  it('leaves nothing behind when its athlete is erased in the middle of it', async () => {
    await work();
    const files = Object.fromEntries(Array.from({ length: 25 }, (_, day) => [`${day}.gpx`, gpxOf(day)]));
    const id = await sendZip('gone', files);
    await api.save({ athleteId: 'gone', startedAt: minutesAgo(60) });
    const athleteUuid = await getAthleteUuid(api.pool, { appId: api.appId, athleteId: 'gone' });
    expect((await api.call({ method: 'DELETE', path: '/v1/athletes/gone' })).status).toBe(202);
    const left = async (table: string) =>
      (await api.pool.query(`select from ${table} where athlete_uuid = $1`, [athleteUuid])).rowCount;
    await expect.poll(() => left('athletes'), patiently).toBe(0);
    for (const table of ['imports', 'uploads', 'workouts']) expect(await left(table)).toBe(0);
    await expect.poll(unfinished, patiently).toEqual([]);
    expect((await api.get(`/v1/imports/${id}`)).status).toBe(404);
    // Nobody of that id is made again by a file that was just being read.
    expect((await api.get('/v1/athletes/gone')).status).toBe(404);
    const open = async () => {
      const types: string[] = [];
      for await (const { type } of temporal.client.workflow.list({ query: `ExecutionStatus = 'Running'` }))
        types.push(type);
      return types;
    };
    await expect.poll(open, patiently).toEqual([]);
    expect(await differences()).toEqual([]);
  });
});
