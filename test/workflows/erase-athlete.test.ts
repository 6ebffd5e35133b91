import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestErasure } from '../../src/db/erasure.ts';
import { withTransaction } from '../../src/db/pool.ts';
import { verify } from '../../src/ops/verify.ts';
import type { Temporal } from '../../src/temporal/client.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { saveWorkouts } from '../support/saving.ts';
import { createTestNamespace } from '../support/temporal.ts';
import { startTestWorker } from '../support/worker.ts';
import { aRun } from '../support/workouts.ts';

let database: TestDatabase;
let temporal: Temporal;
let worker: { stop(): Promise<void> };

beforeAll(async () => {
  database = await createTestDatabase();
  temporal = await createTestNamespace();
  worker = await startTestWorker({ pool: database.pool, temporal });
});
afterAll(async () => {
  await worker.stop();
  await temporal.close();
  await database.drop();
});

const count = async (table: string, athleteUuid: string): Promise<number> => {
  const { rows } = await database.pool.query<{ rows: number }>(
    `select count(*)::int as rows from ${table} where athlete_uuid = $1::uuid`,
    [athleteUuid],
  );
  return rows[0]!.rows;
};

const executionsOf = async (athleteUuid: string): Promise<string[]> => {
  const types: string[] = [];
  for await (const { type } of temporal.client.workflow.list({ query: `AthleteId = '${athleteUuid}'` }))
    types.push(type);
  return types;
};

describe('EraseAthlete', () => {
  it('leaves nothing of the athlete, in the tables or in Temporal, and the others as they should be', async () => {
    await saveWorkouts(database, [aRun({ athleteId: 'gone' }), aRun({ athleteId: 'stays' })]);
    const { rows } = await database.pool.query<{ athlete_uuid: string }>(
      `select athlete_uuid from athletes where athlete_id = 'gone'`,
    );
    const athleteUuid = rows[0]!.athlete_uuid;
    await expect.poll(() => count('awards', athleteUuid), { timeout: 30_000 }).toBeGreaterThan(0);
    await expect.poll(() => executionsOf(athleteUuid), { timeout: 30_000 }).toEqual(['ProcessWorkout']);

    await withTransaction(database.pool, (tx) =>
      requestErasure(tx, { appId: database.appId, athleteId: 'gone' }),
    );
    await expect.poll(() => count('athletes', athleteUuid), { timeout: 30_000 }).toBe(0);
    for (const table of ['workouts', 'awards', 'records', 'events', 'leaderboard_scores', 'uploads']) {
      expect(await count(table, athleteUuid)).toBe(0);
    }
    await expect.poll(() => executionsOf(athleteUuid), { timeout: 30_000 }).toEqual(['EraseAthlete']);

    const [again] = await saveWorkouts(database, [aRun({ athleteId: 'gone' })]);
    expect(again).toBeDefined();
    await expect
      .poll(async () => (await verify(database.pool, () => {})).unfinished, { timeout: 30_000 })
      .toBe(0);
    const differences: unknown[] = [];
    await verify(database.pool, (difference) => differences.push(difference));
    expect(differences).toEqual([]);
  });
});
