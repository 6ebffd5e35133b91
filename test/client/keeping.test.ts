import { describe, expect, it } from 'vitest';
import {
  createAfterburnClient,
  createWebStorageStore,
  DuplicateWorkoutError,
  IdempotencyKeyReusedError,
  MemoryStore,
  NoAnswerError,
  ProblemError,
  type ClientOptions,
  type SaveStore,
  type WebStorage,
} from '../../packages/client/src/index.ts';
import { aRun } from '../support/workouts.ts';
import { createJumpingClock } from './quick-clock.ts';
import {
  accepted,
  createScriptedFetch,
  networkDown,
  problem,
  unavailable,
  type SentRequest,
} from './scripted-fetch.ts';

function createClient(steps: Parameters<typeof createScriptedFetch>, options: Partial<ClientOptions> = {}) {
  const { fetch, sent } = createScriptedFetch(...steps);
  const { clock } = createJumpingClock();
  const client = createAfterburnClient({
    baseUrl: '',
    apiKey: 'key',
    fetch,
    clock,
    ...options,
  } as ClientOptions);
  return { client, sent, keys: () => sent.flatMap(keysOf) };
}

/** The keys of a save, or of each save of a batch. */
function keysOf({ headers, body }: SentRequest): string[] {
  const key = headers.get('Idempotency-Key');
  if (key !== null) return [key];
  const { workouts } = JSON.parse(body as string) as { workouts: { idempotencyKey: string }[] };
  return workouts.map(({ idempotencyKey }) => idempotencyKey);
}

function createWebStorage(): WebStorage {
  const entries = new Map<string, string>();
  return {
    get length() {
      return entries.size;
    },
    key: (index) => [...entries.keys()][index] ?? null,
    getItem: (name) => entries.get(name) ?? null,
    setItem: (name, value) => void entries.set(name, value),
    removeItem: (name) => void entries.delete(name),
  };
}

