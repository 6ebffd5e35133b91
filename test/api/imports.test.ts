import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { WorkoutSubmission } from '../../src/domain/workout.ts';
import { listWaiting } from '../support/waiting-work.ts';
import { aRun } from '../support/workouts.ts';
import { bodyOf, createTestApi, type Api } from './api-harness.ts';

const api = await createTestApi();
afterAll(() => api.stop());

let counter = 0;
let athlete: string;
beforeEach(() => {
  athlete = `imported-${++counter}`;
});

/** The run of a day, of an athlete that no other test has. */
const run = (day: number, over: Partial<WorkoutSubmission> = {}): WorkoutSubmission =>
  aRun({ athleteId: athlete, startedAt: new Date(Date.UTC(2020, 0, 1 + day, 8)).toISOString(), ...over });

const linesOf = (...lines: (object | string)[]): string =>
  lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');

const send = (
  body: string | Uint8Array | ReadableStream,
  options: Partial<Parameters<Api['call']>[0]> = {},
) =>
  api.call({
    path: '/v1/imports',
    method: 'POST',
    body,
    ...options,
    headers: { 'Content-Type': 'application/x-ndjson', ...options.headers },
  });

const sent = async (...lines: (object | string)[]): Promise<string> => {
  const response = await send(linesOf(...lines));
  expect(response.status).toBe(202);
  return (await bodyOf(response)).id;
};

const read = async (id: string) => bodyOf(api.get(`/v1/imports/${id}`));

const workoutsOf = async (athleteId: string) =>
  (
    await api.pool.query(
      `select w.workout_id, w.priority, w.imported, w.import_id, w.workflow_id as claimed
       from workouts w
       join athletes a on a.athlete_uuid = w.athlete_uuid
       where a.athlete_id = $1
       order by w.started_at`,
      [athleteId],
    )
  ).rows;

const countIn = async ({ pool }: Api): Promise<number> =>
  (await pool.query('select count(*)::int as there from workouts')).rows[0].there;

const importsThere = async (): Promise<number> =>
  (await api.pool.query('select count(*)::int as there from imports')).rows[0].there;

/** A problem as GET returns it. */
interface ImportProblem {
  line: number;
  problem: { type: string; status: number; workoutId?: string; errors?: { pointer: string }[] };
}

/** A body that comes in these pieces, and then ends, stops, or breaks. */
const streamOf = (pieces: (string | Uint8Array)[], end: 'end' | 'break' = 'end') => {
  const queue = pieces.map((piece) => (typeof piece === 'string' ? new TextEncoder().encode(piece) : piece));
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = queue.shift();
      if (next) controller.enqueue(next);
      else if (end === 'end') controller.close();
      else controller.error(new Error('the connection was cut'));
    },
  });
};

