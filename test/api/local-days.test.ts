import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { isTimeZone } from '../../src/domain/local-time.ts';
import type { WorkoutRef } from '../../src/domain/workout.ts';
import { backfillStored } from '../../src/ops/backfill.ts';
import { createStepRunner } from '../support/running-steps.ts';
import { verified } from '../support/verifying.ts';
import { aRun } from '../support/workouts.ts';
import { bodyOf, createTestApi } from './api-harness.ts';

/** Links that ICU keeps and the IANA database has dropped. */
const ONLY_IN_ICU = ['US/Pacific-New', 'Canada/East-Saskatchewan'];

const api = await createTestApi();
const steps = createStepRunner(api.pool);
beforeEach(() => api.pool.query('truncate athletes cascade'));
afterAll(() => api.stop());

async function zoneOnlyInNode(): Promise<string> {
  const { rows } = await api.pool.query<{ name: string }>('select name from pg_timezone_names');
  const inPostgres = new Set(rows.map(({ name }) => name));
  const zone = ONLY_IN_ICU.find((name) => isTimeZone(name) && !inPostgres.has(name));
  if (!zone) throw new Error('Name a time zone that Node knows and PostgreSQL does not.');
  return zone;
}

const moveTo = (timeZone: string) => api.put('/v1/athletes/ath-1', { timeZone, weightKg: 70 });

async function save(over: Parameters<typeof aRun>[0] = {}): Promise<WorkoutRef> {
  const { id, revision } = await bodyOf(api.post('/v1/workouts', aRun({ timeZone: null, ...over })));
  return { workoutId: id, revision };
}

/** Processes whatever is not finished. */
async function processAll(): Promise<void> {
  const { rows } = await api.pool.query<WorkoutRef>(
    `select workout_id as "workoutId", revision from workouts where status in ('accepted', 'processing')`,
  );
  await steps.process(rows);
}

const differences = async () => (await verified(api.pool)).differences;

const localDateOf = async ({ workoutId }: WorkoutRef): Promise<unknown> =>
  (await bodyOf(api.get(`/v1/workouts/${workoutId}`))).localDate;

async function storedStarts(): Promise<string[]> {
  const { rows } = await api.pool.query<{ start: string }>(
    `select to_char(local_start, 'YYYY-MM-DD HH24:MI') as start from workouts order by workout_id`,
  );
  return rows.map(({ start }) => start);
}

describe('local days', () => {
  it('come from Node alone: PostgreSQL computes in no time zone', () => {
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\.(ts|sql)$/.test(file),
    );
    const using = files.filter((file) => /at time zone/i.test(readFileSync(`src/${file}`, 'utf8')));
    expect(using).toEqual([]);
  });

  it('are found in a zone that PostgreSQL does not know, on the whole life of a workout', async () => {
    await moveTo(await zoneOnlyInNode());
    const workout = await save({ startedAt: '2026-11-20T07:30:00Z' });
    expect(await localDateOf(workout)).toMatch(/^2026-11-(19|20)$/);
    await processAll();
    expect((await bodyOf(api.get(`/v1/workouts/${workout.workoutId}`))).status).toBe('processed');
    expect(await differences()).toEqual([]);
    expect((await api.get('/v1/athletes/ath-1/achievements')).status).toBe(200);
    expect((await api.put('/v1/athletes/ath-1/weights/2026-11-01', { weightKg: 71 })).status).toBe(200);
    const edited = await api.call({
      method: 'PATCH',
      path: `/v1/workouts/${workout.workoutId}`,
      json: { distanceMeters: 9000 },
      headers: { 'If-Match': '"1"' },
    });
    expect(edited.status).toBe(202);
    await processAll();
    expect(await differences()).toEqual([]);
    expect(
      (
        await api.call({
          method: 'DELETE',
          path: `/v1/workouts/${workout.workoutId}`,
          headers: { 'If-Match': '"2"' },
        })
      ).status,
    ).toBe(202);
    await processAll();
    expect(await differences()).toEqual([]);
  });

  it('follow the athlete to another zone, unless the workout has its own', async () => {
    await moveTo('Europe/Paris');
    await save({ startedAt: '2026-11-20T23:30:00Z' });
    await save({ startedAt: '2026-11-22T23:30:00Z', timeZone: 'Pacific/Honolulu' });
    await processAll();
    expect(await storedStarts()).toEqual(['2026-11-21 00:30', '2026-11-22 13:30']);
    await moveTo('America/New_York');
    await processAll();
    expect(await storedStarts()).toEqual(['2026-11-20 18:30', '2026-11-22 13:30']);
    expect(await differences()).toEqual([]);
  });

  it('are rewritten once zone rules have changed', async () => {
    await save({ startedAt: '2026-11-20T23:30:00Z' });
    await save({ startedAt: '2026-11-22T12:30:00Z' });
    await processAll();
    // As rules with another offset had it.
    await api.pool.query(
      `update workouts set local_start = local_start + interval '1 hour' where started_at < '2026-11-21'`,
    );
    expect(await differences()).toContainEqual(expect.objectContaining({ table: 'workouts.local_start' }));
    expect(await backfillStored(api.pool, 'local-start')).toEqual({ queued: 1 });
    await processAll();
    expect(await differences()).toEqual([]);
    expect(await storedStarts()).toEqual(['2026-11-20 23:30', '2026-11-22 12:30']);
    expect(await backfillStored(api.pool, 'local-start')).toEqual({ queued: 0 });
  });
});