describe.each<[string, () => SaveStore]>([
  ['memory', () => new MemoryStore()],
  ['web storage', () => createWebStorageStore(createWebStorage())],
])('a save, kept in %s', (_, createStore) => {
  it('is kept with its key before the first try, and no longer once it is accepted', async () => {
    const store = createStore();
    const kept: unknown[] = [];
    const look = async () => {
      kept.push(...(await store.list()));
      return accepted('w-7');
    };
    const { client, keys } = createClient([look], { store });
    expect(await client.workouts.save(aRun())).toMatchObject({ id: 'w-7', status: 'accepted' });
    expect(kept).toEqual([{ key: keys()[0], savedAt: '2026-11-20T07:30:00.000Z', submission: aRun() }]);
    expect(await client.pending()).toEqual([]);
  });

  it('carries one key through all its tries', async () => {
    const { client, keys } = createClient([networkDown(), unavailable(), accepted()], {
      store: createStore(),
    });
    await client.workouts.save(aRun());
    expect(keys()).toHaveLength(3);
    expect(new Set(keys()).size).toBe(1);
  });

  it('stays when patience ends, and goes out under the same key from another client', async () => {
    const store = createStore();
    const first = createClient([networkDown()], { store });
    const error: unknown = await first.client.workouts.save(aRun()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NoAnswerError);
    const [key] = first.keys();
    expect(error).toMatchObject({ pendingKey: key });
    expect(await first.client.pending()).toMatchObject([{ key, submission: aRun() }]);

    const second = createClient([accepted('w-9')], { store });
    expect(await second.client.resume()).toMatchObject([
      { outcome: 'accepted', workout: { id: 'w-9' }, save: { key } },
    ]);
    expect(second.keys()).toEqual([key]);
    expect(await second.client.pending()).toEqual([]);
    expect(await second.client.resume()).toEqual([]);
  });

  it('stays when its signal ends it', async () => {
    const store = createStore();
    const controller = new AbortController();
    const stop = () => {
      controller.abort();
      return new Promise<Response>(() => {});
    };
    const { client } = createClient([stop], { store });
    await expect(client.workouts.save(aRun(), controller)).rejects.toThrow('abort');
    expect(await client.pending()).toHaveLength(1);
  });

  it.each([
    ['a duplicate', problem(409, 'duplicate-workout', { workoutId: 'w-1' }), DuplicateWorkoutError],
    ['a key that was used', problem(422, 'idempotency-key-reused'), IdempotencyKeyReusedError],
    ['bad content', problem(422, 'validation-error'), ProblemError],
    ['a deleted workout', problem(410, 'workout-deleted'), ProblemError],
    ['bad text', problem(400, 'malformed-request'), ProblemError],
  ])('is removed after a definite answer: %s', async (_case, verdict, type) => {
    const { client } = createClient([verdict], { store: createStore() });
    const error: unknown = await client.workouts.save(aRun()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ pendingKey: undefined });
    expect(await client.pending()).toEqual([]);
  });

  it.each([
    ['the token has ended', problem(401, 'unauthorized')],
    ["it is another athlete's token", problem(403, 'forbidden')],
    ['the address is wrong', problem(404, 'not-found')],
    ['somebody in between refuses', new Response('Blocked', { status: 403 })],
    ['a portal has moved', new Response('Gone', { status: 410 })],
  ])('stays without a definite answer: %s', async (_case, refusal) => {
    const store = createStore();
    const { client, keys } = createClient([refusal, accepted()], { store });
    const error: unknown = await client.workouts.save(aRun()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({ pendingKey: keys()[0] });
    expect(await client.resume()).toMatchObject([{ outcome: 'accepted' }]);
  });

  it('can be given up', async () => {
    const { client } = createClient([networkDown()], { store: createStore() });
    await client.workouts.save(aRun(), { retry: { giveUpAfterMs: 0 } }).catch(() => {});
    const [save] = await client.pending();
    await client.discard(save!.key);
    await client.discard('never there');
    expect(await client.pending()).toEqual([]);
  });

  it('goes out as it was when it was saved, whatever becomes of the object', async () => {
    const submission = { ...aRun(), title: 'As saved' };
    const change = () => {
      submission.title = 'Changed later';
      return unavailable();
    };
    const { client, sent } = createClient([change, accepted()], { store: createStore() });
    await client.workouts.save(submission);
    expect(sent[1]!.body).toBe(sent[0]!.body);
    expect(sent[1]!.body).toContain('As saved');
  });

  it("takes the app's own key, and lets no other save push out one that has it", async () => {
    const store = createStore();
    const { client, keys } = createClient([networkDown(), accepted()], { store });
    const options = { idempotencyKey: 'row-17', retry: { giveUpAfterMs: 0 } };
    await expect(client.workouts.save(aRun(), options)).rejects.toMatchObject({ pendingKey: 'row-17' });
    await expect(client.workouts.save(aRun({ title: 'Other' }), options)).rejects.toBeInstanceOf(
      IdempotencyKeyReusedError,
    );
    expect(await client.pending()).toMatchObject([{ key: 'row-17', submission: aRun() }]);
    await client.workouts.save(aRun(), options);
    expect(keys()).toEqual(['row-17', 'row-17']);
    expect(await client.pending()).toEqual([]);
  });
});

describe('a save', () => {
  it.each(['', 'ключ', 'a\nb', ' a', 'x'.repeat(256)])(
    'refuses the key %j before anything is kept',
    async (key) => {
      const { client, sent } = createClient([accepted()]);
      await expect(client.workouts.save(aRun(), { idempotencyKey: key })).rejects.toBeInstanceOf(RangeError);
      expect([...sent, ...(await client.pending())]).toEqual([]);
    },
  );

  it('is sent all the same when the store is full, and says that it is not kept when it fails', async () => {
    const full: SaveStore = {
      put: () => {
        throw new Error('QuotaExceededError');
      },
      delete: () => {},
      list: () => [],
    };
    const { client } = createClient([accepted(), networkDown()], { store: full });
    expect(await client.workouts.save(aRun())).toMatchObject({ id: 'w-1' });
    await expect(client.workouts.save(aRun())).rejects.toMatchObject({
      name: 'NoAnswerError',
      pendingKey: undefined,
    });
  });

  it('is accepted whether or not the store forgets it', async () => {
    const stubborn = new MemoryStore();
    stubborn.delete = () => {
      throw new Error('The disk is gone');
    };
    const { client } = createClient([accepted()], { store: stubborn });
    expect(await client.workouts.save(aRun())).toMatchObject({ id: 'w-1' });
  });
});

