import { afterAll, describe, expect, it } from 'vitest';
import type { WorkoutSubmission } from '../../src/domain/workout.ts';
import { bodyOf, createTestApi, minutesAgo } from '../api/api-harness.ts';
import { createTestNamespace } from '../support/temporal.ts';
import { verified } from '../support/verifying.ts';
import { listWaiting } from '../support/waiting-work.ts';
import { startTestWorker } from '../support/worker.ts';
import { aRun } from '../support/workouts.ts';

const patiently = { timeout: 180_000, interval: 250 };
/** On two cores that do other work at the same time 10,000 workouts took 15 s to 100 s. */
const large = { timeout: 240_000 };

const api = await createTestApi();
const temporal = await createTestNamespace();
const worker = await startTestWorker({ pool: api.pool, temporal });
afterAll(async () => {
  await worker.stop();
  await temporal.close();
  await api.stop();
});

/** Returns this many runs, rotating through the athletes, each on its own day. */
const history = (count: number, athleteOf: (index: number) => string): WorkoutSubmission[] =>
  Array.from({ length: count }, (_, index) =>
    aRun({
      athleteId: athleteOf(index),
      startedAt: new Date(Date.UTC(1990, 0, 1) + index * 6 * 3_600_000).toISOString(),
      distanceMeters: 5000 + (index % 500) * 10,
      timeZone: null,
    }),
  );

const importLines = async (workouts: readonly object[]): Promise<string> => {
  const response = await api.call({
    path: '/v1/imports',
    body: workouts.map((workout) => JSON.stringify(workout)).join('\n'),
    headers: { 'Content-Type': 'application/x-ndjson' },
  });
  expect(response.status).toBe(202);
  return (await bodyOf(response)).id;
};

const read = async (id: string) => bodyOf(api.get(`/v1/imports/${id}`));

const untilProcessed = (id: string) =>
  expect.poll(async () => (await read(id)).status, patiently).toBe('processed');

const eventsOf = async (athleteId: string) =>
  (
    await api.pool.query<{ type: string; data: object }>(
      `select e.type, e.data
       from events e
       join athletes a on a.athlete_uuid = e.athlete_uuid
       where a.athlete_id like $1
       order by e.athlete_uuid, e.event_id`,
      [athleteId],
    )
  ).rows;

/** What waits, and what has an execution that has not ended. */
const unfinished = async (): Promise<number> =>
  (await listWaiting(api.pool)).length + (await api.pool.query('select from executions')).rowCount!;

describe('ProcessImport', () => {
  it(
    'follows 10,000 workouts of 1,000 athletes to their end, and notifies each athlete once',
    large,
    async () => {
      const id = await importLines(history(10_000, (index) => `many-${index % 1000}`));
      const saved = await bodyOf(api.save({ athleteId: 'bystander', startedAt: minutesAgo(30) }));
      await expect
        .poll(async () => (await bodyOf(api.get(`/v1/workouts/${saved.id}`))).status, patiently)
        .toBe('processed');
      await untilProcessed(id);
      expect(await read(id)).toMatchObject({
        total: 10_000,
        accepted: 10_000,
        processed: 10_000,
        problems: [],
      });
      const events = await eventsOf('many-%');
      expect(events).toHaveLength(1000);
      for (const event of events)
        expect(event).toEqual({ type: 'import.processed', data: { importId: id, workouts: 10 } });
      const own = (await eventsOf('bystander')).map(({ type }) => type);
      expect(own).toContain('workout.accepted');
      expect(own).toContain('workout.processed');
      expect(own).not.toContain('import.processed');
      const execution = `process-workout-${saved.id}-r1`;
      expect(await temporal.client.workflow.getHandle(execution).result()).toMatchObject({
        status: 'processed',
      });
      const handle = temporal.client.workflow.getHandle(`process-import-${id}`);
      expect(await handle.result()).toEqual({ importId: id, total: 10_000, processed: 10_000 });
      const { taskQueue } = await handle.describe();
      expect(taskQueue).toBe('workouts-batch');
      expect(await verified(api.pool)).toEqual({ unfinished: 0, differences: [] });
      await expect.poll(unfinished, patiently).toBe(0);
    },
  );

  it('follows 10,000 workouts of one athlete, whose own run goes its own way', large, async () => {
    const id = await importLines(history(10_000, () => 'single'));
    const saved = await bodyOf(api.save({ athleteId: 'single', startedAt: minutesAgo(30) }));
    await expect
      .poll(async () => (await bodyOf(api.get(`/v1/workouts/${saved.id}`))).status, patiently)
      .toBe('processed');
    await untilProcessed(id);
    const events = await eventsOf('single');
    expect(events.filter(({ type }) => type === 'import.processed')).toEqual([
      { type: 'import.processed', data: { importId: id, workouts: 10_000 } },
    ]);
    // All other events are of the saved run.
    for (const { type, data } of events)
      if (type !== 'import.processed' && 'workoutId' in data) expect(data.workoutId).toBe(saved.id);
    expect(await verified(api.pool)).toEqual({ unfinished: 0, differences: [] });
    await expect.poll(unfinished, patiently).toBe(0);
  });
});
