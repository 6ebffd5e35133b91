import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { claimWorkouts } from '../../src/db/dispatch/claims.ts';
import { markStarted } from '../../src/db/dispatch/executions.ts';
import { withTransaction } from '../../src/db/pool.ts';
import { STEPS } from '../../src/domain/steps.ts';
import type { Inspection } from '../../src/temporal/inspection.ts';
import { createStepRunner } from '../support/running-steps.ts';
import { forgetExecution } from '../support/waiting-work.ts';
import { bodyOf, createTestApi, minutesAgo, type Api } from './api-harness.ts';

const healthy = { workouts: 2, 'workouts-batch': 2, reports: 2 };
let temporal: { open: Record<string, number> | null; pollers: Record<string, number> | null };
const inspection: Inspection = {
  countOpenWorkflows: async () => temporal.open,
  countPollers: async () => temporal.pollers,
  isReachable: async () => true,
  hasCurrentWorker: async (workers) => workers.length > 0,
};

let api: Api;
let key: string;
beforeAll(async () => {
  api = await createTestApi({ inspection });
  key = (await api.addApp('operators', 'operator')).key;
  temporal = { open: { ProcessWorkout: 3 }, pollers: healthy };
});
afterEach(async () => {
  temporal = { open: { ProcessWorkout: 3 }, pollers: healthy };
  await api.pool.query('truncate workouts, report_months cascade');
});
afterAll(() => api.stop());

const operations = (query = '') => api.get(`/v1/operations${query}`, { key });
const redrive = (body: unknown, query = '') => api.post(`/v1/operations/redrive${query}`, body, { key });

/** Saved and ended with errors, as an execution leaves it; `minutes` ago, so that each ends at a time of its own. */
async function saveFailed(minutes: number, failed: string[] = ['calculateCalories'], saver = api.apiKey) {
  const { id } = await bodyOf(api.save({ startedAt: minutesAgo(minutes) }, { key: saver }));
  await createStepRunner(api.pool).process([{ workoutId: id, revision: 1 }]);
  await api.pool.query(
    `update workout_steps set state = 'failed', last_error = 'DatabaseError 22003'
     where workout_id = $1::uuid and name = any($2::text[])`,
    [id, failed],
  );
  await api.pool.query(
    `update workouts
     set status = 'processed_with_errors', finished_at = now() - make_interval(mins => $2::int)
     where workout_id = $1::uuid`,
    [id, minutes],
  );
  return id as string;
}

