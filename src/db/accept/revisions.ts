import {
  DuplicateWorkout,
  IdempotencyKeyReused,
  NotFound,
  PreconditionFailed,
  WorkoutNotFlagged,
} from '../../domain/errors.ts';
import { differInCheckedFacts } from '../../domain/plausibility.ts';
import type { Flag, FlagReview, WorkoutFacts } from '../../domain/workout.ts';
import { explicitKey } from './accept-keys.ts';
import { isUniqueViolation, ObstacleGone } from '../failure.ts';
import { toLocalStart } from '../derived/local-starts.ts';
import type { Transaction } from '../pool.ts';
import { markReportsStale } from '../reports/report-months.ts';
import {
  toColumns,
  toFlagsLiteral,
  WORKOUT_COLUMN_TYPES,
  WORKOUT_COLUMNS,
  WORKOUT_VALUES,
} from './workout-columns.ts';

interface Revise {
  appId: string;
  workoutId: string;
  expectedRevision: number | '*';
  idempotencyKey: string | null;
  /** A hash of the request, to compare a repeated key's request with the first. */
  fingerprint: Buffer;
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
  flags: Flag[];
  review: FlagReview | null;
}

/** Sets the columns of every new revision; `$1` is the workout, `$2` the revision. */
const AS_NEXT_REVISION = `
           revision = $2::int,
           run = 0,
           acceptance_notified = false,
           status = 'accepted',
           priority = 'interactive',
           workflow_id = null,
           accepted_at = now(),
           finished_at = null`.trim();

/** Reads a workout that is not deleted and locks it against other edits. @throws NotFound */
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
       w.flags,
       w.flag_decision,
       w.flag_reason,
       w.cleared_flags,
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
    flags: row.flags,
    review: row.flag_decision && {
      decision: row.flag_decision,
      reason: row.flag_reason,
      clearedFlags: row.cleared_flags,
    },
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
  /** Returns the new facts. An error that it throws refuses the edit. */
  change: (facts: WorkoutFacts) => WorkoutFacts;
  clearDuplicateOf: boolean;
}

/**
 * Writes the next revision of a workout with other facts. Answers a repeated key before it changes anything: a
 * request that was valid the first time need not be valid on top of a later edit.
 * @throws PreconditionFailed, NotFound, IdempotencyKeyReused, DuplicateWorkout
 */
