import { afterAll, expect, it } from 'vitest';
import { withTransaction } from '../../src/db/pool.ts';
import { lockAthletesOf } from '../../src/db/workouts/workout-refs.ts';
import { createTestDatabase } from '../support/database.ts';
import { saveWorkouts } from '../support/saving.ts';
import { aRun } from '../support/workouts.ts';

const database = await createTestDatabase();
afterAll(() => database.drop());

it('locks athletes that another transaction changed during the wait, too', async () => {
  const { pool } = database;
  const workouts = await saveWorkouts(
    database,
    ['first', 'second'].map((athleteId) => aRun({ athleteId })),
  );
  const isWaiting = async (): Promise<boolean> => {
    const { rows } = await pool.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return rows.length > 0;
  };
  let locking: Promise<string[]> | undefined;
  await withTransaction(pool, async (tx) => {
    await lockAthletesOf(tx, workouts);
    await tx.query('update athletes set last_event_id = last_event_id + 1');
    locking = withTransaction(pool, (other) => lockAthletesOf(other, workouts));
    await expect.poll(isWaiting).toBe(true);
  });
  expect(await locking).toHaveLength(2);
});