describe('operations', () => {
  it('are for operators: neither for an app nor for an athlete', async () => {
    await api.put('/v1/athletes/ath-1', { timeZone: 'UTC' });
    const { token } = await bodyOf(api.post('/v1/athletes/ath-1/tokens', {}));
    for (const other of [api.apiKey, token]) {
      expect((await api.get('/v1/operations', { key: other })).status).toBe(403);
      expect((await api.post('/v1/operations/redrive', {}, { key: other })).status).toBe(403);
    }
    expect((await api.get('/v1/operations', { key: null })).status).toBe(401);
  });

  it('report backlog, work in progress, workers and failures, of all apps', async () => {
    const other = await api.addApp('another');
    const mine = await saveFailed(2, ['calculateCalories', 'updateLeaderboards']);
    const theirs = await saveFailed(1, ['findBestEfforts'], other.key);
    await api.save({ startedAt: minutesAgo(30) });
    const response = await operations();
    expect(response.status).toBe(200);
    const failed = (workoutId: string, app: string, step: string) => ({
      workoutId,
      app,
      revision: 1,
      step,
      lastError: 'DatabaseError 22003',
      finishedAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    });
    expect(await bodyOf(response)).toEqual({
      outbox: { waiting: 1, oldestSeconds: expect.any(Number) as number },
      workouts: { unfinished: { interactive: 1, bulk: 0 }, failed: 2 },
      stuckCounts: { upload: 0, import: 0, report: 0, erasure: 0, email: 0 },
      stuck: [],
      webhookEndpoints: [],
      openWorkflows: { ProcessWorkout: 3 },
      pollers: healthy,
      workersHealthy: true,
      failed: [
        failed(theirs, 'another', 'findBestEfforts'),
        failed(mine, 'tested', 'calculateCalories'),
        failed(mine, 'tested', 'updateLeaderboards'),
      ],
    });
  });

  it('list webhook endpoints that are failing or disabled, of all apps', async () => {
    const other = await api.addApp('with webhooks');
    const create = async (saver: string): Promise<string> =>
      (await bodyOf(api.post('/v1/webhook-endpoints', { url: 'https://example.com/' }, { key: saver }))).id;
    const [disabled, failing] = [await create(api.apiKey), await create(other.key)];
    await create(other.key);
    await api.call({
      method: 'PATCH',
      path: `/v1/webhook-endpoints/${disabled}`,
      json: { status: 'disabled' },
    });
    await api.pool.query(
      `update webhook_endpoints set status = 'failing', failing_since = now() where endpoint_id = $1`,
      [failing],
    );
    await api.pool.query(
      `insert into webhook_attempts (endpoint_id, source, event_id, attempt, started_at, duration_ms, status_code, error)
       values
         ($1, $1, 1, 1, now(), 1, null, 'timeout: No complete response within 15 s.'),
         ($1, $1, 1, 2, now(), 1, 503, null),
         ($1, $1, 2, 1, now(), 1, 204, null)`,
      [failing],
    );
    await api.pool.query(`insert into webhook_resends (endpoint_id, source, event_id) values ($1, $1, 1)`, [
      failing,
    ]);
    const linked = (id: string) => ({
      endpointId: id,
      workflowId: `deliver-webhooks-${id}`,
      url: `http://temporal.test/namespaces/default/workflows/deliver-webhooks-${id}`,
    });
    expect((await bodyOf(operations())).webhookEndpoints).toEqual([
      {
        ...linked(failing),
        app: 'with webhooks',
        status: 'failing',
        failingSince: expect.stringMatching(/Z$/) as string,
        lastError: 'HTTP status 503',
        pending: 1,
        oldestPendingAt: expect.stringMatching(/Z$/) as string,
      },
      {
        ...linked(disabled),
        app: 'tested',
        status: 'disabled',
        disabledReason: 'requested',
        lastError: null,
        pending: 0,
      },
    ]);
    expect((await bodyOf(operations('?limit=1'))).webhookEndpoints).toHaveLength(1);
    await api.pool.query('delete from webhook_endpoints');
  });

  it('report a task queue without workers, and that the number is unknown', async () => {
    temporal = { open: {}, pollers: { ...healthy, reports: 0 } };
    expect(await bodyOf(operations())).toMatchObject({ workersHealthy: false });
    temporal = { open: null, pollers: null };
    const away = await operations();
    expect(away.status).toBe(200);
    expect(await bodyOf(away)).toMatchObject({
      outbox: { waiting: 0, oldestSeconds: null },
      openWorkflows: null,
      pollers: null,
      workersHealthy: null,
    });
  });

  it('list failures page by page, also a workout that spans two pages', async () => {
    const ids = [];
    for (const minutes of [1, 2, 3])
      ids.push(await saveFailed(minutes, ['calculateCalories', 'updateLeaderboards']));
    const pages = await api.pages('/v1/operations?limit=1', { key });
    const seen = pages.flatMap(({ failed }) => failed).map(({ workoutId, step }) => `${workoutId} ${step}`);
    expect(seen).toEqual(ids.flatMap((id) => [`${id} calculateCalories`, `${id} updateLeaderboards`]));
    for (const bad of ['?limit=0', '?limit=201', '?cursor=nonsense']) {
      expect((await operations(bad)).status).toBe(400);
    }
  });
});

