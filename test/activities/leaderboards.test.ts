import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createStepRunner } from '../support/running-steps.ts';
import { edit, saveWorkouts } from '../support/saving.ts';
import { aRun } from '../support/workouts.ts';

let database: TestDatabase;
let steps: ReturnType<typeof createStepRunner>;

beforeAll(async () => {
  database = await createTestDatabase();
  steps = createStepRunner(database.pool);
});
afterAll(() => database.drop());

/** What an athlete was told of the board of all distances. */
const toldOf = async (athleteId: string) => {
  const { rows } = await database.pool.query<{ rank: number; previousRank: number | null }>(
    `select (e.data ->> 'rank')::int as rank, (e.data ->> 'previousRank')::int as "previousRank"
     from events e
     join athletes a on a.athlete_uuid = e.athlete_uuid
     where a.athlete_id = $1::text
       and e.type = 'leaderboard.rank_changed'
       and e.data ->> 'board' = 'distance'
       and e.data ->> 'period' = 'all'
     order by e.event_id`,
    [athleteId],
  );
  return rows;
};

const ride = (athleteId: string, km: number, day = 1) =>
  aRun({
    athleteId,
    sport: 'ride',
    startedAt: `2026-10-${String(day).padStart(2, '0')}T08:00:00Z`,
    durationSeconds: 20_000,
    movingSeconds: null,
    distanceMeters: km * 1000,
  });

describe('leaderboard.rank_changed', () => {
  it('tells who enters or climbs in the top ten, and nobody else', async () => {
    const field = Array.from({ length: 10 }, (_, i) => ride(`field-${i}`, 200 - i));
    await steps.process(await saveWorkouts(database, field));
    expect(await toldOf('field-9')).toEqual([{ rank: 10, previousRank: null }]);

    await steps.process(await saveWorkouts(database, [ride('late', 100, 2)]));
    expect(await toldOf('late')).toEqual([]);
    await steps.process(await saveWorkouts(database, [ride('late', 95, 3)]));
    expect(await toldOf('late')).toEqual([{ rank: 6, previousRank: null }]);
    await steps.process(await saveWorkouts(database, [ride('late', 50, 4)]));
    expect(await toldOf('late')).toEqual([
      { rank: 6, previousRank: null },
      { rank: 1, previousRank: 6 },
    ]);
    expect(await toldOf('field-0')).toEqual([{ rank: 1, previousRank: null }]);
  });

  it('tells nothing of an import, nor of a correction downwards', async () => {
    await steps.process(await saveWorkouts(database, [ride('imported', 300, 5)], 'bulk'));
    expect(await toldOf('imported')).toEqual([]);
    const [workout] = await saveWorkouts(database, [ride('corrected', 400, 6)]);
    await steps.process([workout!]);
    await steps.process([await edit(database, workout!.workoutId, { distanceMeters: 399_000 })]);
    expect(await toldOf('corrected')).toEqual([{ rank: 1, previousRank: null }]);
  });
});
