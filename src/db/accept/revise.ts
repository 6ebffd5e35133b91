import { IdempotencyKeyReused, NotFound, PreconditionFailed } from '../../domain/errors.ts';
import type { Flag, FlagReview, WorkoutFacts, WorkoutRef } from '../../domain/workout.ts';
import type { Transaction } from '../pool.ts';
import { markReportsStale } from '../reports/reports.ts';
import { explicitKey } from './accept-keys.ts';
import { FLAG_REVIEW, WORKOUT_FACTS } from './workout-columns.ts';

/** A request for the next revision of a workout. */
export interface Revise {
  appId: string;
  workoutId: string;
  expectedRevision: number | '*';
  idempotencyKey: string;
  /** A hash of the request, to compare a repeated key's request with the first. */
  fingerprint: Buffer;
}

/** The stored workout before the change. */
export interface Stored {
  revision: number;
  facts: WorkoutFacts;
  athleteTimeZone: string;
  flags: Flag[];
  review: FlagReview | null;
}

/** Sets the columns of every new revision; `$1` is the workout, `$2` the revision. */
export const AS_NEXT_REVISION = `
           revision = $2::int,
           execution_number = 0,
           acceptance_notified = false,
           status = 'accepted',
           priority = 'interactive',
           workflow_id = null,
           accepted_at = now(),
           finished_at = null`.trim();

/**
 * Writes the next revision of a workout: `write` changes its row, unless `isDone` finds the change stored. Returns the
 * first result for a repeated idempotency key.
 * @throws PreconditionFailed, NotFound, IdempotencyKeyReused
 */
export async function revise(
  tx: Transaction,
  operation: 'edit' | 'delete' | 'flag-review',
  request: Revise,
  write: (next: number, stored: Stored) => Promise<void>,
  isDone: (stored: Stored) => boolean = () => false,
): Promise<WorkoutRef> {
  const { appId, workoutId, expectedRevision, fingerprint } = request;
  const key = explicitKey(appId, request.idempotencyKey);
  const replay = await findReplay(tx, { ...request, operation, key });
  if (replay) return replay;
  const stored = await lockWorkout(tx, { appId, workoutId });
  if (expectedRevision !== '*' && expectedRevision !== stored.revision) throw new PreconditionFailed();
  const isRepeat = isDone(stored);
  const next = stored.revision + (isRepeat ? 0 : 1);
  await tx.query(
    `insert into revision_keys (key, workout_id, operation, fingerprint, revision)
     values ($1::uuid, $2::uuid, $3::text, $4::bytea, $5::int)`,
    [key, workoutId, operation, fingerprint, next],
  );
  if (!isRepeat) {
    await markReportsStale(tx, [workoutId]);
    await write(next, stored);
  }
  return { workoutId, revision: next };
}

/** Finds the first result of a repeated key, even if the workout has since been deleted. */
async function findReplay(
  tx: Transaction,
  { workoutId, fingerprint, operation, key }: Revise & { operation: string; key: string },
): Promise<WorkoutRef | undefined> {
  // Concurrent equal requests wait here. The second one then finds the row of the first.
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1::text, 0))`, [key]);
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
    [key],
  );
  const [row] = rows;
  if (!row) return undefined;
  const same =
    row.operation === operation && row.workout_id === workoutId && row.fingerprint?.equals(fingerprint);
  if (!same) throw new IdempotencyKeyReused();
  return { workoutId, revision: row.revision };
}

/** Reads a workout that is not deleted and locks it against other edits. @throws NotFound */
async function lockWorkout(
  tx: Transaction,
  { appId, workoutId }: { appId: string; workoutId: string },
): Promise<Stored> {
  const { rows } = await tx.query<StoredRow>(
    `select
       w.revision,
       a.time_zone as "athleteTimeZone",
       w.flags,
       ${FLAG_REVIEW} as review,
       ${WORKOUT_FACTS}
     from workouts w
     join athletes a on a.athlete_uuid = w.athlete_uuid
     where w.workout_id = $1::uuid
       and w.app_id = $2::uuid
       and w.deleted_at is null
       and a.erasing_since is null
     for no key update of w`,
    [workoutId, appId],
  );
  if (!rows[0]) throw new NotFound();
  const { revision, athleteTimeZone, flags, review, startedAt, ...facts } = rows[0];
  return {
    revision,
    athleteTimeZone,
    flags,
    review,
    facts: { ...facts, startedAt: startedAt.toISOString() },
  };
}

type StoredRow = Omit<Stored, 'facts'> & Omit<WorkoutFacts, 'startedAt'> & { startedAt: Date };
