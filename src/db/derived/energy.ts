import type { EnergyEstimate, EnergySource, EstimatedEnergy } from '../../domain/energy/index.ts';
import type { Queryable, Transaction } from '../pool.ts';
import { withTrack } from '../workouts/workout-tracks.ts';
import { createDerivedTable } from './derived-table.ts';

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

interface WorkoutEnergy {
  workoutId: string;
  estimate: EnergyEstimate;
}

/** Replaces the energy of these workouts; those without an estimate, such as deleted ones, lose theirs. */
export const replaceEnergy = (
  tx: Transaction,
  workoutIds: string[],
  estimates: readonly WorkoutEnergy[],
): Promise<void> =>
  table.replace(
    tx,
    workoutIds,
    estimates.map(({ workoutId, estimate }) => ({ workoutId, rejected: [], ...estimate })),
  );

/** Lists the stored energy of these athletes' workouts. */
export async function listStoredEnergy(db: Queryable, athleteUuids: string[]): Promise<WorkoutEnergy[]> {
  const rows = await table.list(db, athleteUuids);
  return rows.map(({ workoutId, unavailableReason, ...estimate }) => ({
    workoutId,
    estimate: unavailableReason ? { unavailableReason } : (estimate as EstimatedEnergy),
  }));
}

type EnergyRow = Partial<EstimatedEnergy> & { workoutId: string; unavailableReason?: string };

const table = createDerivedTable<EnergyRow>({
  table: 'workout_energy',
  key: ['workout_id'],
  columns: {
    workout_id: ['workoutId', 'uuid'],
    gross_kcal: ['grossKcal', 'double precision'],
    net_kcal: ['netKcal', 'double precision'],
    method: ['method', 'text'],
    inputs: ['inputs', 'jsonb'],
    version: ['version', 'text'],
    out_of_range: ['outOfRange', 'boolean'],
    unavailable_reason: ['unavailableReason', 'text'],
    rejected: ['rejected', 'jsonb'],
  },
});