describe('POST /v1/imports with lines', () => {
  it('accepts each line as a save behind those that somebody waits for, and says where to look', async () => {
    const response = await send(linesOf(run(1), run(2), run(3)) + '\n');
    expect(response.status).toBe(202);
    const { id, status, links } = await bodyOf(response);
    expect(response.headers.get('Location')).toBe(`/v1/imports/${id}`);
    expect({ status, links }).toEqual({ status: 'processing', links: { self: `/v1/imports/${id}` } });
    expect(await read(id)).toEqual({
      id,
      status: 'processing',
      total: 3,
      accepted: 3,
      duplicates: 0,
      refused: 0,
      processed: 0,
      problems: [],
    });
    const workouts = await workoutsOf(athlete);
    expect(workouts).toHaveLength(3);
    for (const workout of workouts) {
      expect(workout).toMatchObject({ priority: 'bulk', imported: true, import_id: id, claimed: null });
      expect((await api.get(`/v1/workouts/${workout.workout_id}`)).status).toBe(200);
    }
    expect(await listWaiting(api.pool)).toContain(`import ${id}`);
  });

  it('refuses a line by itself, by the rules of a save, and names it', async () => {
    const id = await sent(
      run(1),
      '',
      '{"athleteId":',
      run(2, { durationSeconds: -1 }),
      { ...run(3), colour: 'red' },
      '   \r',
      '[]',
      run(4, { title: 'a\u202Eb' }),
      '{"a":1,"a":2}',
      run(5),
      'null',
    );
    const { problems, ...counts } = await read(id);
    expect(counts).toMatchObject({ total: 9, accepted: 2, duplicates: 0, refused: 7, processed: 0 });
    expect(
      problems.map(({ line, problem }: ImportProblem) => [
        line,
        problem.type,
        problem.status,
        problem.errors?.[0]?.pointer,
      ]),
    ).toEqual([
      [3, '/problems/malformed-request', 400, undefined],
      [4, '/problems/validation-error', 422, '/durationSeconds'],
      [5, '/problems/validation-error', 422, '/colour'],
      [7, '/problems/validation-error', 422, ''],
      [8, '/problems/validation-error', 422, '/title'],
      [9, '/problems/malformed-request', 400, undefined],
      [11, '/problems/validation-error', 422, ''],
    ]);
    expect(await workoutsOf(athlete)).toHaveLength(2);
  });

  it('repeats nothing of what was sent', async () => {
    const id = await sent(
      run(1),
      { ...run(2), sport: 'SECRET', title: 'SECRET', 'SECRET key': 'SECRET' },
      'SECRET',
    );
    expect(JSON.stringify(await read(id))).not.toContain('SECRET');
  });

  it('counts what is there already, and names the workout that stands in the way', async () => {
    const saved = (await bodyOf(api.call({ path: '/v1/workouts', json: run(1) }))).id;
    const id = await sent(
      run(1),
      run(1, { title: 'The same by another name' }),
      run(2),
      run(2),
      run(2, { title: 'Other' }),
    );
    const { problems, ...counts } = await read(id);
    expect(counts).toMatchObject({ total: 5, accepted: 1, duplicates: 4, refused: 0 });
    const second = (await workoutsOf(athlete))[1].workout_id;
    expect(
      problems.map(({ line, problem }: ImportProblem) => [
        line,
        problem.type,
        problem.status,
        problem.workoutId,
      ]),
    ).toEqual([
      [2, '/problems/duplicate-workout', 409, saved],
      [5, '/problems/duplicate-workout', 409, second],
    ]);
  });

  it('can be sent again', async () => {
    const lines = Array.from({ length: 1200 }, (_, day) => run(day));
    const first = await sent(...lines);
    expect(await read(first)).toMatchObject({ total: 1200, accepted: 1200, duplicates: 0 });
    const second = await sent(...lines);
    expect(await read(second)).toMatchObject({ total: 1200, accepted: 0, duplicates: 1200, problems: [] });
    expect(await workoutsOf(athlete)).toHaveLength(1200);
  });

  it('makes one workout of each line when the same body comes several times at once', async () => {
    const lines = Array.from({ length: 700 }, (_, day) => run(day));
    const ids = await Promise.all([sent(...lines), sent(...lines), sent(...lines)]);
    const states = await Promise.all(ids.map(read));
    expect(states.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(700);
    for (const { accepted, duplicates, total } of states) expect(accepted + duplicates).toBe(total);
    expect(await workoutsOf(athlete)).toHaveLength(700);
  });

  it('takes lines wherever the pieces of the body are cut, and characters, too', async () => {
    const bytes = new TextEncoder().encode(
      linesOf(run(1, { title: 'Łódź 🏃' }), run(2, { title: 'ẞ' }), '', run(3)) + '\r\n',
    );
    for (const size of [1, 7, 64]) {
      athlete = `imported-${++counter}`;
      const own = new TextEncoder().encode(
        new TextDecoder().decode(bytes).replaceAll(/"athleteId":"[^"]+"/g, `"athleteId":"${athlete}"`),
      );
      const pieces = Array.from({ length: Math.ceil(own.length / size) }, (_, index) =>
        own.subarray(index * size, (index + 1) * size),
      );
      const { id } = await bodyOf(send(streamOf(pieces)));
      expect(await read(id)).toMatchObject({ total: 3, accepted: 3, refused: 0 });
    }
  });

  it('takes a line of 1 MiB, refuses a longer one, and goes on behind it', async () => {
    const limit = 1024 * 1024;
    const padded = (length: number, day: number) => {
      const line = JSON.stringify(run(day));
      return line + ' '.repeat(length - line.length);
    };
    const id = await sent(padded(limit, 1), padded(limit + 1, 2), run(3), 'x'.repeat(3 * limit), run(4));
    const { problems, ...counts } = await read(id);
    expect(counts).toMatchObject({ total: 5, accepted: 3, refused: 2 });
    expect(problems.map(({ line, problem }: ImportProblem) => [line, problem.type])).toEqual([
      [2, '/problems/content-too-large'],
      [4, '/problems/content-too-large'],
    ]);
  });

  it('keeps the first thousand problems, and counts them all', async () => {
    const id = await sent(...Array.from({ length: 1700 }, () => '{}'), run(1));
    const { problems, ...counts } = await read(id);
    expect(counts).toMatchObject({ total: 1701, accepted: 1, refused: 1700 });
    expect(problems).toHaveLength(1000);
    expect(problems.at(-1).line).toBe(1000);
    expect(problems[0].problem.errors.length).toBeGreaterThan(0);
  });

  it('reports at most twenty errors of a line', async () => {
    const id = await sent(Object.fromEntries(Array.from({ length: 900 }, (_, key) => [`k${key}`, 1])));
    expect((await read(id)).problems[0].problem.errors).toHaveLength(20);
  });

  it('keeps what was accepted of a body that breaks off, and says where it did', async () => {
    const lines = Array.from({ length: 1100 }, (_, day) => `${JSON.stringify(run(day))}\n`);
    const response = await send(streamOf([...lines, '{"athleteId":"half'], 'break'));
    expect(response.status).toBe(400);
    const location = response.headers.get('Location')!;
    const state = await bodyOf(api.get(location));
    expect(state).toMatchObject({ status: 'failed', total: 1000, accepted: 1000 });
    expect(state.problems).toEqual([
      { line: 1001, problem: expect.objectContaining({ type: '/problems/malformed-request', status: 400 }) },
    ]);
    expect(await listWaiting(api.pool)).toContain(`import ${state.id}`);
    // Sent again, whole.
    expect(await read(await sent(...lines.map((line) => line.trim())))).toMatchObject({
      status: 'processing',
      total: 1100,
      accepted: 100,
      duplicates: 1000,
    });
  });

  it('leaves nothing behind when nothing came', async () => {
    const before = await importsThere();
    expect((await send('')).status).toBe(400);
    expect((await send(' \n\r\n\n')).status).toBe(400);
    expect((await send(streamOf(['{"ath'], 'break'))).status).toBe(400);
    expect(await importsThere()).toBe(before);
  });

  it('refuses a declared length of more than 512 MiB', async () => {
    const before = await importsThere();
    const tooLong = { 'Content-Length': String(512 * 1024 * 1024 + 1) };
    expect((await send(linesOf(run(1)), { headers: tooLong })).status).toBe(413);
    expect(await importsThere()).toBe(before);
  });

  it.each(['application/json', 'text/plain', 'application/x-ndjson2', ''])(
    'refuses the type %j with a 415',
    async (type) => {
      expect((await send(linesOf(run(1)), { headers: { 'Content-Type': type } })).status).toBe(415);
    },
  );

  it('takes application/ndjson too, and refuses an encoding and an athlete beside lines', async () => {
    const type = 'application/ndjson; charset=utf-8';
    expect((await send(linesOf(run(1)), { headers: { 'Content-Type': type } })).status).toBe(202);
    expect((await send(linesOf(run(1)), { headers: { 'Content-Encoding': 'gzip' } })).status).toBe(415);
    expect((await send(linesOf(run(1)), { path: `/v1/imports?athleteId=${athlete}` })).status).toBe(400);
  });

  it('ends by itself when the process is about to end, and can be sent again', async () => {
    let draining = false;
    const drained = await createTestApi({ isDraining: () => draining });
    try {
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(
            new TextEncoder().encode(`${linesOf(...Array.from({ length: 500 }, (_, day) => run(day)))}\n`),
          );
        },
        async pull(controller) {
          await expect.poll(() => countIn(drained)).toBe(500);
          draining = true;
          controller.enqueue(new TextEncoder().encode(`${linesOf(run(501))}\n`));
          controller.close();
        },
      });
      const response = await drained.call({
        path: '/v1/imports',
        body,
        headers: { 'Content-Type': 'application/x-ndjson' },
      });
      expect(response.status).toBe(503);
      expect(response.headers.get('Retry-After')).toBeTruthy();
      const state = await bodyOf(drained.get(response.headers.get('Location')!));
      expect(state).toMatchObject({ status: 'failed', accepted: 500 });
    } finally {
      await drained.stop();
    }
  });
});

describe('the reach of imports', () => {
  it('is a 404 for another app, whose workouts are its own', async () => {
    const id = await sent(run(1));
    const other = await api.addApp(`other-${athlete}`);
    expect((await api.get(`/v1/imports/${id}`, { key: other.key })).status).toBe(404);
    const theirs = await bodyOf(send(linesOf(run(1)), { key: other.key }));
    expect(await bodyOf(api.get(theirs.links.self, { key: other.key }))).toMatchObject({ accepted: 1 });
    expect((await api.get(theirs.links.self)).status).toBe(404);
  });

  it('is a 404 for what is no import', async () => {
    expect((await api.get('/v1/imports/00000000-0000-4000-8000-000000000000')).status).toBe(404);
    expect((await api.get('/v1/imports/none')).status).toBe(404);
  });

  it('does not hold athletes’ tokens', async () => {
    const id = await sent(run(1));
    const { token } = await bodyOf(api.post(`/v1/athletes/${athlete}/tokens`, {}));
    expect((await send(linesOf(run(2)), { key: token })).status).toBe(403);
    expect((await api.get(`/v1/imports/${id}`, { key: token })).status).toBe(403);
    expect((await send(linesOf(run(2)), { key: null })).status).toBe(401);
  });
});
