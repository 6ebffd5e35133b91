import { afterAll, describe, expect, it } from 'vitest';
import { withTransaction } from '../../src/db/pool.ts';
import { editWorkout } from '../../src/db/accept/revisions.ts';
import { createTestDatabase } from '../support/database.ts';
import { createStepRunner } from '../support/running-steps.ts';
import { edit, remove, saveWorkouts } from '../support/saving.ts';
import { verified } from '../support/verifying.ts';
import { aRun } from '../support/workouts.ts';

const database = await createTestDatabase();
const steps = createStepRunner(database.pool);
afterAll(() => database.drop());

const watch = (athleteId: string) => aRun({ athleteId, durationSeconds: 3000, distanceMeters: 10_000 });
const phone = (athleteId: string) =>
  aRun({ athleteId, startedAt: '2026-11-20T06:31:00Z', durationSeconds: 2900, distanceMeters: 9900 });

const standing = async (athleteId: string) => {
  const { rows } = await database.pool.query<{ duration: number; duplicate: boolean }>(
    `select w.duration_seconds as duration, w.duplicate_of is not null as duplicate
     from workouts w
     join athletes a on a.athlete_uuid = w.athlete_uuid
     where a.athlete_id = $1::text and w.deleted_at is null
     order by w.duration_seconds`,
    [athleteId],
  );
  const scores = await database.pool.query<{ workouts: number; distance_meters: number }>(
    `select workouts, distance_meters
     from leaderboard_scores
     where athlete_id = $1::text and period = 'all' and sport = ''`,
    [athleteId],
  );
  return { workouts: rows, score: scores.rows[0] };
};

const countedOnce = {
  workouts: [
    { duration: 2900, duplicate: true },
    { duration: 3000, duplicate: false },
  ],
  score: { workouts: 1, distance_meters: 10_000 },
};

describe('the same run from a watch and from a phone', () => {
  it('counts once, whichever arrives first', async () => {
    for (const [athleteId, first, second] of [
      ['watch-first', watch, phone],
      ['phone-first', phone, watch],
    ] as const) {
      await steps.process(await saveWorkouts(database, [first(athleteId)]));
      await steps.process(await saveWorkouts(database, [second(athleteId)]));
      expect(await standing(athleteId)).toEqual(countedOnce);
    }
  });

  it('counts the other one once the kept one is deleted', async () => {
    const [kept, other] = await saveWorkouts(database, [watch('deleted'), phone('deleted')]);
    await steps.process([kept!, other!]);
    expect(await standing('deleted')).toEqual(countedOnce);
    await steps.process([await remove(database, kept!.workoutId)]);
    expect(await standing('deleted')).toEqual({
      workouts: [{ duration: 2900, duplicate: false }],
      score: { workouts: 1, distance_meters: 9900 },
    });
  });

  it('counts both once the athlete says so, through later edits too', async () => {
    const [kept, other] = await saveWorkouts(database, [watch('says-so'), phone('says-so')]);
    await steps.process([kept!, other!]);
    const next = await withTransaction(database.pool, (tx) =>
      editWorkout(tx, {
        appId: database.appId,
        workoutId: other!.workoutId,
        change: (facts) => facts,
        expectedRevision: 1,
        idempotencyKey: 'says-so',
        fingerprint: Buffer.alloc(32),
        clearDuplicateOf: true,
      }),
    );
    await steps.process([next]);
    await steps.process([await edit(database, kept!.workoutId, { title: 'Morning' })]);
    expect((await standing('says-so')).score).toEqual({ workouts: 2, distance_meters: 19_900 });
  });

  it('leaves nothing that verify finds', async () => {
    expect(await verified(database.pool)).toMatchObject({ differences: [] });
  });
});
