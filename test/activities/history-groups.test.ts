import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { groupByHistory } from '../../src/db/steps/history-groups.ts';
import { packInOrder } from '../../src/domain/pack-in-order.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { insertHistories } from '../support/histories.ts';
import { holdWrites } from '../support/injected-failures.ts';
import { createStepRunner } from '../support/running-steps.ts';
import { saveWorkouts } from '../support/saving.ts';
import { aRun } from '../support/workouts.ts';

describe('packing in order', () => {
  it('puts neighbours together up to the limit, and what is heavier alone', () => {
    expect(packInOrder([4, 6, 1, 20, 3, 7, 1], (weight) => weight, 10)).toEqual([
      [4, 6],
      [1],
      [20],
      [3, 7],
      [1],
    ]);
  });
});

describe('a list of athletes with long histories', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  const isLocked = async (athleteUuid: string): Promise<boolean> => {
    const { rows } = await database.pool.query(
      `select from athletes where athlete_uuid = $1::uuid for no key update skip locked`,
      [athleteUuid],
    );
    return rows.length === 0;
  };

  it('is done in groups, so that nobody is locked for as long as the others take', async () => {
    const athleteIds = ['long-1', 'long-2', 'short'];
    const [first, second] = await insertHistories(database, {
      athleteIds: athleteIds.slice(0, 2),
      workouts: 1500,
    });
    const workouts = await saveWorkouts(
      database,
      athleteIds.map((athleteId) => aRun({ athleteId })),
    );
    const { rows } = await database.pool.query<{ athlete_uuid: string }>(`select athlete_uuid from athletes`);
    const groups = await groupByHistory(
      database.pool,
      rows.map((row) => row.athlete_uuid),
    );
    expect(groups.map((group) => group.includes(first!))).not.toEqual(
      groups.map((group) => group.includes(second!)),
    );

    const held = await holdWrites(database.pool, 'leaderboard_scores', {
      when: `new.athlete_uuid = '${second}'`,
    });
    const running = createStepRunner(database.pool).runStep('updateLeaderboards', workouts);
    await expect.poll(held.reached).toBe(true);
    expect([await isLocked(first!), await isLocked(second!)]).toEqual([false, true]);
    await held.letGo();
    expect(await running).toEqual({ succeeded: 3, superseded: 0, failed: [] });
  });
});
