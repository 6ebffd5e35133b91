import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createDatabaseAccess } from '../../src/api/database-access.ts';
import { createGroupCommit, type GroupCommit } from '../../src/api/save/group-commit.ts';
import type { SaveOutcome } from '../../src/db/accept/acceptance.ts';
import { DatabaseUnavailable } from '../../src/domain/errors.ts';
import { createApp, createTestDatabase } from '../support/database.ts';
import { aRun } from '../support/workouts.ts';

let transactions = { new: 0, alone: 0 };
let groupCommit: GroupCommit;
const database = await createTestDatabase();
const access = createDatabaseAccess({ pool: database.pool });
afterAll(() => database.drop());
beforeEach(() => {
  transactions = { new: 0, alone: 0 };
  groupCommit = createGroupCommit({
    ...access,
    tryStatement(...call) {
      transactions.new += 1;
      return access.tryStatement(...call);
    },
    write(...call) {
      transactions.alone += 1;
      return access.write(...call);
    },
  });
});

let days = 0;
const aSave = (change: Parameters<typeof aRun>[0] = {}) => ({
  submission: aRun({ startedAt: new Date(Date.UTC(2001, 0, ++days)).toISOString(), ...change }),
  idempotencyKey: null,
});
const many = (count: number) => Array.from({ length: count }, () => aSave());

async function isCommitted(outcome: SaveOutcome): Promise<boolean> {
  if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
  const { rowCount } = await database.pool.query('select from workouts where workout_id = $1::uuid', [
    outcome.workoutId,
  ]);
  return rowCount === 1;
}

describe('group commit', () => {
  it('sends a save that is alone at once, by itself', async () => {
    expect(await isCommitted(await groupCommit.accept(database.appId, aSave()))).toBe(true);
    // Its athlete was not known yet.
    expect(transactions).toEqual({ new: 1, alone: 1 });
    expect(await isCommitted(await groupCommit.accept(database.appId, aSave()))).toBe(true);
    expect(transactions).toEqual({ new: 2, alone: 1 });
  });

  it('lets saves that arrive during a commit share a transaction, and answers each after its own', async () => {
    const committed = await Promise.all(
      many(300).map(async (save) => isCommitted(await groupCommit.accept(database.appId, save))),
    );
    expect(new Set(committed)).toEqual(new Set([true]));
    // The first one had nobody to share with, the next ones were enough for a second group, and the rest is two more.
    expect(transactions).toEqual({ new: 4, alone: 0 });
  });

  it('knows equal saves within a group: one is accepted, the others are answered as it was', async () => {
    const equal = { ...aSave(), idempotencyKey: 'pressed-twice-and-more' };
    const outcomes = await Promise.all([
      groupCommit.accept(database.appId, aSave()),
      ...[1, 2, 3].map(() => groupCommit.accept(database.appId, equal)),
      groupCommit.accept(database.appId, { ...equal, idempotencyKey: 'another-key-entirely' }),
      groupCommit.accept(database.appId, { ...equal, submission: aSave().submission }),
    ]);
    const [first, ...others] = outcomes.slice(1) as Extract<SaveOutcome, { workoutId: string }>[];
    const { workoutId } = first!;
    expect(first!.kind).toBe('accepted');
    expect(others).toEqual([
      { kind: 'replayed', workoutId, revision: 1 },
      { kind: 'replayed', workoutId, revision: 1 },
      { kind: 'duplicate', workoutId },
      { kind: 'key-reused' },
    ]);
    expect(transactions).toEqual({ new: 2, alone: 4 });
  });

  it('gives a key that a duplicate has given back to another one of the group', async () => {
    const known = aSave();
    await groupCommit.accept(database.appId, known);
    const idempotencyKey = 'first-of-a-duplicate';
    const outcomes = await Promise.all(
      [aSave(), { ...known, idempotencyKey }, { ...aSave(), idempotencyKey }].map((save) =>
        groupCommit.accept(database.appId, save),
      ),
    );
    expect(outcomes.at(-1)!.kind).toBe('accepted');
  });

  it('lets a bad one harm no other', async () => {
    const saves = many(20);
    saves[7] = aSave({ title: 'PostgreSQL takes no \0' });
    const outcomes = await Promise.allSettled(saves.map((save) => groupCommit.accept(database.appId, save)));
    expect(outcomes.map(({ status }) => status)).toEqual(
      saves.map((_, index) => (index === 7 ? 'rejected' : 'fulfilled')),
    );
  });

  it('lets others go before one that has to wait for a lock', async () => {
    await groupCommit.accept(database.appId, aSave({ athleteId: 'held' }));
    const holder = await database.pool.connect();
    await holder.query(`begin; select from athletes where athlete_id = 'held' for update`);
    const others = many(20).map((save) => groupCommit.accept(database.appId, save));
    const held = groupCommit.accept(database.appId, aSave({ athleteId: 'held' }));
    const first = await Promise.race([held, Promise.all(others)]);
    expect(first).toHaveLength(20);
    await holder.query('commit');
    holder.release();
    expect((await held).kind).toBe('accepted');
  });

  it('keeps apps apart', async () => {
    const other = await createApp(database.pool);
    const outcomes = await Promise.all(
      many(40).map((save, index) => groupCommit.accept(index % 2 ? other : database.appId, save)),
    );
    const { rows } = await database.pool.query<{ app_id: string; count: number }>(
      `select app_id, count(*)::int
       from workouts
       where workout_id = any($1::uuid[])
       group by app_id`,
      [outcomes.map((outcome) => 'workoutId' in outcome && outcome.workoutId)],
    );
    expect(rows.map(({ count }) => count)).toEqual([20, 20]);
  });

  it('refuses what is too much to wait', async () => {
    let answer!: (error: Error) => void;
    const hanging = new Promise<never>((_, reject) => {
      answer = reject;
    });
    const stuck = createGroupCommit({
      ...access,
      tryStatement: () => hanging,
      write: () => hanging,
    });
    const answers = many(2018).map((save) => stuck.accept(database.appId, save));
    await expect(answers.at(-1)).rejects.toThrow(DatabaseUnavailable);
    answer(new DatabaseUnavailable());
    const outcomes = await Promise.allSettled(answers);
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['rejected']));
  });
});
