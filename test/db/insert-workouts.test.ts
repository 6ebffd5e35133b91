import { afterAll, describe, expect, it } from 'vitest';
import { acceptWorkouts, ensureAthletes, type SaveOutcome } from '../../src/db/accept/acceptance.ts';
import { insertNewWorkouts, toCandidate, type Save } from '../../src/db/accept/insert-workouts.ts';
import { withTransaction } from '../../src/db/pool.ts';
import { deleteWorkout } from '../../src/db/accept/revisions.ts';
import { createTestDatabase } from '../support/database.ts';
import { aRun } from '../support/workouts.ts';

const database = await createTestDatabase();
await withTransaction(database.pool, (tx) => ensureAthletes(tx, database.appId, ['ath-1', 'ath-2']));
afterAll(() => database.drop());

let days = 0;
const aSave = (change: Parameters<typeof aRun>[0] = {}, idempotencyKey: string | null = null): Save => ({
  submission: aRun({ startedAt: new Date(Date.UTC(2002, 0, ++days)).toISOString(), ...change }),
  idempotencyKey,
});
const accept = async (saves: Save[], lockTimeoutMs = 100): Promise<(string | undefined)[]> => {
  const candidates = saves.map((save) => toCandidate(database.appId, save));
  const inserted = await insertNewWorkouts(database.pool, {
    appId: database.appId,
    candidates,
    priority: 'interactive',
    lockTimeoutMs,
  });
  return candidates.map(({ workoutId }) => (inserted.has(workoutId) ? workoutId : undefined));
};
const areNew = async (saves: Save[]) => (await accept(saves)).map((id) => id !== undefined);

const countWorkouts = async (): Promise<number> =>
  (await database.pool.query<{ count: number }>('select count(*)::int as count from workouts')).rows[0]!
    .count;

describe('insertNewWorkouts', () => {
  it('writes the same row alone, in a group, and in the general transaction', async () => {
    const facts = {
      movingSeconds: 1,
      averagePowerWatts: 200,
      energyKcal: 300,
      title: '“7 × 7”\n\\',
      visibility: 'private',
      durationSeconds: 1500.123456789,
      distanceMeters: 90_000,
    } as const;
    const rowOf = async (workoutId: string | undefined) => {
      const { rows } = await database.pool.query<{ workout: object }>(
        `select to_jsonb(w) - '{workout_id,accept_key,accept_hash,accepted_at,started_at}'::text[]
           || jsonb_build_object('hashed', w.accept_hash is not null) as workout
         from workouts w
         where w.workout_id = $1::uuid`,
        [workoutId],
      );
      return rows[0]!.workout;
    };
    for (const key of [null, 'a key']) {
      const keyOf = (name: string) => key && `${key} ${name}`;
      const [alone] = await accept([aSave(facts, keyOf('alone'))]);
      const [inGroup] = await accept([aSave(facts, keyOf('group')), aSave()]);
      const [general] = await withTransaction(database.pool, (tx) =>
        acceptWorkouts(tx, {
          appId: database.appId,
          saves: [aSave(facts, keyOf('general'))],
          priority: 'interactive',
        }),
      );
      const row = await rowOf(alone);
      expect(row).toMatchObject({ flags: ['implausible-speed'], workflow_id: null, hashed: key !== null });
      expect(await rowOf(inGroup)).toEqual(row);
      expect(await rowOf((general as Extract<SaveOutcome, { workoutId: string }>).workoutId)).toEqual(row);
    }
  });

  it('leaves what is not plainly new, and takes the others', async () => {
    const known = aSave({}, 'a-key-of-its-own');
    const byContent = aSave();
    expect(await areNew([known, byContent])).toEqual([true, true]);
    const before = await countWorkouts();
    const twice = aSave();
    expect(
      await areNew([
        aSave({ athleteId: 'nobody-yet' }),
        known,
        byContent,
        aSave({}, 'a-key-of-its-own'),
        twice,
        twice,
        { ...known, idempotencyKey: 'another-key-of-its-own' },
        { ...aSave(), athleteUuid: '00000000-0000-4000-8000-000000000000' },
      ]),
    ).toEqual([false, false, false, false, true, false, false, false]);
    expect(await countWorkouts()).toBe(before + 1);
  });

  it('accepts one of two that are the same workout under different keys', async () => {
    const save = aSave();
    const before = await countWorkouts();
    const [first, second, third] = await areNew([save, { ...save, idempotencyKey: 'another-key' }, aSave()]);
    expect([first !== second, third]).toEqual([true, true]);
    expect(await countWorkouts()).toBe(before + 2);
  });

  it('leaves a key that an edit has used', async () => {
    const [workoutId] = await accept([aSave()]);
    await withTransaction(database.pool, (tx) =>
      deleteWorkout(tx, {
        appId: database.appId,
        workoutId: workoutId!,
        expectedRevision: '*',
        idempotencyKey: 'of a deletion',
        fingerprint: Buffer.alloc(32),
      }),
    );
    expect(await areNew([aSave({}, 'of a deletion')])).toEqual([false]);
  });

  it('accepts one of those that are equal and come together', async () => {
    const save = aSave();
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => areNew([save, aSave()])));
    expect(outcomes.filter(([isNew]) => isNew)).toHaveLength(1);
    expect(outcomes.every(([, isNew]) => isNew)).toBe(true);
  });

  it('waits for a lock no longer than its timeout, and leaves its connection unchanged', async () => {
    const holder = await database.pool.connect();
    await holder.query(`begin; select from athletes where athlete_id = 'ath-2' for update`);
    await expect(accept([aSave(), aSave({ athleteId: 'ath-2' })], 20)).rejects.toMatchObject({
      code: '55P03',
    });
    await holder.query('rollback');
    holder.release();
    const client = await database.pool.connect();
    await insertNewWorkouts(client, {
      appId: database.appId,
      candidates: [toCandidate(database.appId, aSave())],
      priority: 'interactive',
      lockTimeoutMs: 20,
    });
    const { rows } = await client.query('show lock_timeout');
    client.release();
    expect(rows).toEqual([{ lock_timeout: '2s' }]);
  });
});
