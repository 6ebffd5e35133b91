import { afterAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../support/database.ts';
import { createStepRunner } from '../support/running-steps.ts';
import { edit, saveWorkouts } from '../support/saving.ts';
import { aRun } from '../support/workouts.ts';

const database = await createTestDatabase();
const steps = createStepRunner(database.pool);
afterAll(() => database.drop());

/** Lists an athlete's changes on the board of all distances. */
const changesOf = async (athleteId: string) => {
  const { rows } = await database.pool.query<{ rank: number; previousRank: number | null }>(
    `select c.rank, c."previousRank"
     from events e
     join athletes a on a.athlete_uuid = e.athlete_uuid
     cross join jsonb_to_recordset(e.data -> 'changes')
       as c (board text, period text, rank int, "previousRank" int)
     where a.athlete_id = $1::text
       and e.type = 'leaderboard.rank_changed'
       and c.board = 'distance'
       and c.period = 'all'
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
    durationSeconds: 30_000,
    movingSeconds: null,
    distanceMeters: km * 1000,
  });

const run = (athleteId: string, distanceMeters: number, durationSeconds: number) =>
  aRun({ athleteId, distanceMeters, durationSeconds, movingSeconds: durationSeconds });

describe('leaderboard.rank_changed', () => {
  it('notifies athletes who enter the top ten or rise in it, and nobody else', async () => {
    const field = Array.from({ length: 10 }, (_, i) => ride(`field-${i}`, 200 - i));
    await steps.process(await saveWorkouts(database, field));
    expect(await changesOf('field-9')).toEqual([{ rank: 10, previousRank: null }]);

    await steps.process(await saveWorkouts(database, [ride('late', 100, 2)]));
    expect(await changesOf('late')).toEqual([]);
    await steps.process(await saveWorkouts(database, [ride('late', 95, 3)]));
    expect(await changesOf('late')).toEqual([{ rank: 6, previousRank: null }]);
    await steps.process(await saveWorkouts(database, [ride('late', 50, 4)]));
    expect(await changesOf('late')).toEqual([
      { rank: 6, previousRank: null },
      { rank: 1, previousRank: 6 },
    ]);
    expect(await changesOf('field-0')).toEqual([{ rank: 1, previousRank: null }]);
  });

  it('raises no event for an import or for a lower score', async () => {
    await steps.process(await saveWorkouts(database, [ride('imported', 300, 5)], 'bulk'));
    expect(await changesOf('imported')).toEqual([]);
    const [workout] = await saveWorkouts(database, [ride('corrected', 400, 6)]);
    await steps.process([workout!]);
    await steps.process([await edit(database, workout!.workoutId, { distanceMeters: 399_000 })]);
    expect(await changesOf('corrected')).toEqual([{ rank: 1, previousRank: null }]);
  });

  it('is one event per workout, the most notable change first', async () => {
    const field = [run('rival-0', 12_000, 3000), run('rival-1', 11_000, 3000), run('rival-2', 10_500, 3000)];
    await steps.process(await saveWorkouts(database, field));
    await steps.process(await saveWorkouts(database, [run('first-save', 10_000, 2400)]));
    const { rows } = await database.pool.query(
      `select e.data
       from events e
       join athletes a on a.athlete_uuid = e.athlete_uuid
       where a.athlete_id = 'first-save' and e.type = 'leaderboard.rank_changed'`,
    );
    expect(rows).toHaveLength(1);
    const changes: { board: string; period: string; rank: number }[] = rows[0].data.changes;
    expect(changes).toHaveLength(16);
    expect(changes.map(({ board, period, rank }) => `${rank} ${period} ${board}`)).toEqual(
      expect.arrayContaining(['1 2026-W47 workouts', '2 all workouts', '4 2026-W47 distance']),
    );
    const [first, ...rest] = changes;
    expect(first).toMatchObject({ board: 'fastest-10k', period: 'all', rank: 1 });
    expect(rest.map(({ rank }) => rank)).toEqual(rest.map(({ rank }) => rank).toSorted((a, b) => a - b));
    expect(rest.filter(({ rank }) => rank === 2).map(({ period }) => period)).toEqual([
      'all',
      'all',
      '2026',
      '2026',
    ]);
  });
});
