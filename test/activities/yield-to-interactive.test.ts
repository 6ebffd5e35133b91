import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { yieldToInteractive } from '../../src/activities/yield-to-interactive.ts';
import { hasInteractiveExecution } from '../../src/db/steps/interactive-executions.ts';
import { claimWorkouts } from '../../src/db/dispatch/claims.ts';
import { withTransaction } from '../../src/db/pool.ts';
import type { WorkoutRef } from '../../src/domain/workout.ts';
import { createTestDatabase } from '../support/database.ts';
import { saveWorkouts } from '../support/saving.ts';
import { aRun } from '../support/workouts.ts';
import { forgetExecution } from '../support/waiting-work.ts';

const database = await createTestDatabase();
afterAll(() => database.drop());

let day = 0;
const runsOf = (athletes: string[]) =>
  athletes.map((athleteId) =>
    aRun({ athleteId, startedAt: new Date(Date.UTC(2001, 0, ++day)).toISOString() }),
  );

const historyOf = (...athletes: string[]): Promise<WorkoutRef[]> =>
  saveWorkouts(database, runsOf([...athletes, ...athletes]), 'bulk');

/** Gives the saves that wait to an execution, and returns its id. */
const claim = async (): Promise<string> => {
  const { execution } = await withTransaction(database.pool, (tx) =>
    claimWorkouts(tx, { priority: 'interactive', limit: 1000, after: randomUUID() }),
  );
  return execution!.workflowId;
};

/** Saves a run that is then under way in an execution of its own. */
const saveFor = async (athlete: string): Promise<string> => {
  await saveWorkouts(database, runsOf([athlete]));
  return claim();
};

const finish = (workflowId: string) => forgetExecution(database.pool, workflowId);

describe('a batch of an import', () => {
  it('lets a run of its athlete go first, until that has ended', async () => {
    const history = await historyOf('awaited');
    const run = await saveFor('awaited');
    let stoodBack = false;
    const standing = yieldToInteractive(database.pool, history).then(() => (stoodBack = true));
    await delay(200);
    expect(stoodBack).toBe(false);
    await finish(run);
    await standing;
    expect(await hasInteractiveExecution(database.pool, history)).toBe(false);
  });

  it('goes on all the same when that takes long', async () => {
    const history = await historyOf('slow');
    const run = await saveFor('slow');
    await yieldToInteractive(database.pool, history);
    expect(await hasInteractiveExecution(database.pool, history)).toBe(true);
    await finish(run);
  });

  it('waits for nobody else, for no other bulk work, and not when it is of many athletes', async () => {
    const history = await historyOf('own');
    const others = [await saveFor('other')];
    await historyOf('own');
    expect(await hasInteractiveExecution(database.pool, history)).toBe(false);
    const athletes = Array.from({ length: 11 }, (_, index) => `crowd-${index}`);
    const crowd = await historyOf(...athletes);
    others.push(await saveFor('crowd-3'));
    expect(await hasInteractiveExecution(database.pool, crowd)).toBe(false);
    expect(await hasInteractiveExecution(database.pool, crowd.slice(0, 10))).toBe(true);
    await Promise.all(others.map(finish));
  });
});

describe('a batch of saves', () => {
  it('waits for no other', async () => {
    const saves = await saveWorkouts(database, runsOf(['busy', 'busy']));
    await claim();
    await saveFor('busy');
    expect(await hasInteractiveExecution(database.pool, saves)).toBe(false);
  });
});