describe('a workout for operators', () => {
  const read = (id: string, reader = key) => api.get(`/v1/operations/workouts/${id}`, { key: reader });
  const url = (workflowId: string) => `http://temporal.test/namespaces/default/workflows/${workflowId}`;
  const claim = async () => {
    const from = { priority: 'interactive', limit: 10, after: randomUUID() } as const;
    return (await withTransaction(api.pool, (tx) => claimWorkouts(tx, from))).execution!;
  };

  it('is of any app, with the attempts and the last error of each step', async () => {
    const other = await api.addApp('one more');
    const id = await saveFailed(1, ['calculateCalories'], other.key);
    const answer = await bodyOf(read(id));
    expect(answer).toMatchObject({
      workoutId: id,
      app: 'one more',
      athleteId: 'ath-1',
      revision: 1,
      status: 'processed_with_errors',
      priority: 'interactive',
      executions: [{ state: 'ended' }],
    });
    expect(answer.steps).toHaveLength(STEPS.length);
    expect(answer.steps[0]).toMatchObject({
      name: 'calculateCalories',
      state: 'failed',
      attempts: 1,
      lastError: 'DatabaseError 22003',
    });
    expect((await read(id, other.key)).status).toBe(403);
    expect((await read(randomUUID())).status).toBe(404);
    expect((await read('none-such')).status).toBe(404);
  });

  it('shows none of the facts, and a deleted one as well', async () => {
    const { id } = await bodyOf(api.save({ title: 'A secret hill' }));
    await api.call({ method: 'DELETE', path: `/v1/workouts/${id}`, headers: { 'If-Match': '"1"' } });
    const text = await (await read(id)).text();
    expect(text).not.toContain('secret');
    expect(JSON.parse(text)).toMatchObject({ revision: 2, status: 'accepted', executions: [] });
    await api.pool.query(`update workouts set status = 'deleted' where workout_id = $1::uuid`, [id]);
    expect(await bodyOf(read(id))).toMatchObject({ status: 'deleted' });
  });

  it('links to its execution, from the claim until after its end', async () => {
    const { id } = await bodyOf(api.save());
    const { workflowId } = await claim();
    expect(workflowId).toBe(`process-workout-${id}-r1`);
    const executions = async () => (await bodyOf(read(id))).executions;
    const shown = { workflowId, kind: 'workout', url: url(workflowId) };
    expect(await executions()).toEqual([{ ...shown, state: 'claimed' }]);
    await markStarted(api.pool, workflowId);
    expect(await executions()).toEqual([{ ...shown, state: 'started' }]);
    const edit = { path: `/v1/workouts/${id}`, headers: { 'If-Match': '"1"' } };
    await api.call({ method: 'PATCH', json: { distanceMeters: 9000 }, ...edit });
    expect(await executions()).toEqual([{ ...shown, state: 'started' }]);
    await claim();
    const next = `process-workout-${id}-r2`;
    expect(await executions()).toEqual([
      { workflowId: next, kind: 'workout', state: 'claimed', url: url(next) },
      { ...shown, state: 'started' },
    ]);
    await forgetExecution(api.pool, next);
    await forgetExecution(api.pool, workflowId);
    expect(await executions()).toEqual([
      { workflowId: next, kind: 'workout', state: 'ended', url: url(next) },
    ]);
  });

  it('names the batch that it is in', async () => {
    const { id } = await bodyOf(api.save());
    await api.save({ startedAt: minutesAgo(200) });
    const { workflowId } = await claim();
    expect(await bodyOf(read(id))).toMatchObject({
      executions: [{ workflowId, kind: 'batch', state: 'claimed', url: url(workflowId) }],
    });
    await forgetExecution(api.pool, workflowId);
    expect(await bodyOf(read(id))).toMatchObject({ executions: [{ kind: 'batch', state: 'ended' }] });
  });
});

