import { describe, expect, it } from 'vitest';
import { getAthleteUuid } from '../../src/db/athletes/athletes.ts';
import { requestErasure } from '../../src/db/athletes/erasure.ts';
import { countLeaderboard, readLeaderboardPage } from '../../src/db/leaderboards/leaderboard-reads.ts';
import { withTransaction } from '../../src/db/pool.ts';
import { findLeaderboard } from '../../src/domain/leaderboards.ts';
import { saveWorkouts } from '../support/saving.ts';
import { verified } from '../support/verifying.ts';
import { startTestService } from '../support/worker.ts';
import { aRun } from '../support/workouts.ts';

const { database, temporal } = await startTestService();

const count = async (table: string, athleteUuid: string): Promise<number> => {
  const { rows } = await database.pool.query<{ rows: number }>(
    `select count(*)::int as rows from ${table} where athlete_uuid = $1::uuid`,
    [athleteUuid],
  );
  return rows[0]!.rows;
};

const executionsOf = async (athleteUuid: string): Promise<string[]> => {
  const types: string[] = [];
  for await (const { type } of temporal.client.workflow.list({ query: `AthleteUuid = '${athleteUuid}'` }))
    types.push(type);
  return types;
};

/** Where anything is left that belongs to one of these ids, in whichever table and column ids stand. */
const tracesOf = async (ids: string[]): Promise<string[]> => {
  const { rows: columns } = await database.pool.query<{ table: string; column: string }>(
    `select c.table_name as "table", c.column_name as "column"
     from information_schema.columns c
     join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public'
       and t.table_type = 'BASE TABLE'
       and c.udt_name in ('uuid', '_uuid')`,
  );
  const traces: string[] = [];
  for (const { table, column } of columns) {
    const { rowCount } = await database.pool.query(
      `select from ${table} where array[${column}]::uuid[] && $1::uuid[]`,
      [ids],
    );
    if (rowCount) traces.push(`${table}.${column}`);
  }
  return traces;
};

describe('EraseAthlete', () => {
  it('leaves nothing while a list of the athlete’s workouts is being processed, and the others their ranks', async () => {
    const days = Array.from({ length: 40 }, (_, day) => new Date(Date.UTC(2025, 0, 1 + day)).toISOString());
    const run = (athleteId: string, startedAt: string) => aRun({ athleteId, startedAt, timeZone: 'UTC' });
    const leaving = await saveWorkouts(
      database,
      days.map((startedAt) => run('leaving', startedAt)),
    );
    const stayed = ['second', 'third'].flatMap((athleteId, index) =>
      days.slice(index * 2, 10).map((startedAt) => run(athleteId, startedAt)),
    );
    await saveWorkouts(database, stayed);
    const leaver = { appId: database.appId, athleteId: 'leaving' };
    const athleteUuid = await getAthleteUuid(database.pool, leaver);
    await expect
      .poll(() => count('events', athleteUuid), { timeout: 30_000, interval: 5 })
      .toBeGreaterThan(0);
    await withTransaction(database.pool, (tx) => requestErasure(tx, leaver));

    const ids = [athleteUuid, ...leaving.map(({ workoutId }) => workoutId)];
    await expect.poll(() => tracesOf(ids), { timeout: 60_000 }).toEqual([]);
    await expect.poll(async () => (await verified(database.pool)).unfinished, { timeout: 60_000 }).toBe(0);
    expect(await verified(database.pool)).toMatchObject({ differences: [] });
    const board = {
      appId: database.appId,
      board: findLeaderboard('workouts')!,
      period: '2025',
      sport: '',
      limit: 10,
    };
    const entries = await readLeaderboardPage(database.pool, { ...board, after: undefined });
    expect(entries.map(({ rank, athleteId, score }) => [rank, athleteId, score])).toEqual([
      [1, 'second', 10],
      [2, 'third', 8],
    ]);
    expect(await countLeaderboard(database.pool, board)).toBe(2);
    expect(await tracesOf(ids)).toEqual([]);
  });

  it('leaves nothing of the athlete, in the tables or in Temporal, and the others as they should be', async () => {
    await saveWorkouts(database, [aRun({ athleteId: 'gone' })]);
    const leaver = { appId: database.appId, athleteId: 'gone' };
    const athleteUuid = await getAthleteUuid(database.pool, leaver);
    await expect.poll(() => count('awards', athleteUuid), { timeout: 30_000 }).toBeGreaterThan(0);
    await expect.poll(() => executionsOf(athleteUuid), { timeout: 30_000 }).toEqual(['ProcessWorkout']);
    await saveWorkouts(database, [aRun({ athleteId: 'stays' })]);

    await withTransaction(database.pool, (tx) => requestErasure(tx, leaver));
    await expect.poll(() => count('athletes', athleteUuid), { timeout: 30_000 }).toBe(0);
    for (const table of ['workouts', 'awards', 'records', 'events', 'leaderboard_scores', 'uploads']) {
      expect(await count(table, athleteUuid)).toBe(0);
    }
    await expect.poll(() => executionsOf(athleteUuid), { timeout: 30_000 }).toEqual(['EraseAthlete']);

    const [again] = await saveWorkouts(database, [aRun({ athleteId: 'gone' })]);
    expect(again).toBeDefined();
    await expect.poll(async () => (await verified(database.pool)).unfinished, { timeout: 30_000 }).toBe(0);
    expect(await verified(database.pool)).toMatchObject({ differences: [] });
  });
});
