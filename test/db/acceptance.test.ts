import { afterAll, describe, expect, it } from 'vitest';
import { acceptWorkouts, type SaveOutcome } from '../../src/db/accept/acceptance.ts';
import { failureKind } from '../../src/db/failure.ts';
import { withTransaction, type Transaction } from '../../src/db/pool.ts';
import { deleteWorkout } from '../../src/db/accept/revisions.ts';
import type { WorkoutSubmission } from '../../src/domain/workout.ts';
import { createTestDatabase } from '../support/database.ts';
import { waitingOf } from '../support/waiting-work.ts';
import { aRun } from '../support/workouts.ts';

const database = await createTestDatabase();
afterAll(() => database.drop());

const save = (submission: WorkoutSubmission, idempotencyKey: string | null = null): Promise<SaveOutcome> =>
  withTransaction(database.pool, async (tx) => {
    const [outcome] = await acceptWorkouts(tx, {
      appId: database.appId,
      saves: [{ submission, idempotencyKey }],
      priority: 'interactive',
    });
    return outcome!;
  });

const idOf = (outcome: SaveOutcome): string => {
  if (!('workoutId' in outcome)) throw new Error(`No workout in ${outcome.kind}`);
  return outcome.workoutId;
};

const remove = (workoutId: string) =>
  withTransaction(database.pool, (tx) =>
    deleteWorkout(tx, {
      appId: database.appId,
      workoutId,
      expectedRevision: '*',
      idempotencyKey: `delete ${workoutId}`,
      fingerprint: Buffer.from('delete'),
    }),
  );

describe('acceptWorkouts', () => {
  it('treats an athlete who was created and erased in between as a conflict, which is retried', async () => {
    const byOther = (change: string) => database.pool.query(change, [database.appId]);
    const attempt = withTransaction(database.pool, (tx) => {
      let statements = 0;
      const meanwhile = async (statement: never, values: unknown[]) => {
        statements += 1;
        // It was not found, and would be inserted now; and then it is looked for again.
        if (statements === 2)
          await byOther(
            `insert into athletes (athlete_uuid, app_id, athlete_id) values (gen_random_uuid(), $1, 'brief')`,
          );
        if (statements === 3)
          await byOther(
            `update athletes set athlete_id = 'erased' where app_id = $1 and athlete_id = 'brief'`,
          );
        return tx.query(statement, values);
      };
      return acceptWorkouts({ query: meanwhile as unknown as Transaction['query'] } as Transaction, {
        appId: database.appId,
        saves: [{ submission: aRun({ athleteId: 'brief' }), idempotencyKey: null }],
        priority: 'interactive',
      });
    });
    expect(failureKind(await attempt.catch((error: unknown) => error))).toBe('transient');
  });

  it('writes one row, which waits for an execution', async () => {
    const workoutId = idOf(await save(aRun({ athleteId: 'a' }), 'key-a'));
    expect(await waitingOf(database.pool, [{ workoutId, revision: 1 }])).toEqual([workoutId]);
    const { rows } = await database.pool.query<{ entries: number }>(
      `select count(*)::int as entries
       from pg_index i
       where i.indrelid = 'workouts'::regclass
         and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) ~ 'deleted_at IS NULL|workflow_id IS NULL')`,
    );
    // The primary key, the same workout, the key, and what waits: a save costs no other index entry.
    expect(rows).toEqual([{ entries: 4 }]);
  });

  it('remembers an explicit key of a deleted workout, and frees a fingerprint', async () => {
    await remove(idOf(await save(aRun({ athleteId: 'f' }), 'key-f')));
    expect(await save(aRun({ athleteId: 'f' }), 'key-f')).toEqual({ kind: 'deleted' });
    const first = await save(aRun({ athleteId: 'f' }));
    expect(first.kind).toBe('accepted');
    await remove(idOf(first));
    const second = await save(aRun({ athleteId: 'f' }));
    expect(second.kind).toBe('accepted');
    expect(idOf(second)).not.toBe(idOf(first));
  });

  it('makes one workout of many equal requests at once', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => save(aRun({ athleteId: 'h' }), 'key-h')),
    );
    expect(new Set(outcomes.map(idOf)).size).toBe(1);
    expect(outcomes.filter((outcome) => outcome.kind === 'accepted')).toHaveLength(1);
  });

  it('makes one workout of equal content under different keys at once', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, i) => save(aRun({ athleteId: 'i' }), `key-i${i}`)),
    );
    expect(new Set(outcomes.map(idOf)).size).toBe(1);
    expect(outcomes.filter((outcome) => outcome.kind === 'duplicate')).toHaveLength(9);
  });

  it('decides each of a list by itself', async () => {
    const saves = [
      { submission: aRun({ athleteId: 'j' }), idempotencyKey: 'j1' },
      { submission: aRun({ athleteId: 'j' }), idempotencyKey: 'j1' },
      { submission: aRun({ athleteId: 'j' }), idempotencyKey: 'j2' },
      { submission: aRun({ athleteId: 'j', sport: 'walk' }), idempotencyKey: 'j1' },
      { submission: aRun({ athleteId: 'k', sport: 'walk' }), idempotencyKey: null },
    ];
    const outcomes = await withTransaction(database.pool, (tx) =>
      acceptWorkouts(tx, { appId: database.appId, saves, priority: 'bulk' }),
    );
    expect(outcomes.map((outcome) => outcome.kind)).toEqual([
      'accepted',
      'replayed',
      'duplicate',
      'key-reused',
      'accepted',
    ]);
  });
});
