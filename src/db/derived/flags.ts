import { flagsOf, type CheckedFacts } from '../../domain/plausibility.ts';
import type { Flag, WorkoutRef } from '../../domain/workout.ts';
import { CHECKED_FACTS, toFlagsLiteral } from '../accept/workout-columns.ts';
import type { Queryable, Transaction } from '../pool.ts';
import { markReportsStale } from '../reports/reports.ts';
import { recomputeDuplicates } from './duplicates.ts';

export interface WorkoutFlags {
  workoutId: string;
  flags: Flag[];
}

/** Stores these workouts' flags. Recomputes the duplicates of their athletes, because a flagged workout is none. */
export async function replaceFlags(
  tx: Transaction,
  athleteUuids: string[],
  changes: readonly WorkoutFlags[],
): Promise<void> {
  if (changes.length === 0) return;
  await tx.query(
    `update workouts w
     set flags = f.flags::text[]
     from unnest($1::uuid[], $2::text[]) as f (workout_id, flags)
     where w.workout_id = f.workout_id`,
    [changes.map(({ workoutId }) => workoutId), changes.map(({ flags }) => toFlagsLiteral(flags))],
  );
  const settled = await recomputeDuplicates(tx, athleteUuids);
  await markReportsStale(tx, [...settled, ...changes.map(({ workoutId }) => workoutId)]);
}

export interface FlagsByFacts extends WorkoutRef {
  expected: string;
  stored: string;
}

/**
 * Lists a page of the processed workouts, by id, with their flags by the current limits and as stored. Flags of the
 * recording are always taken as stored: their rules have their own version.
 */
export async function listProcessedFlags(
  db: Queryable,
  { after, limit }: { after: string | null; limit: number },
): Promise<FlagsByFacts[]> {
  const { rows } = await db.query<CheckedFacts & WorkoutRef & { flags: Flag[]; clearedFlags: Flag[] }>(
    `select
       w.workout_id as "workoutId",
       w.revision,
       ${CHECKED_FACTS}
     from workouts w
     join athletes a on a.athlete_uuid = w.athlete_uuid and a.erasing_since is null
     where w.status in ('processed', 'processed_with_errors')
       and w.deleted_at is null
       and ($1::uuid is null or w.workout_id > $1::uuid)
     order by w.workout_id
     limit $2::int`,
    [after, limit],
  );
  return rows.map(({ workoutId, revision, flags, clearedFlags, ...facts }) => ({
    workoutId,
    revision,
    expected: flagsOf(facts, { isTooFast: flags.includes('implausible-effort') }, clearedFlags).join(),
    stored: flags.join(),
  }));
}