describe('a redrive over HTTP', () => {
  it('takes failed reports too, unless it is for a step', async () => {
    await api.put('/v1/athletes/ath-1', { timeZone: 'UTC' });
    await api.call({ method: 'POST', path: '/v1/athletes/ath-1/reports/2020-01' });
    await api.pool.query(`update report_months set state = 'failed', workflow_id = 'ended'`);
    expect(await bodyOf(operations())).toMatchObject({
      stuckCounts: { report: 1 },
      stuck: [{ kind: 'report', month: '2020-01', attempts: 0, lastError: null }],
    });
    expect(await bodyOf(redrive({ step: 'calculateCalories' }))).toMatchObject({ stuck: 0 });
    expect(await bodyOf(redrive({ dryRun: true }))).toMatchObject({ stuck: 1 });
    expect(await bodyOf(redrive({}))).toMatchObject({ stuck: 1 });
    expect(await bodyOf(operations())).toMatchObject({ stuckCounts: { report: 0 }, stuck: [] });
  });

  it('queues what failed, says which steps run, and can be repeated', async () => {
    const workoutId = await saveFailed(1);
    const steps = ['calculateCalories', 'awardAchievements', 'updateLeaderboards'];
    const tried = await bodyOf(redrive({ dryRun: true }));
    expect(tried).toEqual({
      dryRun: true,
      workouts: [{ workoutId, revision: 1, steps, outcome: 'queued' }],
      stuck: 0,
    });
    expect(await bodyOf(redrive({}))).toEqual({ ...tried, dryRun: false });
    expect(await bodyOf(redrive({}))).toEqual({ dryRun: false, workouts: [], stuck: 0 });
    expect(await bodyOf(operations())).toMatchObject({
      outbox: { waiting: 1 },
      workouts: { unfinished: { bulk: 1 }, failed: 0 },
      failed: [],
    });
  });

  it('goes page by page', async () => {
    const ids: string[] = [];
    for (const minutes of [3, 2, 1]) ids.push(await saveFailed(minutes));
    const first = await bodyOf(redrive({}, '?limit=2'));
    const second = await bodyOf(redrive({}, `?limit=2&cursor=${first.nextCursor}`));
    const taken = [...first.workouts, ...second.workouts].map(({ workoutId }) => workoutId);
    expect(taken).toEqual(ids);
    expect(second.nextCursor).toBeUndefined();
    const forged = (until: string) => {
      const place = { until, endedAt: until, workoutId: ids[0] };
      return Buffer.from(JSON.stringify(place)).toString('base64url');
    };
    for (const until of ['now', '1', '0000-01-01T00:00:00.000000Z', '2026-02-31T00:00:00.000000Z']) {
      expect((await redrive({}, `?cursor=${forged(until)}`)).status).toBe(400);
    }
    expect((await redrive({}, '?cursor=nonsense')).status).toBe(400);
  });

  it('takes a step and an instant, and no body as everything', async () => {
    const old = await saveFailed(90, ['calculateCalories']);
    const recent = await saveFailed(1, ['updateLeaderboards']);
    const taken = async (body: object) =>
      (await bodyOf(redrive({ ...body, dryRun: true }))).workouts.map(
        ({ workoutId }: { workoutId: string }) => workoutId,
      );
    expect(await taken({ step: 'calculateCalories' })).toEqual([old]);
    expect(await taken({ since: minutesAgo(60) })).toEqual([recent]);
    expect(await taken({ step: 'calculateCalories', since: minutesAgo(60) })).toEqual([]);
    const response = await api.call({ method: 'POST', path: '/v1/operations/redrive', key });
    expect((await bodyOf(response)).workouts).toHaveLength(2);
  });

  it.each([
    [{ step: 'makeCoffee' }, '/step'],
    [{ since: 'yesterday' }, '/since'],
    [{ since: '2026-11-20T07:30:00' }, '/since'],
    [{ since: '0000-01-01T00:00:00Z' }, '/since'],
    [{ dryRun: 'yes' }, '/dryRun'],
    [{ all: true }, '/all'],
  ])('refuses %j', async (body, pointer) => {
    const response = await redrive(body);
    expect(response.status).toBe(422);
    expect((await bodyOf(response)).errors).toMatchObject([{ pointer }]);
  });

  it('knows the steps of the table', async () => {
    for (const { name } of STEPS) expect((await redrive({ step: name, dryRun: true })).status).toBe(200);
  });
});
