import type { Effort } from '../../domain/counted-workout.ts';
import type { Flag } from '../../domain/workout.ts';
import type { EffortSource } from '../../domain/efforts.ts';
import type { Cleaning } from '../../domain/track/clean-track.ts';
import { CHECKED_FACTS } from '../accept/workout-columns.ts';
import type { Queryable, Transaction } from '../pool.ts';
import { withTrack } from '../workouts/workout-tracks.ts';
import { createDerivedTable } from './derived-table.ts';

export interface WorkoutEffortSource extends EffortSource {
  workoutId: string;
  /** As stored. */
  flags: Flag[];
}

export async function listEffortSources(db: Queryable, workoutIds: string[]): Promise<WorkoutEffortSource[]> {
  const { rows } = await db.query<Omit<WorkoutEffortSource, 'track'> & { points: Buffer | null }>(
    `select
       w.workout_id as "workoutId",
       ${CHECKED_FACTS},
       t.left_out as "leftOut",
       t.points
     from workouts w
     left join workout_tracks t on t.workout_id = w.workout_id
     where w.workout_id = any($1::uuid[]) and w.deleted_at is null`,
    [workoutIds],
  );
  return rows.map(withTrack);
}

export type WorkoutEffort = Effort & { workoutId: string };

export const { replace: replaceBestEfforts, list: listStoredEfforts } = createDerivedTable<WorkoutEffort>({
  table: 'best_efforts',
  key: ['workout_id', 'distance_meters'],
  columns: {
    workout_id: ['workoutId', 'uuid'],
    distance_meters: ['distanceMeters', 'double precision'],
    duration_seconds: ['durationSeconds', 'double precision'],
  },
});

export interface WorkoutCleaning {
  workoutId: string;
  /** Null without a recording. */
  cleaning: Cleaning | null;
}

/** Stores which values of these workouts' recordings were ignored. Costs nothing for workouts without a recording. */
export async function replaceCleanings(tx: Transaction, findings: readonly WorkoutCleaning[]): Promise<void> {
  const recorded = findings.filter((found) => found.cleaning !== null);
  if (recorded.length === 0) return;
  await tx.query(
    `update workouts w
     set cleaning = f.cleaning
     from unnest($1::uuid[], $2::jsonb[]) as f (workout_id, cleaning)
     where w.workout_id = f.workout_id
       and w.cleaning is distinct from f.cleaning`,
    [recorded.map((found) => found.workoutId), recorded.map((found) => JSON.stringify(found.cleaning))],
  );
}

/** Lists stored cleanings. Deleted workouts are left out. */
export async function listStoredCleanings(db: Queryable, athleteUuids: string[]): Promise<WorkoutCleaning[]> {
  const { rows } = await db.query<WorkoutCleaning>(
    `select workout_id as "workoutId", cleaning
     from workouts
     where athlete_uuid = any($1::uuid[]) and deleted_at is null and cleaning is not null`,
    [athleteUuids],
  );
  return rows;
}
