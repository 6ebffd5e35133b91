import { DuplicateWorkout, IdempotencyKeyReused, NotFound, PreconditionFailed } from '../domain/errors.ts';
import type { WorkoutFacts } from '../domain/workout.ts';
import { processWorkoutId } from '../temporal/names.ts';
import { isUniqueViolation, ObstacleGone } from './failure.ts';
import { toLocalStart } from './local-starts.ts';
import { insertWorkoutRuns } from './outbox.ts';
import type { Transaction } from './pool.ts';
import { markReportsStale } from './report-months.ts';
import { toColumns, WORKOUT_COLUMNS, WORKOUT_COLUMN_TYPES } from './workout-columns.ts';

interface Revise {
  appId: string;
  workoutId: string;
  expectedRevision: number | '*';
  idempotencyKey: string | null;
  /** Of the request as sent: what a repeat of the key is compared with. */
  fingerprint: Buffer;
  startNow: boolean;
}

export interface Revised {
  workoutId: string;
  revision: number;
  replayed: boolean;
}

interface Stored {
  revision: number;
  facts: WorkoutFacts;
  athleteTimeZone: string;
}

/** Reads a live workout and holds it against other edits. @throws NotFound */
async function lockWorkout(
  tx: Transaction,
  { appId, workoutId }: { appId: string; workoutId: string },
): Promise<Stored> {
  const { rows } = await tx.query(
    `select
       w.revision,
       w.sport,
       w.started_at,
       w.duration_seconds,
       w.moving_seconds,
       w.distance_meters,
       w.elevation_gain_meters,
       w.average_heart_rate,
       w.max_heart_rate,
       w.average_power_watts,
       w.device_kcal,
       w.time_zone,
       w.title,
       w.visibility,
       a.time_zone as athlete_time_zone
     from workouts w
     join athletes a on a.athlete_uuid = w.athlete_uuid
     where w.workout_id = $1::uuid
       and w.app_id = $2::uuid
       and w.deleted_at is null
       and a.erasing_since is null
     for no key update of w`,
    [workoutId, appId],
  );
  const row = rows[0];
  if (!row) throw new NotFound();
  return {
    revision: row.revision,
    athleteTimeZone: row.athlete_time_zone,
    facts: {
      sport: row.sport,
      startedAt: row.started_at.toISOString(),
      durationSeconds: row.duration_seconds,
      movingSeconds: row.moving_seconds,
      distanceMeters: row.distance_meters,
      elevationGainMeters: row.elevation_gain_meters,
      averageHeartRate: row.average_heart_rate,
      maxHeartRate: row.max_heart_rate,
      averagePowerWatts: row.average_power_watts,
      energyKcal: row.device_kcal,
      timeZone: row.time_zone,
      title: row.title,
      visibility: row.visibility,
    },
  };
}

interface Edit extends Revise {
  /** Makes the new facts of those that the caller has seen; what it throws refuses the edit. */
  change: (facts: WorkoutFacts) => WorkoutFacts;
  clearDuplicateOf: boolean;
}

/**
 * Writes the next revision of a workout with other facts. A repeated key is answered before anything is changed: what
 * was acceptable the first time need not be so on top of a later edit.
 * @throws PreconditionFailed, NotFound, IdempotencyKeyReused, DuplicateWorkout
 */
export async function editWorkout(
  tx: Transaction,
  { change, clearDuplicateOf, ...request }: Edit,
): Promise<Revised> {
  return revise(tx, 'edit', request, async (next, { facts, athleteTimeZone }) => {
    const columns = toColumns(change(facts));
    await tx.query('savepoint edit');
    try {
      await tx.query(
        `update workouts w
         set
           (${WORKOUT_COLUMNS}) = (
             select ${WORKOUT_COLUMNS} from jsonb_to_record($3::jsonb) as r (${WORKOUT_COLUMN_TYPES})
           ),
           revision = $2::int,
           run = 0,
           acceptance_told = false,
           status = 'accepted',
           priority = 'interactive',
           workflow_id = $4::text,
           finished_at = null,
           kept_by_athlete = w.kept_by_athlete or $5::boolean,
           local_start = $6::timestamp
         where w.workout_id = $1::uuid`,
        [
          request.workoutId,
          next,
          JSON.stringify(columns),
          processWorkoutId({ workoutId: request.workoutId, revision: next, run: 0 }),
          clearDuplicateOf,
          toLocalStart(new Date(columns.started_at), columns.time_zone ?? athleteTimeZone),
        ],
      );
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      await tx.query('rollback to savepoint edit');
      throw new DuplicateWorkout(await getSame(tx, request.workoutId, columns));
    }
  });
}

