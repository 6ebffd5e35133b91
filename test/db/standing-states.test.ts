import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { WorkoutRef } from '../../src/domain/workout.ts';
import { acceptWorkouts } from '../../src/db/acceptance.ts';
import { enqueueRun } from '../../src/db/outbox.ts';
import { withTransaction } from '../../src/db/pool.ts';
import { verify } from '../../src/ops/verify.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createStepRunner } from '../support/running-steps.ts';
import { edit, remove, saveWorkouts } from '../support/saving.ts';
import { aRun } from '../support/workouts.ts';

let database: TestDatabase;
let steps: ReturnType<typeof createStepRunner>;
const athleteId = 'kept';
let workouts: WorkoutRef[];

beforeAll(async () => {
  database = await createTestDatabase();
  steps = createStepRunner(database.pool, { worthAState: 3 });
});
afterAll(() => database.drop());

const save = (...days: number[]) =>
  saveWorkouts(
    database,
    days.map((day) => aRun({ athleteId, startedAt: new Date(Date.UTC(2026, 2, day, 7)).toISOString() })),
  );

/** The day of the last workout that the state has taken. */
async function placeOf(): Promise<number | undefined> {
  const { rows } = await database.pool.query<{ until: Date }>(
    `select until from standing_states s join athletes a using (athlete_uuid) where a.athlete_id = $1::text`,
    [athleteId],
  );
  return rows[0]?.until.getUTCDate();
}

/** As if nine workouts were in the state. */
const pretendNine = () =>
  database.pool.query(
    `update standing_states s set state = jsonb_set(state::jsonb, '{climb,ladders,0,0,meter}', '9')
     from athletes a where a.athlete_uuid = s.athlete_uuid and a.athlete_id = $1::text`,
    [athleteId],
  );

async function hasTen(): Promise<boolean> {
  const { rowCount } = await database.pool.query(
    `select from awards join athletes a using (athlete_uuid)
     where a.athlete_id = $1::text and achievement_id = 'workouts-10'`,
    [athleteId],
  );
  return rowCount === 1;
}

beforeEach(async () => {
  await database.pool.query(`truncate athletes cascade`);
  workouts = await save(10, 11, 12);
  await steps.process(workouts);
  await steps.process(await save(13));
});

describe('the state of an athlete', () => {
  it('is that of its finished workouts', async () => {
    expect(await placeOf()).toBe(12);
  });

  it('stays where it is until enough has come after it', async () => {
    await steps.process(await save(14));
    await steps.process(await save(15));
    expect(await placeOf()).toBe(12);
    await steps.process(await save(16));
    expect(await placeOf()).toBe(15);
    expect(await verify(database.pool, () => {})).toMatchObject({ differences: 0 });
  });

  it('keeps no save waiting while a step holds it', async () => {
    const step = await database.pool.connect();
    await step.query('begin; update standing_states set version = version');
    const [late] = await withTransaction(
      database.pool,
      (tx) =>
        acceptWorkouts(tx, {
          appId: database.appId,
          saves: [
            {
              submission: aRun({ athleteId, startedAt: '2026-03-02T07:00:00Z' }),
              idempotencyKey: null,
            },
          ],
          priority: 'interactive',
        }),
      { lockTimeoutMs: 100 },
    );
    await step.query('commit');
    step.release();
    expect(late!.kind).toBe('accepted');
    await steps.process(await save(14));
    await steps.process([{ workoutId: (late as { workoutId: string }).workoutId, revision: 1 }]);
    await steps.process(await save(15));
    expect(await verify(database.pool, () => {})).toMatchObject({ differences: 0 });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['edit', () => edit(database, workouts[1]!.workoutId, { distanceMeters: 1 })],
    ['deletion', () => remove(database, workouts[1]!.workoutId)],
    [
      'further run',
      () => withTransaction(database.pool, (tx) => enqueueRun(tx, { workoutIds: [workouts[1]!.workoutId] })),
    ],
  ])('keeps no %s waiting while a step holds it, and is made anew behind it', async (_, happen) => {
    await database.pool.query('truncate outbox');
    await pretendNine();
    const step = await database.pool.connect();
    await step.query('begin; update standing_states set version = version');
    await happen();
    await step.query('commit');
    step.release();
    expect(await placeOf()).toBe(12);
    await steps.process(await save(14));
    expect(await hasTen()).toBe(false);
    const { rows } = await database.pool.query<WorkoutRef>(
      `select workout_id as "workoutId", revision from workouts where workout_id = $1::uuid`,
      [workouts[1]!.workoutId],
    );
    await steps.process(rows);
    expect(await placeOf()).not.toBe(12);
    await steps.process(await save(15));
    expect(await verify(database.pool, () => {})).toMatchObject({ differences: 0 });
  });

  it('is what the next workout goes on from', async () => {
    await pretendNine();
    await steps.process(await save(14));
    expect(await hasTen()).toBe(true);
    const [workout] = await save(1);
    await steps.process([workout!]);
    expect(await verify(database.pool, () => {})).toMatchObject({ differences: 0 });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['a workout comes late', () => save(9)],
    ['one of its workouts is edited', () => edit(database, workouts[1]!.workoutId, { distanceMeters: 1 })],
    [
      'one of its workouts is moved behind it',
      () => edit(database, workouts[1]!.workoutId, { startedAt: '2026-03-20T07:00:00Z' }),
    ],
    ['one of its workouts is deleted', () => remove(database, workouts[1]!.workoutId)],
    [
      'one of its workouts is found to be the same as another',
      () =>
        database.pool.query(`update workouts set duplicate_of = $2::uuid where workout_id = $1::uuid`, [
          workouts[1]!.workoutId,
          workouts[2]!.workoutId,
        ]),
    ],
    [
      'the athlete moves',
      () =>
        database.pool.query(`update athletes set time_zone = 'Asia/Tokyo' where athlete_id = $1::text`, [
          athleteId,
        ]),
    ],
  ])('is gone as soon as %s', async (_, happen) => {
    expect(await placeOf()).toBe(12);
    await happen();
    expect(await placeOf()).toBeUndefined();
  });

  it('stays when a workout comes that it does not know', async () => {
    const [workout] = await save(14);
    await edit(database, workout!.workoutId, { distanceMeters: 1 });
    expect(await placeOf()).toBe(12);
  });

  it('counts for nothing when it is of other rules', async () => {
    await database.pool.query(`update standing_states set version = 'another', state = '{}'`);
    await steps.process(await save(14));
    expect(await placeOf()).toBe(13);
    expect(await verify(database.pool, () => {})).toMatchObject({ unfinished: 0, differences: 0 });
  });
});
