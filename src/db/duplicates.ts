import type { DuplicateCandidate } from '../domain/duplicates.ts';
import type { Queryable, Transaction } from './pool.ts';
import { STRETCHES } from './stretches.ts';

export interface AthleteCandidate extends DuplicateCandidate {
  athleteUuid: string;
  duplicateOf: string | null;
}

type CandidateRow = AthleteCandidate & { startedAt: Date };

const CANDIDATE = `
       w.athlete_uuid as "athleteUuid",
       w.workout_id as "workoutId",
       w.sport,
       w.started_at as "startedAt",
       w.duration_seconds as "durationSeconds",
       w.distance_meters as "distanceMeters",
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
       w.duplicate_of as "duplicateOf"`;

const toCandidate = (row: CandidateRow): AthleteCandidate => ({
  ...row,
  startedAt: row.startedAt.toISOString(),
});

/** The live workouts of these athletes that could count, as they are judged for being the same as another one. */
export async function listDuplicateCandidates(
  db: Queryable,
  athleteUuids: string[],
): Promise<AthleteCandidate[]> {
  const { rows } = await db.query<CandidateRow>(
    `select ${CANDIDATE}
     from workouts w
     left join workout_tracks t on t.workout_id = w.workout_id
     where w.athlete_uuid = any($1::uuid[])
       and w.deleted_at is null
       and w.flags = '{}'`,
    [athleteUuids],
  );
  return rows.map(toCandidate);
}

/** Those among which the ones that are the same as these workouts must be: the same rule tells the same of them alone. */
export async function listCandidatesAround(db: Queryable, workoutIds: string[]): Promise<AthleteCandidate[]> {
  if (workoutIds.length === 0) return [];
  const { rows } = await db.query<CandidateRow>(
    `with ${STRETCHES},
     places as (
       select distinct athlete_uuid, sport, from_at, last_start from stretches
     )
     select ${CANDIDATE}
     from places p
     join workouts w
       on w.athlete_uuid = p.athlete_uuid
      and w.sport = p.sport
      and w.started_at between p.from_at and p.last_start
     left join workout_tracks t on t.workout_id = w.workout_id
     where w.deleted_at is null and w.flags = '{}'`,
    [workoutIds],
  );
  return rows.map(toCandidate);
}

/**
 * Makes the duplicates among these candidates what they should be.
 * @returns the workouts of which it changed
 */
export async function updateDuplicates(
  tx: Transaction,
  candidates: readonly AthleteCandidate[],
  duplicates: ReadonlyMap<string, string>,
): Promise<string[]> {
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

/**
 * Makes the duplicates of these athletes what they should be; what is deleted or flagged is none.
 * @returns the workouts of which it changed
 */
export async function replaceDuplicates(
  tx: Transaction,
  athleteUuids: string[],
  duplicates: ReadonlyMap<string, string>,
): Promise<string[]> {
  const { rows } = await tx.query<{ workout_id: string }>(
    `with expected as (
       select w.workout_id, d.duplicate_of
       from workouts w
       left join unnest($2::uuid[], $3::uuid[]) as d (workout_id, duplicate_of) on d.workout_id = w.workout_id
       where w.athlete_uuid = any($1::uuid[])
         and w.duplicate_of is distinct from d.duplicate_of
     )
     update workouts w
     set duplicate_of = e.duplicate_of
     from expected e
     where w.workout_id = e.workout_id
     returning w.workout_id`,
    [athleteUuids, [...duplicates.keys()], [...duplicates.values()]],
  );
  return rows.map((row) => row.workout_id);
}
