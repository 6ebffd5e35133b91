import { WorkoutNotFlagged } from '../../domain/errors.ts';
import type { FlagReview, WorkoutRef } from '../../domain/workout.ts';
import type { Transaction } from '../pool.ts';
import { AS_NEXT_REVISION, revise, type Revise, type Stored } from './revise.ts';

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
