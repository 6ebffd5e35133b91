import type { Transaction } from '../pool.ts';

/**
 * Marks the reports that these workouts stand in: their month's, and all later ones, whose training load goes on from
 * theirs and which compare themselves with it. Called before an edit or a deletion for where the workout was, and after processing for where it is.
 */
export async function markReportsStale(tx: Transaction, workoutIds: string[]): Promise<void> {
  if (workoutIds.length === 0) return;
  await tx.query(
    `update report_months m
     set stale_since = now()
     from workouts w
     where w.workout_id = any($1::uuid[])
       and m.athlete_uuid = w.athlete_uuid
       and m.month >= to_char(w.local_start, 'YYYY-MM')`,
    [workoutIds],
  );
}

/** Marks all of an athlete: what they are told from has changed as a whole. */
export async function markAllReportsStale(tx: Transaction, athleteUuid: string): Promise<void> {
  await tx.query(`update report_months set stale_since = now() where athlete_uuid = $1::uuid`, [athleteUuid]);
}
