import type { Sport } from '../../domain/workout.ts';
import type { Queryable } from '../pool.ts';

export interface StoredRecord {
  sport: Sport;
  kind: string;
  /** 0 if the record is not over a distance. */
  distanceMeters: number;
  value: number;
  unit: string;
  workoutId: string;
  achievedAt: Date;
  previousValue: number | null;
}

export async function listRecords(db: Queryable, athleteUuid: string): Promise<StoredRecord[]> {
  const { rows } = await db.query<StoredRecord>(
    `select
       sport,
       kind,
       distance_meters as "distanceMeters",
       value,
       unit,
       workout_id as "workoutId",
       achieved_at as "achievedAt",
       previous_value as "previousValue"
     from records
     where athlete_uuid = $1::uuid
     order by sport, kind, distance_meters`,
    [athleteUuid],
  );
  return rows;
}