export async function editWorkout(
  tx: Transaction,
  { change, clearDuplicateOf, ...request }: Edit,
): Promise<Revised> {
  return revise(tx, 'edit', request, async (next, { facts, athleteTimeZone, flags }) => {
    const changed = change(facts);
    const columns = toColumns(changed);
    // Flags and their review stay valid while none of the facts that decide them changes.
    const needsNewFlags = differInCheckedFacts(facts, changed);
    if (!needsNewFlags) columns.flags = toFlagsLiteral(flags);
    await tx.query('savepoint edit');
    try {
      await tx.query(
        `update workouts w
         set
           (${WORKOUT_COLUMNS}) = (
             select ${WORKOUT_VALUES} from jsonb_to_record($3::jsonb) as r (${WORKOUT_COLUMN_TYPES.join(', ')})
           ),
           ${AS_NEXT_REVISION},
           kept_by_athlete = w.kept_by_athlete or $4::boolean,
           local_start = $5::timestamp,
           flag_decision = case when not $6::boolean then w.flag_decision end,
           flag_reason = case when not $6::boolean then w.flag_reason end,
           cleared_flags = case when not $6::boolean then w.cleared_flags end
         where w.workout_id = $1::uuid`,
        [
          request.workoutId,
          next,
          JSON.stringify(columns),
          clearDuplicateOf,
          toLocalStart(new Date(columns.started_at), columns.time_zone ?? athleteTimeZone),
          needsNewFlags,
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
 * Marks a workout as deleted, as its last revision; the steps then remove its results.
 * @throws PreconditionFailed, NotFound, IdempotencyKeyReused
 */
export async function deleteWorkout(tx: Transaction, request: Revise): Promise<Revised> {
  return revise(tx, 'delete', request, async (next) => {
    await tx.query(
      `update workouts
       set
         ${AS_NEXT_REVISION},
         deleted_at = now(),
         -- The same content may be saved again. A key that was sent stays used.
         accept_key = case when accept_hash is not null then accept_key end
       where workout_id = $1::uuid`,
      [request.workoutId, next],
    );
  });
}

/**
 * Writes an app's decision on a workout's flags as its next revision: a cleared workout counts again, a kept flag
 * stays. A decision that is stored already changes nothing.
 * @throws NotFound, IdempotencyKeyReused, WorkoutNotFlagged
 */
export async function reviewFlags(
  tx: Transaction,
  { decision, reason, ...request }: Omit<Revise, 'expectedRevision'> & Omit<FlagReview, 'clearedFlags'>,
): Promise<Revised> {
  const write = async (next: number, { flags, review }: Stored): Promise<void> => {
    const all = [...flags, ...(review?.clearedFlags ?? [])];
    if (all.length === 0) throw new WorkoutNotFlagged();
    await tx.query(
      `update workouts
       set
         ${AS_NEXT_REVISION},
         flag_decision = $3::text,
         flag_reason = $4::text,
         flags = $5::text[],
         cleared_flags = $6::text[]
       where workout_id = $1::uuid`,
      [request.workoutId, next, decision, reason, ...(decision === 'clear' ? [[], all] : [all, []])],
    );
  };
  const isStored = ({ review }: Stored) => review?.decision === decision && review.reason === reason;
  return revise(tx, 'flag-review', { ...request, expectedRevision: '*' }, write, isStored);
}

async function revise(
  tx: Transaction,
  operation: 'edit' | 'delete' | 'flag-review',
  { appId, workoutId, expectedRevision, idempotencyKey, fingerprint }: Revise,
  write: (next: number, stored: Stored) => Promise<void>,
  isDone: (stored: Stored) => boolean = () => false,
): Promise<Revised> {
  const replay = await findReplay(tx, { appId, workoutId, operation, idempotencyKey, fingerprint });
  if (replay) return replay;
  const stored = await lockWorkout(tx, { appId, workoutId });
  if (expectedRevision !== '*' && expectedRevision !== stored.revision) throw new PreconditionFailed();
  const isRepeat = isDone(stored);
  const next = stored.revision + (isRepeat ? 0 : 1);
  if (idempotencyKey !== null) {
    await tx.query(
      `insert into revision_keys (key, workout_id, operation, fingerprint, revision)
       values ($1::uuid, $2::uuid, $3::text, $4::bytea, $5::int)`,
      [explicitKey(appId, idempotencyKey), workoutId, operation, fingerprint, next],
    );
  }
  if (isRepeat) return { workoutId, revision: next, replayed: true };
  await markReportsStale(tx, [workoutId]);
  await write(next, stored);
  return { workoutId, revision: next, replayed: false };
}

/** Finds what a repeated key did the first time, even if the workout has since been deleted. */
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
  const storedKey = explicitKey(key.appId, key.idempotencyKey);
  // Concurrent equal requests wait here for each other, and the second one then reads the first one's row.
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1::text, 0))`, [storedKey]);
  const { rows } = await tx.query<{
    operation: string;
    fingerprint: Buffer | null;
    workout_id: string;
    revision: number;
  }>(
    `select operation, fingerprint, workout_id, revision
     from revision_keys
     where key = $1::uuid
     union all
     select 'save', accept_hash, workout_id, 1
     from workouts
     where accept_key = $1::uuid`,
    [storedKey],
  );
  const [row] = rows;
  if (!row) return undefined;
  const same =
    row.operation === key.operation &&
    row.workout_id === key.workoutId &&
    row.fingerprint?.equals(key.fingerprint);
  if (!same) throw new IdempotencyKeyReused();
  return { workoutId: row.workout_id, revision: row.revision, replayed: true };
}

/** Returns the workout that conflicts with these facts. */
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
