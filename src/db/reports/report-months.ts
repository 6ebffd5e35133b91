import type { Transaction } from '../pool.ts';

/**
 * Marks the reports that contain these workouts as stale: those of their months, and all later ones, which compare
 * with them and continue their training load. Call it before an edit or a deletion for the old month, and after
 * processing for the new one.
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

/** Marks all reports of an athlete as stale. */
export async function markAllReportsStale(tx: Transaction, athleteUuid: string): Promise<void> {
  await tx.query(`update report_months set stale_since = now() where athlete_uuid = $1::uuid`, [athleteUuid]);
}
