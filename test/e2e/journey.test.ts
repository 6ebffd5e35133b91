import { createParser } from 'eventsource-parser';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { WorkoutSubmission } from '../../src/domain/workout.ts';
import { holdWrites } from '../support/injected-failures.ts';
import { verified } from '../support/verifying.ts';
import { aRun } from '../support/workouts.ts';
import { createService, type Service, type ServiceProcess } from './service-processes.ts';

const patiently = { timeout: 60_000, interval: 200 };

let service: Service;
let api: ServiceProcess;
let worker: ServiceProcess;
beforeAll(async () => {
  service = await createService();
  [api, worker] = await Promise.all([service.startApi(), service.startWorker()]);
});
afterAll(() => service.remove());

interface Accepted {
  id: string;
  revision: number;
}

async function save(over: Partial<WorkoutSubmission>): Promise<Accepted> {
  const response = await service.call('POST', '/v1/workouts', { json: aRun(over) });
  expect(response.status).toBe(202);
  return (await response.json()) as Accepted;
}

/** So many runs, on days of their own, of a few athletes. */
const saveMany = (name: string, count: number, from: Date): Promise<Accepted[]> =>
  Promise.all(
    Array.from({ length: count }, (_, index) =>
      save({
        athleteId: `${name}-${index % 5}`,
        startedAt: new Date(from.getTime() + index * 86_400_000).toISOString(),
      }),
    ),
  );

const get = async (route: string) => (await service.call('GET', route)).json();

const statusesOf = async (workouts: Accepted[]) => {
  const { rows } = await service.pool.query<{ status: string; workouts: number }>(
    `select status, count(*)::int as workouts from workouts where workout_id = any($1::uuid[]) group by status`,
    [workouts.map((workout) => workout.id)],
  );
  return Object.fromEntries(rows.map((row) => [row.status, row.workouts]));
};

/** All derived data is right, and each event is sent once without gaps. */
async function expectEachEffectOnce(): Promise<void> {
  expect(await verified(service.pool)).toEqual({ unfinished: 0, differences: [] });
  const { rows: gaps } = await service.pool.query(
    `select e.athlete_uuid, count(*)::int as events, min(e.event_id) as first, max(e.event_id) as last
     from events e
     join athletes a on a.athlete_uuid = e.athlete_uuid
     group by a.athlete_uuid, e.athlete_uuid
     having min(e.event_id) <> (extract(epoch from a.created_at) * 100000)::bigint + 1
       or max(e.event_id) - min(e.event_id) + 1 <> count(*)`,
  );
  expect(gaps).toEqual([]);
  const { rows: repeats } = await service.pool.query(
    `select athlete_uuid, type, data
     from events
     where type in ('workout.accepted', 'workout.processed', 'achievement.earned')
     group by athlete_uuid, type, data
     having count(*) > 1`,
  );
  expect(repeats).toEqual([]);
}

/** Follows an athlete's stream until a test is done, from the oldest event on. */
async function follow(athleteId: string) {
  const events: { id: string; type: string; data: Record<string, unknown> }[] = [];
  const leaving = new AbortController();
  const response = await fetch(`${service.url()}/v1/athletes/${athleteId}/events?lastEventId=0`, {
    headers: { Authorization: `Bearer ${service.apiKey}` },
    signal: leaving.signal,
  });
  const parser = createParser({
    onEvent: ({ id, event, data }) =>
      events.push({
        id: id!,
        type: event!,
        data: (JSON.parse(data) as { data: Record<string, unknown> }).data,
      }),
  });
  const reading = (async () => {
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) parser.feed(chunk);
  })().catch(() => {});
  onTestFinished(async () => {
    leaving.abort();
    await reading;
  });
  return { status: response.status, events };
}

describe('a workout, from the Save button on', () => {
  it('is accepted, processed, and its badge comes by the stream', async () => {
    await service.call('PUT', '/v1/athletes/first', {
      json: { timeZone: 'Europe/Paris', weightKg: 70, displayName: 'Ada' },
    });
    const stream = await follow('first');
    expect(stream.status).toBe(200);
    const { id } = await save({ athleteId: 'first' });
    await expect
      .poll(() => stream.events.map((event) => event.type), patiently)
      .toContain('workout.processed');
    const first = Number(stream.events[0]!.id);
    expect(stream.events.map((event) => Number(event.id))).toEqual(
      stream.events.map((_, index) => first + index),
    );
    expect(stream.events[0]).toMatchObject({ type: 'workout.accepted', data: { workoutId: id } });
    expect(stream.events).toContainEqual(
      expect.objectContaining({
        type: 'achievement.earned',
        data: expect.objectContaining({ achievementId: 'first-run', workoutId: id }) as unknown,
      }),
    );
    expect(await get(`/v1/workouts/${id}`)).toMatchObject({
      status: 'processed',
      energy: { grossKcal: expect.any(Number) as number },
    });
  });

  it('is processed in the namespace that the environment names, by API and worker alike', async () => {
    const { id } = await save({ athleteId: 'namespace', startedAt: '2026-10-01T07:00:00Z' });
    await expect.poll(() => statusesOf([{ id, revision: 1 }]), patiently).toEqual({ processed: 1 });
    const handle = service.temporal.client.workflow.getHandle(`process-workout-${id}-r1`);
    expect(await handle.result()).toMatchObject({ workoutId: id, status: 'processed' });
  });
});

