import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import type { WorkoutRef, WorkoutSubmission } from '../../src/domain/workout.ts';
import { createTestDatabase } from '../support/database.ts';
import { createStepRunner } from '../support/running-steps.ts';
import { edit, remove, saveWorkouts } from '../support/saving.ts';
import { verified } from '../support/verifying.ts';
import { aRun } from '../support/workouts.ts';

const database = await createTestDatabase();
const steps = createStepRunner(database.pool);
afterAll(() => database.drop());

type Generated<A> = A extends fc.Arbitrary<infer T> ? T : never;

/** Few hours and distances, so that duplicates, ties of records, streaks and late data are frequent. */
const content = fc.record({
  sport: fc.constantFrom('run' as const, 'ride' as const),
  hour: fc.integer({ min: 0, max: 40 * 4 }).map((quarter) => quarter * 6),
  minutes: fc.constantFrom(20, 25, 60),
  distanceMeters: fc.constantFrom(null, 5000, 5040, 10_000, 21_200, 90_000),
  timeZone: fc.constantFrom('Europe/Paris', 'America/New_York', 'Pacific/Auckland'),
});
type Content = Omit<Generated<typeof content>, 'distanceMeters'> & { distanceMeters: number | null };

/** What becomes of a workout after its arrival: edits one after the other, and perhaps a deletion. */
const life = fc.record({
  content,
  edits: fc.array(fc.constantFrom(1000, 5000, 10_050, 42_195), { maxLength: 2 }),
  isDeleted: fc.boolean(),
});
const lives = fc.uniqueArray(life, {
  minLength: 2,
  maxLength: 12,
  selector: ({ content: { sport, hour, minutes } }) => `${sport} ${hour} ${minutes}`,
});

const FIRST = Date.UTC(2026, 2, 10);

const toSubmission = (athleteId: string, { hour, minutes, ...facts }: Content): WorkoutSubmission =>
  aRun({
    athleteId,
    ...facts,
    startedAt: new Date(FIRST + hour * 3_600_000).toISOString(),
    durationSeconds: 60 * minutes,
    movingSeconds: null,
    title: `${facts.sport} ${hour} ${minutes}`,
  });

/** Returns all derived rows of an athlete. A workout is identified by its title, which does not depend on the order. */
async function tablesOf(athleteId: string) {
  const tables = ['awards', 'achievement_progress', 'records', 'leaderboard_scores'];
  const rows = await Promise.all(
    tables.map(async (table) => {
      const { rows: found } = await database.pool.query<{
        row: Record<string, unknown>;
        title: string | null;
      }>(
        `select
           to_jsonb(t) - 'athlete_uuid' - 'athlete_id' - 'workout_id' as row,
           (select title from workouts w where w.workout_id::text = to_jsonb(t) ->> 'workout_id') as title
         from ${table} t
         join athletes a on a.athlete_uuid = t.athlete_uuid
         where a.athlete_id = $1::text`,
        [athleteId],
      );
      return found.map(({ row, title }) => JSON.stringify([table, withoutIds(row), title])).toSorted();
    }),
  );
  const { rows: workouts } = await database.pool.query(
    `select w.title, o.title as original, e.gross_kcal
     from workouts w
     join athletes a on a.athlete_uuid = w.athlete_uuid
     left join workouts o on o.workout_id = w.duplicate_of
     left join workout_energy e on e.workout_id = w.workout_id
     where a.athlete_id = $1::text and w.deleted_at is null
     order by w.title`,
    [athleteId],
  );
  return [...rows, workouts];
}

/** A break is named by its workout's id, which stands beside it by its title. */
const withoutIds = (row: Record<string, unknown>) => ({
  ...row,
  ...(typeof row['period_key'] === 'string'
    ? { period_key: row['period_key'].replace(/\/[\da-f-]{36}$/, '') }
    : {}),
});

let runs = 0;

it('any order of arrival, with edits and deletions between, ends in the tables of one ordered rebuild', async () => {
  await fc.assert(
    fc.asyncProperty(lives, fc.infiniteStream(fc.nat(1000)), async (all, dice) => {
      runs += 1;
      const roll = (below: number) => (dice.next().value as number) % below;
      await arriveInterleaved(`interleaved-${runs}`, all, roll);
      await arriveInOrder(`order-${runs}`, all);
      expect(await tablesOf(`interleaved-${runs}`)).toEqual(await tablesOf(`order-${runs}`));
    }),
    { numRuns: 15 },
  );
  expect(await verified(database.pool)).toMatchObject({ differences: [] });
}, 240_000);

type Life = Generated<typeof life>;

/** Interleaves the steps of all workouts at random, and processes now and then, so that late ones meet stored results. */
async function arriveInterleaved(
  athleteId: string,
  all: Life[],
  roll: (below: number) => number,
): Promise<void> {
  const going = all.map((own) => ({ steps: stepsOf(athleteId, own), workoutId: '' }));
  const waiting = new Map<string, WorkoutRef>();
  while (going.length > 0) {
    const chosen = roll(going.length);
    const next = going[chosen]!;
    const ref = await next.steps.shift()!(next.workoutId);
    next.workoutId = ref.workoutId;
    waiting.set(ref.workoutId, ref);
    if (next.steps.length === 0) going.splice(chosen, 1);
    if (roll(3) === 0 || going.length === 0) {
      await steps.process([...waiting.values()]);
      waiting.clear();
    }
  }
}

const stepsOf = (athleteId: string, { content: first, edits, isDeleted }: Life) => [
  async () => (await saveWorkouts(database, [toSubmission(athleteId, first)]))[0]!,
  ...edits.map((distanceMeters) => (workoutId: string) => edit(database, workoutId, { distanceMeters })),
  ...(isDeleted ? [(workoutId: string) => remove(database, workoutId)] : []),
];

/** What is left in the end, from the first start to the last, at once. */
async function arriveInOrder(athleteId: string, all: Life[]): Promise<void> {
  const left = all
    .filter(({ isDeleted }) => !isDeleted)
    .map(({ content: first, edits }) => ({ ...first, distanceMeters: edits.at(-1) ?? first.distanceMeters }))
    .toSorted((a, b) => a.hour - b.hour);
  if (left.length === 0) return;
  await steps.process(
    await saveWorkouts(
      database,
      left.map((last) => toSubmission(athleteId, last)),
    ),
  );
}
