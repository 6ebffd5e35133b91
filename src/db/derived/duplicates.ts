import { settleDuplicatesOfAthletes, type DuplicateCandidate } from '../../domain/duplicates.ts';
import type { Queryable, Transaction } from '../pool.ts';

export interface AthleteCandidate extends DuplicateCandidate {
  athleteUuid: string;
  duplicateOf: string | null;
  /** Deleted or flagged: it is never a duplicate or an original. */
  isOut: boolean;
}

/**
 * Lists these athletes' workouts that overlap another one, and those marked as duplicates. Only these can change, and
 * there are few even in twenty years of daily workouts. The interval is a second longer on both sides, which does no
 * harm.
 */
export async function listDuplicateCandidates(
  db: Queryable,
  athleteUuids: string[],
): Promise<AthleteCandidate[]> {
  const { rows } = await db.query<AthleteCandidate & { startedAt: Date }>(
    `with live as (
       select
         w.workout_id,
         w.started_at < max(w.started_at + make_interval(secs => w.duration_seconds + 1)) over (
           own rows between unbounded preceding and 1 preceding
         ) as overlaps_earlier,
         lead(w.started_at) over own < max(w.started_at + make_interval(secs => w.duration_seconds + 1)) over (
           own rows unbounded preceding
         ) as overlaps_later
       from workouts w
       where w.athlete_uuid = any($1::uuid[]) and w.deleted_at is null and w.flags = '{}'
       window own as (partition by w.athlete_uuid order by w.started_at)
     ),
     candidates as (
       select workout_id from live where overlaps_earlier or overlaps_later
       union
       select workout_id from workouts where athlete_uuid = any($1::uuid[]) and duplicate_of is not null
     )
     select
       w.athlete_uuid as "athleteUuid",
       w.workout_id as "workoutId",
       w.sport,
       w.started_at as "startedAt",
       w.duration_seconds as "durationSeconds",
       w.moving_seconds as "movingSeconds",
       w.distance_meters as "distanceMeters",
       w.average_heart_rate is not null as "hasHeartRate",
       w.average_power_watts is not null as "hasPower",
       t.workout_id is not null as "hasTrack",
       md5(
         row(
           w.moving_seconds,
           w.elevation_gain_meters,
           w.average_heart_rate,
           w.max_heart_rate,
           w.average_power_watts,
           w.device_kcal,
           w.title
         )::text
       ) as "contentHash",
       w.kept_by_athlete as "keptByAthlete",
       w.duplicate_of as "duplicateOf",
       w.deleted_at is not null or w.flags <> '{}' as "isOut"
     from candidates c
     join workouts w on w.workout_id = c.workout_id
     left join workout_tracks t on t.workout_id = w.workout_id`,
    [athleteUuids],
  );
  return rows.map((row) => ({ ...row, startedAt: row.startedAt.toISOString() }));
}

/** Returns the workout that each candidate duplicates; a workout that is no duplicate is absent. */
export const settleCandidates = (candidates: readonly AthleteCandidate[]): Map<string, string> =>
  settleDuplicatesOfAthletes(candidates.filter(({ isOut }) => !isOut));

/** Recomputes which workouts of these athletes are duplicates. @returns the workouts that changed */
export async function recomputeDuplicates(tx: Transaction, athleteUuids: string[]): Promise<string[]> {
  const candidates = await listDuplicateCandidates(tx, athleteUuids);
  const duplicates = settleCandidates(candidates);
  const changed = candidates
    .filter(({ workoutId, duplicateOf }) => duplicateOf !== (duplicates.get(workoutId) ?? null))
    .map(({ workoutId }) => workoutId);
  if (changed.length === 0) return [];
  await tx.query(
    `update workouts w
     set duplicate_of = d.duplicate_of
     from unnest($1::uuid[], $2::uuid[]) as d (workout_id, duplicate_of)
     where w.workout_id = d.workout_id`,
    [changed, changed.map((workoutId) => duplicates.get(workoutId) ?? null)],
  );
  return changed;
}
