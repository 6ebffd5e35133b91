import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { replaceAthlete } from '../../src/api/save/profile-change.ts';
import { withTransaction } from '../../src/db/pool.ts';
import type { WorkoutRef } from '../../src/domain/workout.ts';
import { createTestDatabase } from '../support/database.ts';
import { createStepRunner } from '../support/running-steps.ts';
import { edit, remove, saveWorkouts } from '../support/saving.ts';
import { verified } from '../support/verifying.ts';
import { aRun, unknownProfile } from '../support/workouts.ts';

const database = await createTestDatabase();
const steps = createStepRunner(database.pool);
afterAll(() => database.drop());

const ZONES = ['UTC', 'Pacific/Auckland', 'Pacific/Honolulu'];
const NEW_YEARS_EVE = Date.UTC(2024, 11, 31, 12);

type Act =
  | { kind: 'save'; hour: number; sport: 'run' | 'ride'; hours: number; km: number; zone: string | null }
  | { kind: 'edit' | 'delete'; which: number; km: number }
  | { kind: 'process'; which: number; many: boolean }
  | { kind: 'move'; zone: string };

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('save' as const),
      hour: fc.oneof(fc.integer({ min: -40, max: 40 }), fc.integer({ min: -20_000, max: 5000 })),
      sport: fc.constantFrom('run' as const, 'ride' as const),
      hours: fc.oneof(fc.constantFrom(0.5, 1, 2), fc.constantFrom(40, 300)),
      km: fc.constantFrom(5.01, 10.02, 21.2, 30.3),
      zone: fc.constantFrom(null, ...ZONES),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('edit' as const, 'delete' as const),
      which: fc.nat(100),
      km: fc.constantFrom(4.9, 10.05, 42.3),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('process' as const),
      which: fc.nat(100),
      many: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('move' as const), zone: fc.constantFrom(...ZONES) }),
  },
);

/** What waits of an athlete, in the order of acceptance. */
async function listWaiting(athleteId: string): Promise<WorkoutRef[]> {
  const { rows } = await database.pool.query<WorkoutRef>(
    `select w.workout_id as "workoutId", w.revision
     from workouts w
     join athletes a on a.athlete_uuid = w.athlete_uuid
     where a.athlete_id = $1::text and w.status in ('accepted', 'processing')
     order by w.workout_id`,
    [athleteId],
  );
  return rows;
}

async function listLive(athleteId: string): Promise<string[]> {
  const { rows } = await database.pool.query<{ workout_id: string }>(
    `select w.workout_id
     from workouts w
     join athletes a on a.athlete_uuid = w.athlete_uuid
     where a.athlete_id = $1::text and w.deleted_at is null
     order by w.workout_id`,
    [athleteId],
  );
  return rows.map((row) => row.workout_id);
}

const move = (athleteId: string, timeZone: string) =>
  withTransaction(database.pool, (tx) =>
    replaceAthlete(tx, {
      appId: database.appId,
      athleteId,
      newUuid: crypto.randomUUID(),
      profile: { ...unknownProfile, timeZone },
      weightKg: 70,
    }),
  );

async function perform(athleteId: string, saved: Set<string>, given: Act): Promise<void> {
  if (given.kind === 'move') {
    await move(athleteId, given.zone);
  } else if (given.kind === 'save') {
    const key = `${given.hour} ${given.sport} ${given.hours}`;
    if (saved.has(key)) return;
    saved.add(key);
    await saveWorkouts(database, [
      aRun({
        athleteId,
        sport: given.sport,
        startedAt: new Date(NEW_YEARS_EVE + given.hour * 3_600_000).toISOString(),
        durationSeconds: given.hours * 3600,
        movingSeconds: null,
        distanceMeters: given.km * 1000,
        timeZone: given.zone,
      }),
    ]);
  } else if (given.kind === 'process') {
    const waiting = await listWaiting(athleteId);
    const first = given.which % (waiting.length + 1);
    const chosen = given.many ? waiting.slice(first) : waiting.slice(first, first + 1);
    if (chosen.length > 0) await steps.process(chosen);
  } else {
    const live = await listLive(athleteId);
    const workoutId = live[given.which % (live.length || 1)];
    if (workoutId === undefined) return;
    if (given.kind === 'delete') await remove(database, workoutId);
    else await edit(database, workoutId, { distanceMeters: given.km * 1000 });
  }
}

describe('the history of an athlete that grows', () => {
  it('ends as if it had been there at once, whatever arrives, changes and moves in between', async () => {
    let athletes = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 10, maxLength: 40 }), async (acts) => {
        const athleteId = `growing-${athletes++}`;
        const saved = new Set<string>();
        for (const given of acts) await perform(athleteId, saved, given);
        for (const workout of await listWaiting(athleteId)) await steps.process([workout]);
        expect(await verified(database.pool)).toEqual({ unfinished: 0, differences: [] });
        await database.pool.query(`truncate athletes cascade`);
      }),
      { numRuns: 15 },
    );
  }, 240_000);

  it('loses a period when a longer recording of the same begins in a later one', async () => {
    const recording = (startedAt: string, hours: number) =>
      aRun({ athleteId: 'expedition', startedAt, durationSeconds: hours * 3600, movingSeconds: null });
    await steps.process(await saveWorkouts(database, [recording('2025-01-30T06:00:00Z', 200)]));
    await steps.process(await saveWorkouts(database, [recording('2025-02-01T17:00:00Z', 201)]));
    const { rows } = await database.pool.query<{ period: string }>(
      `select period from leaderboard_scores where athlete_id = 'expedition' and sport = 'run' order by period`,
    );
    expect(rows.map((row) => row.period)).toEqual(['2025', '2025-02', '2025-W05', 'all']);
  });
});
