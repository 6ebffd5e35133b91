import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  DuplicateWorkoutError,
  MemoryStore,
  type AcceptedWorkout,
  type Fetch,
  type SaveStore,
} from '../../packages/client/src/index.ts';
import { createClientHarness } from './client-harness.ts';
import { createQuickClock } from './quick-clock.ts';
import { networkDown, problem, unavailable } from './scripted-fetch.ts';

const harness = await createClientHarness();
afterAll(() => harness.stop());

/** What may become of one try. */
const FAULTS = [
  'none',
  'lost on the way there',
  'lost on the way back',
  'cut in the body',
  'hang before',
  'hang after',
  'unavailable',
  'rate limited',
  'internal error',
  'gateway',
  'portal',
  'redirect',
] as const;
type Fault = (typeof FAULTS)[number];

const ANSWERED_BY_OTHERS: Partial<Record<Fault, () => Response>> = {
  unavailable: () => unavailable('1'),
  'rate limited': () => problem(429, 'too-many-requests', {}, { 'Retry-After': '1' }),
  'internal error': () => problem(500, 'internal-error'),
  gateway: () => new Response('<h1>Bad gateway</h1>', { status: 502 }),
  portal: () => new Response('<h1>Welcome</h1>', { headers: { 'Content-Type': 'text/html' } }),
  redirect: () => new Response(null, { status: 307, headers: { Location: 'https://portal.test' } }),
};

const never = () => new Promise<Response>(() => {});

/** The way to the app with a fault for each try; when they are used up it works. */
function createFaultyFetch(faults: Fault[]): Fetch {
  const left = [...faults];
  return async (path, init) => {
    const fault = left.shift() ?? 'none';
    const answered = ANSWERED_BY_OTHERS[fault];
    if (answered) return answered();
    if (fault === 'lost on the way there') throw networkDown();
    if (fault === 'hang before') return never();
    const response = await harness.fetch(path, init);
    if (fault === 'lost on the way back') throw networkDown();
    if (fault === 'hang after') return never();
    if (fault === 'cut in the body') return new Response((await response.text()).slice(0, -7), response);
    return response;
  };
}

interface Life {
  faults: Fault[];
  /** Ticks of the event loop until the app is closed, with saves in progress. */
  closedAfter: number | undefined;
}

const aLife: fc.Arbitrary<Life> = fc.record({
  faults: fc.array(fc.constantFrom(...FAULTS), { maxLength: 8 }),
  closedAfter: fc.option(fc.integer({ min: 0, max: 30 }), { nil: undefined }),
});

const ticks = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setTimeout(resolve, 1));
};

/** A second is 2.5 ms long, but a try may take 300 ms: the app behind it is no faster than it is. */
const clock = createQuickClock(400);
const retry = { tryTimeoutMs: 120_000, giveUpAfterMs: 86_400_000 };

const createClient = (store: SaveStore, faults: Fault[]) =>
  harness.clientOf({ store, clock, retry, fetch: createFaultyFetch(faults) });

describe('a save', () => {
  it('becomes one workout, whatever fails and however often the app is closed on the way', async () => {
    let athletes = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.array(aLife, { maxLength: 4 }),
        async (count, lives) => {
          const athleteId = `property-${++athletes}`;
          const store = new MemoryStore();
          const runs = Array.from({ length: count }, () => harness.aNewRun({ athleteId }));
          const acknowledged = new Map<string, AcceptedWorkout>();
          const [first = { faults: [], closedAfter: undefined }, ...later] = lives;

          const closing = new AbortController();
          const client = createClient(store, first.faults);
          const saving = runs.map((run) =>
            client.workouts.save(run, { signal: closing.signal }).then(
              (workout) => void acknowledged.set(run.startedAt, workout),
              () => {},
            ),
          );
          if (first.closedAfter !== undefined) void ticks(first.closedAfter).then(() => closing.abort());
          await Promise.all(saving);

          for (const { faults, closedAfter } of [...later, { faults: [], closedAfter: undefined }]) {
            const next = new AbortController();
            if (closedAfter !== undefined) void ticks(closedAfter).then(() => next.abort());
            for (const result of await createClient(store, faults).resume({ signal: next.signal })) {
              if (result.outcome === 'accepted')
                acknowledged.set(result.save.submission.startedAt, result.workout);
              else expect(result.outcome).toBe('kept');
            }
          }

          expect(store.list()).toEqual([]);
          expect(await harness.countWorkouts(athleteId)).toBe(count);
          // Each was acknowledged with its own id, and can be read.
          expect(new Set([...acknowledged.values()].map(({ id }) => id)).size).toBe(count);
          for (const [startedAt, { id }] of acknowledged) {
            expect(await harness.clientOf().workouts.get(id)).toMatchObject({ startedAt, athleteId });
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('becomes one workout when many clients resume the same store at once', async () => {
    const athleteId = 'many-tabs';
    const store = new MemoryStore();
    const closed = { retry: { giveUpAfterMs: 0 } };
    for (let i = 0; i < 6; i++) {
      const away = createClient(store, ['lost on the way back']);
      await away.workouts.save(harness.aNewRun({ athleteId }), closed).catch(() => {});
    }
    const results = await Promise.all(
      Array.from({ length: 4 }, () => createClient(store, ['lost on the way back', 'unavailable']).resume()),
    );
    for (const outcomes of results) {
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 6 }, () => 'accepted'));
    }
    const idsOf = (outcomes: (typeof results)[number]) =>
      outcomes.map((result) => (result.outcome === 'accepted' ? result.workout.id : ''));
    for (const outcomes of results) expect(idsOf(outcomes)).toEqual(idsOf(results[0]!));
    expect(await harness.countWorkouts(athleteId)).toBe(6);
    expect(store.list()).toEqual([]);
  });

  it('that is repeated after its answer was lost returns the workout of the first try', async () => {
    const athleteId = 'pressed-twice';
    const store = new MemoryStore();
    const run = harness.aNewRun({ athleteId });
    const away = createClient(store, ['lost on the way back']);
    await away.workouts.save(run, { retry: { giveUpAfterMs: 0 } }).catch(() => {});
    const again: unknown = await createClient(store, [])
      .workouts.save(run)
      .catch((error: unknown) => error);
    expect(again).toBeInstanceOf(DuplicateWorkoutError);
    const [left] = await createClient(store, []).resume();
    expect(left).toMatchObject({
      outcome: 'accepted',
      workout: { id: (again as DuplicateWorkoutError).workoutId },
    });
    expect(await harness.countWorkouts(athleteId)).toBe(1);
  });

  it('is edited and deleted once, whatever fails', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...FAULTS), { maxLength: 6 }), async (faults) => {
        const client = createClient(new MemoryStore(), faults);
        const saved = await client.workouts.save(harness.aNewRun({ athleteId: 'edited' }));
        const edited = await createClient(new MemoryStore(), faults).workouts.edit(saved, { title: 'Once' });
        expect(edited.revision).toBe(2);
        const deleted = await createClient(new MemoryStore(), faults).workouts.delete(edited);
        expect(deleted.revision).toBe(3);
      }),
      { numRuns: 15 },
    );
  });
});
