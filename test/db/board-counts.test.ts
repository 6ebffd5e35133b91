import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepCounts, listCountDifferences, wantCounted } from '../../src/db/board-counting.ts';
import { countBoard, type ReadBoard } from '../../src/db/board-counts.ts';
import { createPool, withSnapshot, type Queryable } from '../../src/db/pool.ts';
import { findBoard } from '../../src/domain/boards.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const ATHLETES = 3000;

let database: TestDatabase;
let board: { appId: string; period: string; sport: string };
beforeAll(async () => {
  database = await createTestDatabase();
  board = { appId: database.appId, period: '2026-11', sport: 'run' };
  await database.pool.query(
    `with athlete as (
       insert into athletes (athlete_uuid, app_id, athlete_id)
       select gen_random_uuid(), $1::uuid, 'a' || i
       from generate_series(1, $2::int) as i
       returning athlete_uuid, app_id, athlete_id
     )
     insert into leaderboard_scores (athlete_uuid, period, sport, app_id, athlete_id, visible, workouts,
       distance_meters, duration_seconds, energy_kcal, elevation_gain_meters, fastest_5k)
     select athlete_uuid, '2026-11', 'run', app_id, athlete_id, random() < 0.9, ceil(random() * 30),
       round((random() * 300000)::numeric, 1), 1000, 0, exp(floor(random() * 900) / 200), 900 + floor(random() * 900)
     from athlete`,
    [database.appId, ATHLETES],
  );
});
afterAll(() => database.drop());

const BOARDS = ['distance', 'workouts', 'elevation', 'energy', 'fastest-5k'];

/** What it says of each board, of scores that are there and of ones that nobody has, beside what a plain count says. */
async function compare(db: Queryable): Promise<void> {
  for (const name of BOARDS) {
    const { column, order } = findBoard(name)!;
    const read: ReadBoard = { ...board, board: { column, order } };
    const where = `app_id = $1 and period = $2 and sport = $3 and visible and ${column} > 0`;
    const { rows: some } = await db.query<{ score: number }>(
      `(select ${column} as score from leaderboard_scores where ${where} order by random() limit 20)
       union all
       select s from unnest(array[0.001, 1, 1e9]::float8[]) as s`,
      Object.values(board),
    );
    for (const { score } of some) {
      const { rows } = await db.query<{ total: number; better: number }>(
        `select count(*)::int as total, count(*) filter (where ${column} ${order === 'desc' ? '>' : '<'} $4)::int as better
         from leaderboard_scores
         where ${where}`,
        [...Object.values(board), score],
      );
      const { total, better } = rows[0]!;
      expect({ name, score, ...(await countBoard(db, read, [score, 2000])) }).toMatchObject({
        name,
        score,
        total,
        better: [better, expect.any(Number)],
      });
    }
  }
}

/** One change of each kind by somebody, over and over, each a transaction. */
async function change(times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    const athlete = `a${1 + Math.floor(Math.random() * ATHLETES)}`;
    const statement = [
      `update leaderboard_scores set distance_meters = distance_meters * (1 + random()), workouts = workouts + 1`,
      `update leaderboard_scores set visible = not visible`,
      `update leaderboard_scores set fastest_5k = case when random() < 0.2 then null else 900 * (1 + random()) end`,
      `delete from leaderboard_scores`,
    ][time % 4]!;
    await database.pool.query(`${statement} where athlete_id = $1`, [athlete]);
  }
}

const stateOf = async () => {
  const { rows } = await database.pool.query<{ state: string }>('select state from counted_boards');
  return rows.map(({ state }) => state);
};

describe('a counted board', () => {
  it('has the ranks that a count one by one has: before, meanwhile and afterwards', async () => {
    await withSnapshot(database.pool, compare);
    await wantCounted(database.pool, board);
    await wantCounted(database.pool, board);
    const changing = Promise.all(Array.from({ length: 4 }, () => change(200)));
    let isOver = false;
    void changing.finally(() => (isOver = true));
    do {
      await keepCounts(database.pool);
      await withSnapshot(database.pool, compare);
      expect(await withSnapshot(database.pool, listCountDifferences)).toEqual([]);
    } while (!isOver);
    await changing;
    expect(await stateOf()).toEqual(['ready']);
    const noted = await database.pool.query('select from board_changes');
    expect(noted.rowCount).toBeGreaterThan(0);
    await withSnapshot(database.pool, compare);
    while (await keepCounts(database.pool));
    expect((await database.pool.query('select from board_changes')).rowCount).toBe(0);
    await withSnapshot(database.pool, compare);
  });

  it('notes nothing of the others', async () => {
    await database.pool.query(
      `insert into leaderboard_scores (athlete_uuid, period, sport, app_id, athlete_id, visible, workouts,
         distance_meters, duration_seconds, energy_kcal, elevation_gain_meters)
       select athlete_uuid, 'all', '', app_id, athlete_id, true, 1, 1, 1, 1, 1 from athletes limit 10`,
    );
    expect((await database.pool.query('select from board_changes')).rowCount).toBe(0);
  });

  it('tells of a count that is wrong', async () => {
    await database.pool.query(
      `update board_ranges set athletes = athletes + 1 where metric = 'workouts' and range = 0`,
    );
    expect(await listCountDifferences(database.pool)).toMatchObject([{ metric: 'workouts', range: 0 }]);
  });

  it('adds up what was noted, and counts others, also while a board cannot be counted yet', async () => {
    await database.pool.query(
      `update leaderboard_scores set workouts = workouts + 1 where athlete_id = 'a1'`,
    );
    const writer = await database.pool.connect();
    try {
      await writer.query('begin; lock table leaderboard_scores in row exclusive mode');
      await wantCounted(database.pool, { ...board, period: 'all', sport: '' });
      await database.pool.query(
        `insert into counted_boards (app_id, period, sport, state) values ($1::uuid, '2025', '', 'noting')`,
        [database.appId],
      );
      await keepCounts(database.pool);
      expect((await stateOf()).toSorted()).toEqual(['ready', 'ready', 'wanted']);
      expect((await database.pool.query('select from board_changes')).rowCount).toBe(0);
    } finally {
      await writer.query('rollback');
      writer.release();
    }
  });

  it('is counted however long that takes', async () => {
    await database.pool.query(
      `create function take_long() returns trigger language plpgsql as $$ begin perform pg_sleep(1); return null; end $$;
       create trigger take_long after insert on board_ranges for each statement execute function take_long();
       update counted_boards set state = 'wanted' where period = 'all'`,
    );
    const impatient = createPool({
      databaseUrl: database.databaseUrl,
      applicationName: 'afterburn-test',
      queryTimeoutMs: 500,
      onError: () => {},
    });
    try {
      await keepCounts(impatient);
    } finally {
      await impatient.end();
      await database.pool.query('drop function take_long cascade');
    }
    expect(await stateOf()).toEqual(['ready', 'ready', 'ready']);
  });
});
