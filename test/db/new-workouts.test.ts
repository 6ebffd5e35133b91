import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptWorkouts, ensureAthletes, type Save, type SaveOutcome } from '../../src/db/acceptance.ts';
import { acceptNewWorkouts } from '../../src/db/new-workouts.ts';
import { withTransaction } from '../../src/db/pool.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { aRun } from '../support/workouts.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await withTransaction(database.pool, (tx) => ensureAthletes(tx, database.appId, ['ath-1', 'ath-2']));
});
afterAll(() => database.drop());

let days = 0;
const aSave = (change: Parameters<typeof aRun>[0] = {}, idempotencyKey: string | null = null): Save => ({
  submission: aRun({ startedAt: new Date(Date.UTC(2002, 0, ++days)).toISOString(), ...change }),
  idempotencyKey,
});
const accept = (saves: Save[], lockTimeoutMs = 100) =>
  acceptNewWorkouts(database.pool, { appId: database.appId, saves, lockTimeoutMs });
const kinds = async (saves: Save[]) => (await accept(saves)).map((outcome) => outcome?.kind);

async function countRows() {
  const { rows } = await database.pool.query<Record<'workouts' | 'keys' | 'outbox', number>>(
    `select
       (select count(*)::int from workouts) as workouts,
       (select count(*)::int from idempotency_keys) as keys,
       (select count(*)::int from outbox) as outbox`,
  );
  return rows[0]!;
}

describe('acceptNewWorkouts', () => {
  it('writes the very rows that the ordinary way writes', async () => {
    const facts = {
      movingSeconds: 1,
      averagePowerWatts: 200,
      energyKcal: 300,
      title: '“7 × 7”\n\\',
      visibility: 'private',
      durationSeconds: 1500.123456789,
      distanceMeters: 90_000,
    } as const;
    const rowsOf = async (outcome: SaveOutcome | undefined) => {
      const { rows } = await database.pool.query<{ workout: object; key: object; outbox: object }>(
        `select
           to_jsonb(w) - '{workout_id,athlete_uuid,workflow_id,accepted_at}'::text[] as workout,
           to_jsonb(k) - '{workout_id,key,created_at,fingerprint}'::text[] as key,
           to_jsonb(o) - '{outbox_id,subject_id,athlete_uuid,workflow_id,created_at}'::text[]
             || jsonb_build_object('claimed_until', o.claimed_until > now() + interval '4 s') as outbox,
           w.workflow_id = o.workflow_id as claimed,
           o.athlete_uuid = w.athlete_uuid as of_athlete
         from workouts w
         join idempotency_keys k using (workout_id)
         join outbox o on o.subject_id = w.workout_id
         where w.workout_id = $1::uuid`,
        [(outcome as { workoutId: string }).workoutId],
      );
      return rows;
    };
    for (const startNow of [true, false]) {
      const startedAt = new Date(Date.UTC(2003, 0, 1)).toISOString();
      const [mine] = await accept([
        { submission: aRun({ ...facts, startedAt }), idempotencyKey: `new-${startNow}`, startNow },
      ]);
      const [usual] = await withTransaction(database.pool, (tx) =>
        acceptWorkouts(tx, {
          appId: database.appId,
          saves: [
            {
              submission: aRun({ ...facts, startedAt, athleteId: 'ath-2' }),
              idempotencyKey: `usual-${startNow}`,
              startNow,
            },
          ],
          priority: 'interactive',
        }),
      );
      const rows = await rowsOf(mine);
      expect(rows).toHaveLength(1);
      expect(rows).toEqual(await rowsOf(usual));
      await database.pool.query('delete from workouts where started_at = $1::timestamptz', [startedAt]);
      await database.pool.query('delete from outbox');
    }
  });

  it('leaves what is not plainly new, and takes the others', async () => {
    const known = aSave({}, 'a-key-of-its-own');
    const byContent = aSave();
    expect(await kinds([known, byContent])).toEqual(['accepted', 'accepted']);
    const before = await countRows();
    const twice = aSave();
    expect(
      await kinds([
        aSave({ athleteId: 'nobody-yet' }),
        known,
        byContent,
        aSave({}, 'a-key-of-its-own'),
        twice,
        twice,
        { ...known, idempotencyKey: 'another-key-of-its-own' },
        { ...aSave(), athleteUuid: '00000000-0000-4000-8000-000000000000' },
      ]),
    ).toEqual([undefined, undefined, undefined, undefined, 'accepted', undefined, undefined, undefined]);
    expect(await countRows()).toEqual({
      workouts: before.workouts + 1,
      keys: before.keys + 1,
      outbox: before.outbox + 1,
    });
  });

  it('leaves nothing behind where a workout comes at the same time under another key', async () => {
    const save = aSave();
    const before = await countRows();
    await expect(accept([save, { ...save, idempotencyKey: 'another-key' }, aSave()])).rejects.toMatchObject({
      code: '23503',
    });
    expect(await countRows()).toEqual(before);
  });

  it('accepts one of those that are equal and come together', async () => {
    const save = aSave();
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => kinds([save, aSave()])));
    expect(outcomes.filter(([kind]) => kind === 'accepted')).toHaveLength(1);
    expect(outcomes.every(([, kind]) => kind === 'accepted')).toBe(true);
  });

  it('waits for a lock no longer than it is told to, and leaves its connection as it was', async () => {
    const holder = await database.pool.connect();
    await holder.query(`begin; select from athletes where athlete_id = 'ath-2' for update`);
    await expect(accept([aSave(), aSave({ athleteId: 'ath-2' })], 20)).rejects.toMatchObject({
      code: '55P03',
    });
    await holder.query('rollback');
    holder.release();
    const client = await database.pool.connect();
    await acceptNewWorkouts(client, { appId: database.appId, saves: [aSave()], lockTimeoutMs: 20 });
    const { rows } = await client.query('show lock_timeout');
    client.release();
    expect(rows).toEqual([{ lock_timeout: '2s' }]);
  });
});
