import type { Sport } from '../../domain/workout.ts';
import type { Track } from '../../domain/track/track.ts';
import type { Queryable, Transaction } from '../pool.ts';
import { withTrack } from '../workouts/workout-tracks.ts';

export interface EffortSource {
  workoutId: string;
  sport: Sport;
  durationSeconds: number;
  distanceMeters: number | null;
  track: Track | null;
}

export async function listEffortSources(db: Queryable, workoutIds: string[]): Promise<EffortSource[]> {
  const { rows } = await db.query<Omit<EffortSource, 'track'> & { points: Buffer | null }>(
    `select
       w.workout_id as "workoutId",
       w.sport,
       w.duration_seconds as "durationSeconds",
       w.distance_meters as "distanceMeters",
       t.points
     from workouts w
     left join workout_tracks t on t.workout_id = w.workout_id
     where w.workout_id = any($1::uuid[]) and w.deleted_at is null`,
    [workoutIds],
  );
  return rows.map(withTrack);
}

export interface WorkoutEffort {
  workoutId: string;
  distanceMeters: number;
  durationSeconds: number;
}

/** Writes the efforts of these workouts as they are now, and takes away what is no longer one. */
export async function replaceBestEfforts(
  tx: Transaction,
  workoutIds: string[],
  efforts: readonly WorkoutEffort[],
): Promise<void> {
  const columns = [
    workoutIds,
    efforts.map((effort) => effort.workoutId),
    efforts.map((effort) => effort.distanceMeters),
    efforts.map((effort) => effort.durationSeconds),
  ];
  await tx.query(
    `with fresh as (
       select * from unnest($2::uuid[], $3::double precision[], $4::double precision[])
         as f (workout_id, distance_meters, duration_seconds)
     ),
     gone as (
       delete from best_efforts b
       where b.workout_id = any($1::uuid[])
         and not exists (
           select from fresh f where f.workout_id = b.workout_id and f.distance_meters = b.distance_meters
         )
     )
     insert into best_efforts (workout_id, distance_meters, duration_seconds)
     select * from fresh
     on conflict (workout_id, distance_meters) do update
       set duration_seconds = excluded.duration_seconds
       where best_efforts.duration_seconds <> excluded.duration_seconds`,
    columns,
  );
}

export interface DroppedSamples {
  workoutId: string;
  /** Null where there was nothing to judge. */
  droppedSamples: number | null;
}

/** Writes how many samples of these workouts' tracks count for nothing. Most have no track, and cost nothing. */
export async function replaceDroppedSamples(
  tx: Transaction,
  findings: readonly DroppedSamples[],
): Promise<void> {
  const judged = findings.filter((found) => found.droppedSamples !== null);
  if (judged.length === 0) return;
  await tx.query(
    `update workouts w
     set dropped_samples = f.dropped_samples
     from unnest($1::uuid[], $2::int[]) as f (workout_id, dropped_samples)
     where w.workout_id = f.workout_id
       and w.dropped_samples is distinct from f.dropped_samples`,
    [judged.map((found) => found.workoutId), judged.map((found) => found.droppedSamples)],
  );
}
