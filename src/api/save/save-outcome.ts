import type { SaveOutcome } from '../../db/accept/acceptance.ts';
import {
  DuplicateWorkout,
  IdempotencyKeyReused,
  WorkoutDeleted,
  type DomainError,
} from '../../domain/errors.ts';

type Saved = Extract<SaveOutcome, { revision: number }>;
type Refused = Exclude<SaveOutcome, Saved>;

/** Returns the reason why a save was refused. */
export function refusalOfSave(outcome: Refused): DomainError {
  switch (outcome.kind) {
    case 'key-reused':
      return new IdempotencyKeyReused();
    case 'deleted':
      return new WorkoutDeleted();
    case 'duplicate':
      return new DuplicateWorkout(outcome.workoutId);
  }
}

/** Returns the saved workout. @throws IdempotencyKeyReused, WorkoutDeleted, DuplicateWorkout */
export function requireSaved(outcome: SaveOutcome): Saved {
  if ('revision' in outcome) return outcome;
  throw refusalOfSave(outcome);
}
