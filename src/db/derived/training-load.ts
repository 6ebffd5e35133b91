import type { DatedLoad } from '../../domain/fitness.ts';
import { groupBy } from '../../domain/group-by.ts';
import { trainingStress, type LoadSource, type TrainingLoad } from '../../domain/training-load.ts';
import type { Queryable } from '../pool.ts';
import { withTrack } from '../workouts/workout-tracks.ts';
import { createDerivedTable } from './derived-table.ts';

export interface WorkoutLoadSource extends LoadSource {
  workoutId: string;
}

/**
 * Reads the inputs of the training load of these workouts. Unpacking tracks is the cost of this step. So it reads only
 * tracks of rides with an average power, which every recording with power has.
 */
export async function listLoadSources(db: Queryable, workoutIds: string[]): Promise<WorkoutLoadSource[]> {
  const { rows } = await db.query<Omit<WorkoutLoadSource, 'track'> & { points: Buffer | null }>(
    `select
       w.workout_id as "workoutId",
       w.sport,
       w.duration_seconds as "durationSeconds",
       w.moving_seconds as "movingSeconds",
       w.average_heart_rate as "averageHeartRate",
       a.sex,
       a.resting_heart_rate as "restingHeartRate",
       a.max_heart_rate as "maxHeartRate",
       t.points
     from workouts w
     join athletes a on a.athlete_uuid = w.athlete_uuid
     left join workout_tracks t
       on t.workout_id = w.workout_id
       and w.sport in ('ride', 'indoor_ride')
       and w.average_power_watts is not null
     where w.workout_id = any($1::uuid[]) and w.deleted_at is null`,
    [workoutIds],
  );
  return rows.map(withTrack);
}

export interface WorkoutLoad extends TrainingLoad {
  workoutId: string;
}

/** Those without a load, such as deleted workouts, have no row. */
export const { replace: replaceTrainingLoads, list: listStoredTrainingLoads } =
  createDerivedTable<WorkoutLoad>({
    table: 'workout_training_load',
    key: ['workout_id'],
    columns: {
      workout_id: ['workoutId', 'uuid'],
      normalized_power_watts: ['normalizedPowerWatts', 'double precision'],
      power_seconds: ['powerSeconds', 'int'],
      power_unavailable_reason: ['powerUnavailableReason', 'text'],
      trimp: ['trimp', 'double precision'],
      trimp_unavailable_reason: ['trimpUnavailableReason', 'text'],
    },
  });

type DatedLoadRow = Pick<TrainingLoad, 'normalizedPowerWatts' | 'powerSeconds' | 'trimp'> & {
  athleteUuid: string;
  localDate: string;
  ftpWatts: number | null;
};

/**
 * Lists the loads of these athletes' counted workouts until a local day (`yyyy-MM-dd`), with the stress by the
 * current threshold power. Athletes without loads are absent.
 */
export async function listDatedLoads(
  db: Queryable,
  { athleteUuids, to }: { athleteUuids: string[]; to: string },
): Promise<Map<string, DatedLoad[]>> {
  const { rows } = await db.query<DatedLoadRow>(
    `select
       w.athlete_uuid as "athleteUuid",
       to_char(w.local_start, 'YYYY-MM-DD') as "localDate",
       l.normalized_power_watts as "normalizedPowerWatts",
       l.power_seconds as "powerSeconds",
       l.trimp,
       a.ftp_watts as "ftpWatts"
     from counted_workouts w
     join athletes a on a.athlete_uuid = w.athlete_uuid
     left join workout_training_load l on l.workout_id = w.workout_id
     where w.athlete_uuid = any($1::uuid[]) and w.local_start < $2::date + 1`,
    [athleteUuids, to],
  );
  const byAthlete = groupBy(rows, (row) => row.athleteUuid);
  return new Map([...byAthlete].map(([athleteUuid, loads]) => [athleteUuid, loads.map(datedLoad)]));
}

const datedLoad = ({ localDate, trimp, ftpWatts, ...power }: DatedLoadRow): DatedLoad => ({
  localDate,
  tss: trainingStress(power, ftpWatts),
  trimp,
});
