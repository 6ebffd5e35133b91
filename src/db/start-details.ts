import type { Sport } from '../domain/workout.ts';
import type { Queryable } from './pool.ts';

/** What the Temporal UI may show of a workout besides its id. */
export interface StartDetails {
  workoutId: string;
  athleteUuid: string;
  sport: Sport;
}

export async function listStartDetails(db: Queryable, workoutIds: string[]): Promise<StartDetails[]> {
  const { rows } = await db.query<StartDetails>(
    `select workout_id as "workoutId", athlete_uuid as "athleteUuid", sport
     from workouts
     where workout_id = any($1::uuid[])`,
    [workoutIds],
  );
  return rows;
}