describe('resume()', () => {
  const leftOver = (...keys: string[]) => {
    const store = new MemoryStore();
    for (const [index, key] of keys.entries()) {
      store.put({ key, savedAt: `2026-11-20T07:3${index}:00.000Z`, submission: aRun({ title: key }) });
    }
    return store;
  };

  it('returns the outcome of each, and no save delays the others', async () => {
    const answers: Record<string, () => Response> = {
      good: () => accepted(),
      failing: () => problem(500, 'internal-error'),
      bad: () => problem(422, 'validation-error'),
      same: () => problem(409, 'duplicate-workout', { workoutId: 'w-3' }),
      late: () => accepted(),
    };
    const store = leftOver('failing', 'good', 'bad', 'same', 'late');
    const { client } = createClient([({ headers }) => answers[headers.get('Idempotency-Key')!]!()], {
      store,
    });
    const results = await client.resume();
    expect(results.map(({ save, outcome }) => `${save.key} ${outcome}`)).toEqual([
      'failing kept',
      'good accepted',
      'bad refused',
      'same refused',
      'late accepted',
    ]);
    expect(results[3]).toMatchObject({
      error: { workoutId: 'w-3' },
      save: { submission: { title: 'same' } },
    });
    expect((await client.pending()).map(({ key }) => key)).toEqual(['failing']);
  });

  it('spends its patience once, not once for each save', async () => {
    const keys = Array.from({ length: 10 }, (_, index) => `k${index}`);
    const { clock } = createJumpingClock();
    const start = clock.now();
    const { client, keys: tried } = createClient([networkDown()], { store: leftOver(...keys), clock });
    const results = await client.resume({ retry: { giveUpAfterMs: 60_000 } });
    expect(results.map(({ outcome }) => outcome)).toEqual(keys.map(() => 'kept'));
    expect(clock.now() - start).toBeLessThan(4 * 60_000);
    expect(new Set(tried())).toEqual(new Set(keys));
  });

  it('leaves alone what is being sent, by a save or by another resume', async () => {
    let answer = (_response: Response): void => {};
    const wait = () => new Promise<Response>((resolve) => (answer = resolve));
    const { client, sent } = createClient([wait, accepted()], { store: leftOver() });
    const saving = client.workouts.save(aRun());
    while (sent.length === 0) await new Promise(setImmediate);
    expect(await client.pending()).toHaveLength(1);
    expect(await client.resume()).toEqual([]);
    answer(accepted());
    await saving;
    expect(sent).toHaveLength(1);
  });

  it('ends with its signal, and reports the rest as kept', async () => {
    const controller = new AbortController();
    const { client } = createClient([() => (controller.abort(), networkDownNow())], {
      store: leftOver('a', 'b'),
    });
    const results = await client.resume({ signal: controller.signal });
    expect(results.map(({ outcome }) => outcome)).toEqual(['kept', 'kept']);
    expect(await client.pending()).toHaveLength(2);
  });
});

const networkDownNow = (): never => {
  throw networkDown();
};

describe('web storage', () => {
  it('holds saves apart by prefix, and is not thrown by what others left under its own', async () => {
    const storage = createWebStorage();
    storage.setItem('theme', 'dark');
    storage.setItem('afterburn.save.broken', '{"key"');
    storage.setItem('afterburn.save.alien', '[]');
    const ours = createWebStorageStore(storage);
    const theirs = createWebStorageStore(storage, { prefix: 'staging.' });
    await ours.put({ key: 'a', savedAt: '', submission: aRun() });
    await theirs.put({ key: 'b', savedAt: '', submission: aRun() });
    expect(await ours.list()).toMatchObject([{ key: 'a' }]);
    expect(await theirs.list()).toMatchObject([{ key: 'b' }]);
    await theirs.delete('b');
    expect(await ours.list()).toHaveLength(1);
    expect(storage.getItem('afterburn.save.broken')).toBe('{"key"');
  });
});
