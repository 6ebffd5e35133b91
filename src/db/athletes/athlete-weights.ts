import type { Queryable, Transaction } from '../pool.ts';

interface WeightEntry {
  athleteUuid: string;
  /** `yyyy-MM-dd`, the athlete's local day from which the weight applies. */
  validFrom: string;
  weightKg: number;
}

/** Sets a weight, replacing one of the same day. @returns whether anything changed */
export async function putWeight(
  tx: Transaction,
  { athleteUuid, validFrom, weightKg }: WeightEntry,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into athlete_weights (athlete_uuid, valid_from, weight_kg)
     values ($1::uuid, $2::date, $3::double precision)
     on conflict (athlete_uuid, valid_from) do update
       set weight_kg = excluded.weight_kg
       where athlete_weights.weight_kg <> excluded.weight_kg`,
    [athleteUuid, validFrom, weightKg],
  );
  return rowCount === 1;
}

/**
 * Lists the workouts that use this weight: from its day to the next entry, and all earlier ones if it is the first
 * entry.
 */
export async function listWorkoutsWeighedBy(
  db: Queryable,
  { athleteUuid, validFrom }: Omit<WeightEntry, 'weightKg'>,
): Promise<string[]> {
  const { rows } = await db.query<{ workout_id: string }>(
    `with bounds as (
       select
         exists (select from athlete_weights where athlete_uuid = $1::uuid and valid_from < $2::date) as has_earlier,
         (
           select min(valid_from)
           from athlete_weights
           where athlete_uuid = $1::uuid and valid_from > $2::date
         ) as next_from
     )
     select w.workout_id
     from workouts w
     cross join bounds b
     where w.athlete_uuid = $1::uuid
       and w.deleted_at is null
       and (not b.has_earlier or w.local_start >= $2::date)
       and (b.next_from is null or w.local_start < b.next_from)
     order by w.workout_id`,
    [athleteUuid, validFrom],
  );
  return rows.map((row) => row.workout_id);
}

/** Lists the athlete's workouts that are not deleted, or only those without a time zone of their own. */
export async function listLiveWorkoutIds(
  db: Queryable,
  { athleteUuid, onAthletesClock }: { athleteUuid: string; onAthletesClock: boolean },
): Promise<string[]> {
  const { rows } = await db.query<{ workout_id: string }>(
    `select workout_id
     from workouts
     where athlete_uuid = $1::uuid
       and deleted_at is null
       and (not $2::boolean or time_zone is null)
     order by workout_id`,
    [athleteUuid, onAthletesClock],
  );
  return rows.map((row) => row.workout_id);
}
