import { afterAll, describe, expect, it } from 'vitest';
import {
  createAfterburnClient,
  DuplicateWorkoutError,
  MemoryStore,
  type Fetch,
} from '../../packages/client/src/index.ts';
import { createClientHarness } from './client-harness.ts';
import { createQuickClock } from './quick-clock.ts';

const harness = await createClientHarness();
afterAll(() => harness.stop());

let athletes = 0;
const newAthlete = () => `batched-${++athletes}`;
const runsOf = (athleteId: string, count: number) =>
  Array.from({ length: count }, () => harness.aNewRun({ athleteId }));

/** What the client sends from here on. */
function watch() {
  const from = harness.called.length;
  return () => harness.called.slice(from);
}

/** The API behind a fetch that may do something else with a batch. */
const withBatches =
  (onBatch: (send: () => Promise<Response>) => Promise<Response>): Fetch =>
  (url, init) =>
    url.endsWith('/batch') ? onBatch(() => harness.fetch(url, init)) : harness.fetch(url, init);

describe('concurrent saves', () => {
  it('share requests, and each resolves with its own workout', async () => {
    const athleteId = newAthlete();
    const runs = runsOf(athleteId, 450);
    const called = watch();
    const store = new MemoryStore();
    const client = harness.clientOf({ store, clock: undefined });
    const saved = await Promise.all(runs.map((run) => client.workouts.save(run)));
    expect(called().filter((call) => call === 'POST /v1/workouts')).toHaveLength(2);
    expect(called().filter((call) => call === 'POST /v1/workouts/batch')).toHaveLength(3);
    expect(await harness.countWorkouts(athleteId)).toBe(450);
    expect(store.list()).toEqual([]);
    const { startedAt } = await client.workouts.get(saved[300]!.id);
    expect(startedAt).toBe(new Date(runs[300]!.startedAt).toISOString());
    expect(saved[300]).toEqual({
      id: saved[300]!.id,
      revision: 1,
      status: 'accepted',
      links: expect.objectContaining({ self: `/v1/workouts/${saved[300]!.id}` }) as object,
    });
  });

  it('are refused one by one', async () => {
    const athleteId = newAthlete();
    const runs = runsOf(athleteId, 8);
    const client = harness.clientOf();
    const { id } = await client.workouts.save(runs[4]!);
    const bad = { ...runs[6]!, durationSeconds: -1 };
    const results = await Promise.allSettled(runs.with(6, bad).map((run) => client.workouts.save(run)));
    const reasons = results.map((result) =>
      result.status === 'rejected' ? (result.reason as unknown) : null,
    );
    expect(reasons[4]).toBeInstanceOf(DuplicateWorkoutError);
    expect(reasons[4]).toMatchObject({ status: 409, workoutId: id });
    expect(reasons[6]).toMatchObject({ code: 'validation-error', errors: [{ code: 'too-small' }] });
    expect(reasons.filter((reason) => reason !== null)).toHaveLength(2);
  });

  it('get their own answers where the request is refused as a whole', async () => {
    const [own, other] = [newAthlete(), newAthlete()];
    await harness.clientOf().athletes.put(own, { timeZone: 'UTC' });
    const { token } = await harness.clientOf().athletes.createToken(own);
    const client = createAfterburnClient({
      baseUrl: '',
      token,
      fetch: harness.fetch,
      clock: createQuickClock(20),
    });
    const runs = [...runsOf(own, 4), harness.aNewRun({ athleteId: other }), ...runsOf(own, 2)];
    const results = await Promise.allSettled(runs.map((run) => client.workouts.save(run)));
    expect(results.map(({ status }) => status)).toEqual(
      runs.map(({ athleteId }) => (athleteId === own ? 'fulfilled' : 'rejected')),
    );
    expect(results[4]).toMatchObject({ reason: { status: 403 } });
    expect((await client.pending()).map(({ submission }) => submission.athleteId)).toEqual([other]);
    expect(await harness.countWorkouts(own)).toBe(6);
  });

  it('are made once each when the answer to their batch is lost', async () => {
    const athleteId = newAthlete();
    let lost = 0;
    const fetch = withBatches(async (send) => {
      const response = await send();
      if (++lost > 2) return response;
      throw new TypeError('The connection was lost.');
    });
    const client = harness.clientOf({ fetch });
    await Promise.all(runsOf(athleteId, 20).map((run) => client.workouts.save(run)));
    expect(lost).toBeGreaterThan(1);
    expect(await harness.countWorkouts(athleteId)).toBe(20);
  });

  it('are repeated when the answer is not that of their batch', async () => {
    const athleteId = newAthlete();
    let wrong = 0;
    const fetch = withBatches((send) =>
      ++wrong > 2 ? send() : Promise.resolve(Response.json({ results: [] }, { status: 202 })),
    );
    const client = harness.clientOf({ fetch });
    await Promise.all(runsOf(athleteId, 10).map((run) => client.workouts.save(run)));
    expect(await harness.countWorkouts(athleteId)).toBe(10);
  });

  it('are not ended by one caller that leaves', async () => {
    const athleteId = newAthlete();
    const leaving = new AbortController();
    const fetch = withBatches(async (send) => {
      leaving.abort(new Error('Left.'));
      return send();
    });
    const client = harness.clientOf({ fetch });
    const runs = runsOf(athleteId, 6);
    const results = await Promise.allSettled(
      runs.map((run, index) => client.workouts.save(run, index === 4 ? { signal: leaving.signal } : {})),
    );
    expect(results.map(({ status }) => status)).toEqual(
      runs.map((_, index) => (index === 4 ? 'rejected' : 'fulfilled')),
    );
    expect((await client.pending()).map(({ submission }) => submission)).toEqual([runs[4]]);
  });
});

describe('a lone save', () => {
  it('goes out at once, by itself', async () => {
    const called = watch();
    const client = harness.clientOf();
    for (const run of runsOf(newAthlete(), 3)) await client.workouts.save(run);
    expect(called()).toEqual(['POST /v1/workouts', 'POST /v1/workouts', 'POST /v1/workouts']);
  });
});

it('resume() sends what is left in batches', async () => {
  const athleteId = newAthlete();
  const store = new MemoryStore();
  for (const submission of runsOf(athleteId, 250)) {
    store.put({ key: `left-${submission.startedAt}`, savedAt: new Date().toISOString(), submission });
  }
  const called = watch();
  const results = await harness.clientOf({ store }).resume();
  expect(results.map(({ outcome }) => outcome)).toEqual(results.map(() => 'accepted'));
  expect(called().length).toBeLessThan(6);
  expect(await harness.countWorkouts(athleteId)).toBe(250);
  expect(store.list()).toEqual([]);
});