describe('when the worker is killed in the middle of its work', () => {
  it('every save is still accepted, and all of it is processed once when a worker is back', async () => {
    const held = await holdWrites(service.pool, 'best_efforts');
    // Alone it has an execution of its own, whose steps show themselves as running.
    const before = await saveMany('alone', 1, new Date('2024-12-31T07:00:00Z'));
    await expect.poll(held.reached, patiently).toBe(true);
    before.push(...(await saveMany('before', 39, new Date('2025-01-01T07:00:00Z'))));
    worker.kill();
    expect(await worker.exited).toEqual({ code: null, signal: 'SIGKILL' });
    const { rows: running } = await service.pool.query(
      `select distinct name from workout_steps where state = 'running' and name = 'findBestEfforts'`,
    );
    expect(running).toHaveLength(1);
    await held.letGo();

    const meanwhile = await saveMany('meanwhile', 100, new Date('2024-01-01T07:00:00Z'));
    const { status, processing } = (await get(`/v1/workouts/${meanwhile.at(-1)!.id}`)) as {
      status: string;
      processing: { steps: { state: string }[] };
    };
    expect(status).toBe('accepted');
    expect(new Set(processing.steps.map((step) => step.state))).toEqual(new Set(['pending']));

    worker = await service.startWorker();
    await expect.poll(() => statusesOf([...before, ...meanwhile]), patiently).toEqual({ processed: 140 });
    const { rows: attempts } = await service.pool.query<{ most: number }>(
      `select max(attempts) as most from workout_steps where workout_id = any($1::uuid[])`,
      [before.map((workout) => workout.id)],
    );
    expect(attempts[0]!.most).toBeGreaterThanOrEqual(2);
    await expectEachEffectOnce();
  });
});

describe('a correction and a deletion', () => {
  const boardOf = async (...athleteIds: string[]) => {
    const { entries } = (await get('/v1/leaderboards/distance?sport=run&period=2023')) as {
      entries: { athleteId: string; score: number; rank: number }[];
    };
    return entries
      .filter((entry) => athleteIds.includes(entry.athleteId))
      .map(({ athleteId, score, rank }) => `${rank}. ${athleteId} ${score}`);
  };

  it('reach the board and the awards', async () => {
    const far = await save({ athleteId: 'far', startedAt: '2023-05-01T07:00:00Z', distanceMeters: 12_000 });
    const near = await save({ athleteId: 'near', startedAt: '2023-05-01T07:00:00Z', distanceMeters: 9000 });
    const board = () => boardOf('far', 'near');
    await expect.poll(board, patiently).toEqual(['1. far 12000', '2. near 9000']);

    const edited = await service.call('PATCH', `/v1/workouts/${near.id}`, {
      json: { distanceMeters: 12_500 },
      headers: { 'If-Match': '"1"' },
    });
    expect(edited.status).toBe(202);
    await expect.poll(board, patiently).toEqual(['1. near 12500', '2. far 12000']);

    const deleted = await service.call('DELETE', `/v1/workouts/${far.id}`, {
      headers: { 'If-Match': '"1"' },
    });
    expect(deleted.status).toBe(202);
    expect((await service.call('GET', `/v1/workouts/${far.id}`)).status).toBe(404);
    await expect.poll(board, patiently).toEqual(['1. near 12500']);
    await expect.poll(() => get('/v1/athletes/far/achievements'), patiently).toMatchObject({ earned: [] });
    await expect.poll(() => statusesOf([far, near]), patiently).toEqual({ deleted: 1, processed: 1 });
    await expectEachEffectOnce();
  });
});

describe('a graceful shutdown while there is work', () => {
  it('both programs exit with 0, and the next ones find all of it', async () => {
    const workouts = await saveMany('last', 60, new Date('2022-01-01T07:00:00Z'));
    for (const running of [api, worker]) process.kill(running.pid, 'SIGTERM');
    expect(await Promise.all([api.exited, worker.exited])).toEqual([
      { code: 0, signal: null },
      { code: 0, signal: null },
    ]);
    await Promise.all([service.startApi(), service.startWorker()]);
    await expect.poll(() => statusesOf(workouts), patiently).toEqual({ processed: 60 });
    await expectEachEffectOnce();
  });
});
