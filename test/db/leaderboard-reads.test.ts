import { afterAll, expect, it } from 'vitest';
import {
  countLeaderboard,
  readLeaderboardAround,
  readLeaderboardPage,
  type LeaderboardQuery,
} from '../../src/db/leaderboards/leaderboard-reads.ts';
import { withSnapshot, type Queryable } from '../../src/db/pool.ts';
import { findLeaderboard } from '../../src/domain/leaderboards.ts';
import { createTestDatabase } from '../support/database.ts';

const ATHLETES = 1000;

const database = await createTestDatabase();
const board = { appId: database.appId, period: '2026-11', sport: 'run' };
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
     round((random() * 300000)::numeric, 1), 1000, 0, floor(random() * 300), 900 + floor(random() * 300)
   from athlete`,
  [database.appId, ATHLETES],
);
afterAll(() => database.drop());

/** Compares pages and totals with the ranks that a window function gives to the whole board. */
async function compare(db: Queryable): Promise<void> {
  for (const name of ['distance', 'workouts', 'elevation', 'energy', 'fastest-5k']) {
    const { column, order } = findLeaderboard(name)!;
    const read: LeaderboardQuery = { ...board, board: { column, order } };
    const { rows: ranked } = await db.query<{ rank: number; athleteId: string; score: number }>(
      `select
         (rank() over (order by ${column} ${order}))::int as rank,
         athlete_id as "athleteId",
         ${column} as score
       from leaderboard_scores
       where app_id = $1 and period = $2 and sport = $3 and visible and ${column} > 0
       order by ${column} ${order}, athlete_id`,
      Object.values(board),
    );
    expect(await countLeaderboard(db, read)).toBe(ranked.length);
    for (const start of [0, 1, Math.floor(Math.random() * ranked.length)]) {
      const after = ranked[start - 1];
      expect(await readLeaderboardPage(db, { ...read, after, limit: 20 })).toMatchObject(
        ranked.slice(start, start + 20),
      );
      const own = ranked[start];
      if (!own) continue;
      const around = await readLeaderboardAround(db, {
        ...read,
        athleteId: own.athleteId,
        limit: 11,
        mostAbove: 5,
      });
      const first = Math.max(0, start - 5);
      expect(around).toMatchObject(ranked.slice(first, first + around.length));
      expect(around).toHaveLength(Math.min(11, ranked.length - first));
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

it('reads the ranks and totals of one moment, also while scores change', async () => {
  const changing = Promise.all(Array.from({ length: 4 }, () => change(100)));
  let isOver = false;
  void changing.finally(() => (isOver = true));
  do await withSnapshot(database.pool, compare);
  while (!isOver);
  await changing;
  await withSnapshot(database.pool, compare);
});
