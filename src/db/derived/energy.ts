import type { EnergyEstimate, EnergySource } from '../../domain/energy/index.ts';
import type { Queryable, Transaction } from '../pool.ts';
import { withTrack } from '../workouts/workout-tracks.ts';

/**
 * Reads the inputs of the energy of these workouts. Reads tracks only for sports on foot, where they improve the
 * result.
 */
export async function listEnergySources(db: Queryable, workoutIds: string[]): Promise<EnergySource[]> {
  const { rows } = await db.query<Omit<EnergySource, 'track'> & { points: Buffer | null }>(
    `select
       w.workout_id as "workoutId",
       w.sport,
       to_char(w.local_start, 'YYYY-MM-DD') as "localDate",
       w.duration_seconds as "durationSeconds",
       w.moving_seconds as "movingSeconds",
       w.distance_meters as "distanceMeters",
       w.elevation_gain_meters as "elevationGainMeters",
       w.average_heart_rate as "averageHeartRate",
       w.average_power_watts as "averagePowerWatts",
       w.device_kcal as "deviceKcal",
       a.sex,
       a.birth_date::text as "birthDate",
       a.height_cm as "heightCm",
       a.resting_heart_rate as "restingHeartRate",
       a.max_heart_rate as "maxHeartRate",
       a.vo2_max as "vo2Max",
       coalesce(
         (
           select json_agg(json_build_object('validFrom', aw.valid_from, 'weightKg', aw.weight_kg) order by aw.valid_from)
           from athlete_weights aw
           where aw.athlete_uuid = w.athlete_uuid
         ),
         '[]'
       ) as weights,
       t.points
     from workouts w
     join athletes a on a.athlete_uuid = w.athlete_uuid
     left join workout_tracks t on t.workout_id = w.workout_id and w.sport in ('run', 'walk', 'hike')
     where w.workout_id = any($1::uuid[]) and w.deleted_at is null and w.local_start is not null`,
    [workoutIds],
  );
  return rows.map(withTrack);
}

/** Replaces the energy of these workouts; those without an estimate, such as deleted ones, lose theirs. */
export async function replaceEnergy(
  tx: Transaction,
  workoutIds: string[],
  estimates: readonly { workoutId: string; estimate: EnergyEstimate }[],
): Promise<void> {
  const rows = estimates.map(({ workoutId, estimate }) =>
    'unavailableReason' in estimate
      ? { workout_id: workoutId, unavailable_reason: estimate.unavailableReason }
      : {
          workout_id: workoutId,
          gross_kcal: estimate.grossKcal,
          net_kcal: estimate.netKcal,
          method: estimate.method,
          inputs: estimate.inputs,
          version: estimate.version,
          out_of_range: estimate.outOfRange,
          rejected: estimate.rejected,
        },
  );
  await tx.query(
    `delete from workout_energy
     where workout_id = any($1::uuid[]) and not workout_id = any($2::uuid[])`,
    [workoutIds, rows.map((row) => row.workout_id)],
  );
  await tx.query(
    `insert into workout_energy
     select
       r.workout_id,
       r.gross_kcal,
       r.net_kcal,
       r.method,
       r.inputs,
       r.version,
       r.out_of_range,
       r.unavailable_reason,
       coalesce(r.rejected, '[]')
     from jsonb_to_recordset($1::jsonb) as r (
       workout_id uuid,
       gross_kcal double precision,
       net_kcal double precision,
       method text,
       inputs jsonb,
       version text,
       out_of_range boolean,
       unavailable_reason text,
       rejected jsonb
     )
     on conflict (workout_id) do update
       set
         gross_kcal = excluded.gross_kcal,
         net_kcal = excluded.net_kcal,
         method = excluded.method,
         inputs = excluded.inputs,
         version = excluded.version,
         out_of_range = excluded.out_of_range,
         unavailable_reason = excluded.unavailable_reason,
         rejected = excluded.rejected`,
    [JSON.stringify(rows)],
  );
}
