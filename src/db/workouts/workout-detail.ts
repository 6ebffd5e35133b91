import type { Award } from '../../domain/achievements/index.ts';
import type { Effort } from '../../domain/counted-workout.ts';
import type { Queryable } from '../pool.ts';

/** Results that only the response for a single workout contains. */
export interface WorkoutDetail {
  bestEfforts: Effort[];
  awards: Award[];
  steps: StoredStep[];
}

export interface StoredStep {
  name: string;
  state: 'running' | 'succeeded' | 'failed' | 'skipped';
  attempts: number;
  lastError: string | null;
  finishedAt: string | null;
}

/** Returns the detail of a workout, with the steps of this revision. */
export async function getWorkoutDetail(
  db: Queryable,
  { workoutId, revision }: { workoutId: string; revision: number },
): Promise<WorkoutDetail> {
  const { rows } = await db.query<WorkoutDetail>(
    `select
       (
         select coalesce(
           jsonb_agg(
             jsonb_build_object('distanceMeters', b.distance_meters, 'durationSeconds', b.duration_seconds)
             order by b.distance_meters
           ),
           '[]'
         )
         from best_efforts b
         where b.workout_id = $1::uuid
       ) as "bestEfforts",
       (
         select coalesce(
           jsonb_agg(
             jsonb_strip_nulls(
               jsonb_build_object(
                 'achievementId', w.achievement_id,
                 'tier', w.tier,
                 'periodKey', w.period_key,
                 'workoutId', w.workout_id,
                 'earnedAt', w.earned_at
               )
             )
             order by w.earned_at, w.achievement_id, w.period_key
           ),
           '[]'
         )
         from awards w
         where w.workout_id = $1::uuid
       ) as awards,
       (
         select coalesce(
           jsonb_agg(
             jsonb_build_object(
               'name', s.name,
               'state', s.state,
               'attempts', s.attempts,
               'lastError', s.last_error,
               'finishedAt', s.finished_at
             )
           ),
           '[]'
         )
         from workout_steps s
         where s.workout_id = $1::uuid and s.revision = $2::int
       ) as steps`,
    [workoutId, revision],
  );
  return rows[0]!;
}
