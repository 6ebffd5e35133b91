import type { AthleteRecord } from '../../domain/standing.ts';
import type { Transaction } from '../pool.ts';

/**
 * Replaces these athletes' records.
 * @returns the records that are new or improved and had a previous holder
 */
export async function replaceRecords(
  tx: Transaction,
  athleteUuids: string[],
  records: readonly AthleteRecord[],
): Promise<AthleteRecord[]> {
  const fresh = records.map((record) => ({
    athlete_uuid: record.athleteUuid,
    sport: record.sport,
    kind: record.kind,
    distance_meters: record.distanceMeters ?? 0,
    value: record.value,
    unit: record.unit,
    workout_id: record.workoutId,
    achieved_at: record.achievedAt,
    previous_value: record.previousValue,
  }));
  const { rows } = await tx.query<AthleteRecord & { achievedAt: Date }>(
    `with fresh as (
       select * from jsonb_to_recordset($2::jsonb) as f (
         athlete_uuid uuid,
         sport text,
         kind text,
         distance_meters double precision,
         value double precision,
         unit text,
         workout_id uuid,
         achieved_at timestamptz,
         previous_value double precision
       )
     ),
     gone as (
       delete from records r
       where r.athlete_uuid = any($1::uuid[])
         and not exists (
           select from fresh f
           where f.athlete_uuid = r.athlete_uuid
             and f.sport = r.sport
             and f.kind = r.kind
             and f.distance_meters = r.distance_meters
         )
     ),
     written as (
       insert into records as r
         (athlete_uuid, sport, kind, distance_meters, value, unit, workout_id, achieved_at, previous_value)
       select * from fresh
       on conflict (athlete_uuid, sport, kind, distance_meters) do update
         set
           value = excluded.value,
           unit = excluded.unit,
           workout_id = excluded.workout_id,
           achieved_at = excluded.achieved_at,
           previous_value = excluded.previous_value
         where (r.value, r.workout_id, r.achieved_at, r.previous_value)
           is distinct from (excluded.value, excluded.workout_id, excluded.achieved_at, excluded.previous_value)
       returning r.*
     )
     select
       w.athlete_uuid as "athleteUuid",
       w.sport,
       w.kind,
       nullif(w.distance_meters, 0) as "distanceMeters",
       w.value,
       w.unit,
       w.workout_id as "workoutId",
       w.achieved_at as "achievedAt",
       w.previous_value as "previousValue"
     from written w
     left join records before
       on before.athlete_uuid = w.athlete_uuid
      and before.sport = w.sport
      and before.kind = w.kind
      and before.distance_meters = w.distance_meters
     where w.previous_value is not null
       and before.workout_id is distinct from w.workout_id
       and before.achieved_at <= w.achieved_at`,
    [athleteUuids, JSON.stringify(fresh)],
  );
  return rows.map(({ achievedAt, ...record }) => ({ ...record, achievedAt: achievedAt.toISOString() }));
}
