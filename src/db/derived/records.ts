import type { AthleteRecord } from '../../domain/standing.ts';
import type { Queryable, Transaction } from '../pool.ts';

/** The columns of a record `r`. */
const RECORD_COLUMNS = `
       r.athlete_uuid as "athleteUuid",
       r.sport,
       r.kind,
       nullif(r.distance_meters, 0) as "distanceMeters",
       r.value,
       r.unit,
       r.workout_id as "workoutId",
       r.achieved_at as "achievedAt",
       r.previous_value as "previousValue"`.trim();

type RecordRow = Omit<AthleteRecord, 'achievedAt'> & { achievedAt: Date };

const toRecord = (row: RecordRow): AthleteRecord => ({
  ...row,
  achievedAt: row.achievedAt.toISOString(),
});

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
  const { rows } = await tx.query<RecordRow>(
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
     select ${RECORD_COLUMNS}
     from written r
     left join records before
       on before.athlete_uuid = r.athlete_uuid
      and before.sport = r.sport
      and before.kind = r.kind
      and before.distance_meters = r.distance_meters
     where r.previous_value is not null
       and before.workout_id is distinct from r.workout_id
       and before.achieved_at <= r.achieved_at`,
    [athleteUuids, JSON.stringify(fresh)],
  );
  return rows.map(toRecord);
}

export async function listStoredRecords(db: Queryable, athleteUuids: string[]): Promise<AthleteRecord[]> {
  const { rows } = await db.query<RecordRow>(
    `select ${RECORD_COLUMNS}
     from records r
     where r.athlete_uuid = any($1::uuid[])
     order by r.sport, r.kind, r.distance_meters`,
    [athleteUuids],
  );
  return rows.map(toRecord);
}
