import { DuplicateWorkout, WorkoutNotFlagged } from '../../domain/errors.ts';
import { differInCheckedFacts } from '../../domain/plausibility.ts';
import type { FlagReview, WorkoutFacts, WorkoutRef } from '../../domain/workout.ts';
import { isUniqueViolation, ObstacleGone } from '../failure.ts';
import { toLocalStart } from '../derived/local-starts.ts';
import type { Transaction } from '../pool.ts';
import { AS_NEXT_REVISION, revise, type Revise, type Stored } from './revise.ts';
import {
  toColumns,
  toFlagsLiteral,
  WORKOUT_COLUMN_TYPES,
  WORKOUT_COLUMNS,
  WORKOUT_VALUES,
} from './workout-columns.ts';

export interface Edit extends Revise {
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
): Promise<WorkoutRef> {
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
export async function deleteWorkout(tx: Transaction, request: Revise): Promise<WorkoutRef> {
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
 * Writes an app's decision on a workout's flags as its next revision. A cleared workout counts again; a kept flag
 * stays. A repeated decision changes nothing.
 * @throws NotFound, IdempotencyKeyReused, WorkoutNotFlagged
 */
export async function reviewFlags(
  tx: Transaction,
  { decision, reason, ...request }: Omit<Revise, 'expectedRevision'> & Omit<FlagReview, 'clearedFlags'>,
): Promise<WorkoutRef> {
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
