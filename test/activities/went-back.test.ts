import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { ensureAthletes } from '../../src/db/accept/acceptance.ts';
import { requestErasure } from '../../src/db/athletes/erasure.ts';
import { claimOthers, claimWorkouts } from '../../src/db/dispatch/claims.ts';
import { withTransaction } from '../../src/db/pool.ts';
import { STEPS } from '../../src/domain/steps.ts';
import { createTestDatabase } from '../support/database.ts';
import { createStepRunner, createTestActivities } from '../support/running-steps.ts';
import { saveWorkouts } from '../support/saving.ts';
import { listWaiting } from '../support/waiting-work.ts';
import { aRun } from '../support/workouts.ts';

const database = await createTestDatabase();
afterAll(() => database.drop());

/** What PostgreSQL is like after a failover to a standby that lags: Temporal goes on behind commits that are gone. */
describe('where PostgreSQL went back behind an execution', () => {
  it('workouts whose steps are gone wait for their next run, and the others end', async () => {
    const steps = createStepRunner(database.pool);
    const workouts = await saveWorkouts(
      database,
      [1, 2, 3].map((day) => aRun({ startedAt: `2026-05-0${day}T07:00:00Z` })),
    );
    const claim = () =>
      withTransaction(database.pool, (tx) =>
        claimWorkouts(tx, {
          priority: 'interactive',
          limit: 10,
          after: '00000000-0000-0000-0000-000000000000',
        }),
      );
    const run = async (isGone: string[]) => {
      const { workflowId } = (await claim()).execution!;
      for (const { name } of STEPS) await steps.runStep(name, workouts, 1, workflowId);
      await database.pool.query(
        `delete from workout_steps where workout_id = any($1::uuid[]) and name = 'updateLeaderboards'`,
        [isGone],
      );
      return steps.finish(workouts, { workflowId });
    };
    const gone = [workouts[0]!.workoutId, workouts[2]!.workoutId];
    expect(await run(gone)).toMatchObject({ processed: 1, processedWithErrors: 0 });
    expect(await listWaiting(database.pool)).toEqual(gone.map((id) => `workout ${id}`).toSorted());
    expect(await run([])).toMatchObject({ processed: 2, processedWithErrors: 0 });
    const { rows } = await database.pool.query(
      `select status, execution_number from workouts order by started_at`,
    );
    expect(rows).toEqual([
      { status: 'processed', execution_number: 1 },
      { status: 'processed', execution_number: 0 },
      { status: 'processed', execution_number: 1 },
    ]);
    expect(await listWaiting(database.pool)).toEqual([]);
  });

  it('an athlete whose data is there again is erased by the next run', async () => {
    const { appId, pool } = database;
    const activities = createTestActivities(pool);
    const athleteUuid = await withTransaction(pool, async (tx) => {
      const athletes = await ensureAthletes(tx, appId, ['leaves']);
      await requestErasure(tx, { appId, athleteId: 'leaves' });
      return athletes.get('leaves')!;
    });
    const claim = () =>
      withTransaction(pool, (tx) => claimOthers(tx, { kind: 'erasure', priority: 'interactive', limit: 1 }));
    const environmentOf = (workflowId: string) =>
      new MockActivityEnvironment({ workflowExecution: { workflowId, runId: 'test' } });
    // The first activity has succeeded, by Temporal; the second one finds the athlete there.
    const [first] = await claim();
    await environmentOf(first!.workflowId).run(activities.deleteExecutions, { athleteUuid });
    expect(await listWaiting(pool)).toEqual([`erasure ${athleteUuid}`]);
    const [next] = await claim();
    const environment = environmentOf(next!.workflowId);
    await environment.run(activities.eraseAthleteData, { athleteUuid });
    await environment.run(activities.deleteExecutions, { athleteUuid });
    expect(await listWaiting(pool)).toEqual([]);
    expect((await pool.query(`select from athletes where athlete_id like 'erased:%'`)).rowCount).toBe(0);
  });
});
