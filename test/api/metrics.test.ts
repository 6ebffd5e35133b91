import { afterAll, describe, expect, it } from 'vitest';
import { bodyOf, createTestApi, fakeInspection, minutesAgo } from './api-harness.ts';

let pollers: Record<string, number> | null = { workouts: 2, reports: 1 };
const api = await createTestApi({
  inspection: {
    ...fakeInspection,
    countOpenWorkflows: async () => null,
    countPollers: async () => pollers,
  },
});
afterAll(() => api.stop());

/** The samples of a scrape by name and labels, as they are written. */
async function scrape(): Promise<Map<string, number>> {
  const response = await api.get('/metrics', { key: null });
  expect(response.status).toBe(200);
  expect(response.headers.get('Content-Type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const lines = (await response.text()).split('\n').filter((line) => line && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const [, name = '', value] = /^(.+) (\S+)$/.exec(line) ?? [];
      return [name, Number(value)];
    }),
  );
}

describe('GET /metrics', () => {
  it('counts and times requests by the pattern of their route', async () => {
    const { id } = await bodyOf(api.save({ athleteId: 'ath-secret', startedAt: minutesAgo(1) }));
    await api.get(`/v1/workouts/${id}`);
    await api.get(`/v1/workouts/${id}`);
    await api.get(`/v1/workouts/${id}`, { key: 'wrong' });
    await api.post('/v1/workouts', {});
    await api.get('/v1/nothing/of/that/name');
    const samples = await scrape();
    const count = (labels: string) => samples.get(`afterburn_http_request_duration_seconds_count{${labels}}`);
    expect(count('method="POST",route="/v1/workouts",status="202"')).toBe(1);
    expect(count('method="POST",route="/v1/workouts",status="422"')).toBe(1);
    expect(count('method="GET",route="/v1/workouts/:workoutId",status="200"')).toBe(2);
    expect(count('method="GET",route="/v1/workouts/:workoutId",status="401"')).toBe(1);
    const names = [...samples.keys()].join('\n');
    expect(names).not.toContain(id);
    expect(names).not.toContain('ath-secret');
    expect(names).not.toContain('nothing');
    expect(samples.get('process_cpu_seconds_total')).toBeGreaterThan(0);
  });

  it('counts each accepted workout once', async () => {
    const accepted = async () => (await scrape()).get('afterburn_workouts_accepted_total');
    const before = (await accepted())!;
    const startedAt = minutesAgo(2);
    await api.save({ startedAt });
    await api.save({ startedAt });
    await api.save({ startedAt: minutesAgo(3) });
    expect(await accepted()).toBe(before + 2);
  });

  it('reads what waits, what is unfinished and what has failed', async () => {
    await api.pool.query(`truncate workouts cascade`);
    const empty = await scrape();
    expect(empty.get('afterburn_outbox_waiting')).toBe(0);
    expect(empty.get('afterburn_outbox_oldest_seconds')).toBe(0);
    const ids = [];
    for (const minutes of [4, 5, 6])
      ids.push((await bodyOf(api.save({ startedAt: minutesAgo(minutes) }))).id);
    await api.pool.query(`update workouts set accepted_at = now() - interval '90 s' where workout_id = $1`, [
      ids[0],
    ]);
    await api.pool.query(
      `update workouts set status = 'processed_with_errors', workflow_id = 'ended' where workout_id = $1`,
      [ids[1]],
    );
    await api.pool.query(`update workouts set priority = 'bulk' where workout_id = $1`, [ids[2]]);
    await api.pool.query(
      `insert into report_months (athlete_uuid, month, state)
       select athlete_uuid, '2020-01', 'failed'
       from athletes
       limit 1`,
    );
    const samples = await scrape();
    expect(samples.get('afterburn_outbox_waiting')).toBe(2);
    expect(samples.get('afterburn_outbox_oldest_seconds')).toBeGreaterThanOrEqual(90);
    expect(samples.get('afterburn_workouts_unfinished{priority="interactive"}')).toBe(1);
    expect(samples.get('afterburn_workouts_unfinished{priority="bulk"}')).toBe(1);
    expect(samples.get('afterburn_workouts_failed')).toBe(1);
    expect(samples.get('afterburn_stuck{kind="report"}')).toBe(1);
    expect(samples.get('afterburn_stuck{kind="upload"}')).toBe(0);
    expect(samples.get('afterburn_postgres_up')).toBe(1);
    expect(samples.get('afterburn_requests_held')).toBe(0);
    expect(samples.get('afterburn_postgres_connections{state="idle"}')).toBeGreaterThan(0);
  });

  it('counts the streams that are open', async () => {
    await api.put('/v1/athletes/ath-1', { timeZone: 'UTC' });
    const { body } = await api.get('/v1/athletes/ath-1/events');
    const reader = body!.getReader();
    await reader.read();
    expect((await scrape()).get('afterburn_event_streams')).toBe(1);
    await reader.cancel();
    expect((await scrape()).get('afterburn_event_streams')).toBe(0);
  });

  it('shows no figure of Temporal while that is away, and no old one', async () => {
    expect((await scrape()).get('afterburn_pollers{task_queue="workouts"}')).toBe(2);
    pollers = null;
    const samples = await scrape();
    expect(samples.get('afterburn_temporal_up')).toBe(0);
    expect([...samples.keys()].filter((name) => name.startsWith('afterburn_pollers'))).toEqual([]);
    pollers = { workouts: 1 };
    expect((await scrape()).get('afterburn_temporal_up')).toBe(1);
  });

  it('answers without PostgreSQL, with what the process knows by itself', async () => {
    await api.pool.query('alter table executions rename to misplaced');
    const samples = await scrape();
    await api.pool.query('alter table misplaced rename to executions');
    expect(samples.get('afterburn_postgres_up')).toBe(0);
    expect(samples.has('afterburn_outbox_waiting')).toBe(false);
    expect(samples.has('afterburn_workouts_failed')).toBe(false);
    expect(samples.get('afterburn_requests_held')).toBe(0);
    expect((await scrape()).get('afterburn_postgres_up')).toBe(1);
  });
});