/**
 * Marks a workout as deleted, as its last revision; the steps then take back what came of it.
 * @throws PreconditionFailed, NotFound, IdempotencyKeyReused
 */
export async function deleteWorkout(tx: Transaction, request: Revise): Promise<Revised> {
  return revise(tx, 'delete', request, async (next) => {
    await tx.query(
      `update workouts
       set
         revision = $2::int,
         run = 0,
         acceptance_told = false,
         status = 'accepted',
         priority = 'interactive',
         workflow_id = $3::text,
         finished_at = null,
         deleted_at = now()
       where workout_id = $1::uuid`,
      [request.workoutId, next, processWorkoutId({ workoutId: request.workoutId, revision: next, run: 0 })],
    );
  });
}

async function revise(
  tx: Transaction,
  operation: 'edit' | 'delete',
  { appId, workoutId, expectedRevision, idempotencyKey, fingerprint, startNow }: Revise,
  write: (next: number, stored: Stored) => Promise<void>,
): Promise<Revised> {
  const replay = await findReplay(tx, { appId, workoutId, operation, idempotencyKey, fingerprint });
  if (replay) return replay;
  const stored = await lockWorkout(tx, { appId, workoutId });
  if (expectedRevision !== '*' && expectedRevision !== stored.revision) throw new PreconditionFailed();
  const next = stored.revision + 1;
  if (idempotencyKey !== null) {
    const { rowCount } = await tx.query(
      `insert into idempotency_keys (app_id, explicit, key, operation, fingerprint, workout_id, revision)
       values ($1::uuid, true, $2::text, $3::text, $4::bytea, $5::uuid, $6::int)
       on conflict (app_id, explicit, key) do nothing`,
      [appId, idempotencyKey, operation, fingerprint, workoutId, next],
    );
    // A save that was under way has taken it: saves wait for each other on the key's row alone.
    if (rowCount === 0) throw new IdempotencyKeyReused();
  }
  await markReportsStale(tx, [workoutId]);
  await write(next, stored);
  await insertWorkoutRuns(tx, [{ workoutId, revision: next, run: 0, startNow }]);
  return { workoutId, revision: next, replayed: false };
}

/** What a repeated key did the first time, also when the workout has since been deleted. */
async function findReplay(
  tx: Transaction,
  key: {
    appId: string;
    workoutId: string;
    operation: string;
    idempotencyKey: string | null;
    fingerprint: Buffer;
  },
): Promise<Revised | undefined> {
  if (key.idempotencyKey === null) return undefined;
  // Equal requests that arrive together wait here for each other, and the second one then reads the first one's row.
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1::text || $2::text, 0))`, [
    key.appId,
    key.idempotencyKey,
  ]);
  const { rows } = await tx.query<{
    operation: string;
    fingerprint: Buffer;
    workout_id: string;
    revision: number;
  }>(
    `select operation, fingerprint, workout_id, revision
     from idempotency_keys
     where app_id = $1::uuid and explicit and key = $2::text`,
    [key.appId, key.idempotencyKey],
  );
  const row = rows[0];
  if (!row) return undefined;
  const same =
    row.operation === key.operation &&
    row.workout_id === key.workoutId &&
    row.fingerprint.equals(key.fingerprint);
  if (!same) throw new IdempotencyKeyReused();
  return { workoutId: row.workout_id, revision: row.revision, replayed: true };
}

/** The one that stands in the way, as its columns are stored. */
async function getSame(
  tx: Transaction,
  workoutId: string,
  { sport, started_at, duration_seconds }: ReturnType<typeof toColumns>,
): Promise<string> {
  const { rows } = await tx.query<{ workout_id: string }>(
    `select o.workout_id
     from workouts w
     join workouts o on o.athlete_uuid = w.athlete_uuid
     where w.workout_id = $1::uuid
       and o.deleted_at is null
       and o.sport = $2::text
       and o.started_at = $3::timestamptz
       and o.duration_seconds = $4::double precision`,
    [workoutId, sport, started_at, duration_seconds],
  );
  if (!rows[0]) throw new ObstacleGone();
  return rows[0].workout_id;
}
