import type { Queryable } from '../pool.ts';

/** A step that failed for good for a workout, of any app. */
export interface FailedStep {
  workoutId: string;
  app: string;
  revision: number;
  step: string;
  lastError: string | null;
  /** When the workout ended; in microseconds, so that it can be a position in the list. */
  finishedAt: string;
}

export type FailedStepCursor = Pick<FailedStep, 'finishedAt' | 'workoutId' | 'step'>;

/** Lists failed steps, newest end first. Skipped steps are left out: they name no cause. */
export async function listFailedSteps(
  db: Queryable,
  { after, limit }: { after?: FailedStepCursor | undefined; limit: number },
): Promise<FailedStep[]> {
  const { rows } = await db.query<FailedStep>(
    `select
       w.workout_id as "workoutId",
       p.name as app,
       w.revision,
       s.name as step,
       s.last_error as "lastError",
       to_char(w.finished_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "finishedAt"
     from workouts w
     join apps p on p.app_id = w.app_id
     join workout_steps s
       on s.workout_id = w.workout_id and s.revision = w.revision and s.state = 'failed'
     where w.status = 'processed_with_errors'
       and ($1::timestamptz is null or (w.finished_at, w.workout_id) <= ($1::timestamptz, $2::uuid))
       and ($1::timestamptz is null or w.workout_id <> $2::uuid or s.name > $3::text)
     order by w.finished_at desc, w.workout_id desc, s.name
     limit $4::int`,
    [after?.finishedAt ?? null, after?.workoutId ?? null, after?.step ?? null, limit],
  );
  return rows;
}
