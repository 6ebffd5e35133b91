/**
 * One plain class per cause. The code travels: class → ApplicationFailure.type → problem slug (`/problems/<code>`).
 * Messages are made for people and carry no personal data, since they end in logs and histories.
 */
export type ErrorCode =
  | 'invalid-parameter'
  | 'idempotency-key-invalid'
  | 'idempotency-key-reused'
  | 'validation-error'
  | 'duplicate-workout'
  | 'workout-deleted'
  | 'not-found'
  | 'report-failed'
  | 'precondition-required'
  | 'precondition-failed'
  | 'unauthorized'
  | 'forbidden'
  | 'database-unavailable'
  // What HTTP itself can refuse, before any of our own words are read.
  | 'malformed-request'
  | 'method-not-allowed'
  | 'not-acceptable'
  | 'request-timeout'
  | 'content-too-large'
  | 'uri-too-long'
  | 'unsupported-media-type'
  | 'expectation-failed'
  | 'headers-too-large'
  | 'not-ready'
  | 'internal-error';

export abstract class DomainError extends Error {
  abstract readonly code: ErrorCode;
}

export class InvalidParameter extends DomainError {
  readonly code = 'invalid-parameter';
}

export class IdempotencyKeyInvalid extends DomainError {
  readonly code = 'idempotency-key-invalid';
  constructor(message = 'An Idempotency-Key is 1 to 255 printable ASCII characters.') {
    super(message);
  }
}

export class IdempotencyKeyReused extends DomainError {
  readonly code = 'idempotency-key-reused';
  constructor() {
    super('This Idempotency-Key was used before with other content.');
  }
}

/** One field that can be read and is not acceptable. `pointer` is an RFC 6901 JSON pointer. */
export interface FieldError {
  pointer: string;
  code: string;
  detail: string;
}

export class ValidationFailed extends DomainError {
  readonly code = 'validation-error';
  readonly errors: FieldError[];
  constructor(errors: FieldError[]) {
    super(`${errors.length} field${errors.length === 1 ? ' is' : 's are'} not acceptable.`);
    this.errors = errors;
  }
}

export class DuplicateWorkout extends DomainError {
  readonly code = 'duplicate-workout';
  readonly workoutId: string;
  constructor(workoutId: string) {
    super('The athlete already has a workout of this sport with this start and duration.');
    this.workoutId = workoutId;
  }
}

export class WorkoutDeleted extends DomainError {
  readonly code = 'workout-deleted';
  constructor() {
    super('The workout that was saved with this Idempotency-Key has been deleted.');
  }
}

export class NotFound extends DomainError {
  readonly code = 'not-found';
  constructor() {
    super('There is nothing here.');
  }
}

/** The month was asked for, and its making was given up. */
export class ReportFailed extends DomainError {
  readonly code = 'report-failed';
  constructor() {
    super('The report of this month could not be made. Ask for it once more.');
  }
}

export class PreconditionRequired extends DomainError {
  readonly code = 'precondition-required';
  constructor() {
    super('An If-Match header with the revision that you have seen is needed.');
  }
}

export class PreconditionFailed extends DomainError {
  readonly code = 'precondition-failed';
  constructor() {
    super('The workout has changed since; read it again.');
  }
}

export class DatabaseUnavailable extends DomainError {
  readonly code = 'database-unavailable';
  constructor() {
    super('The database cannot be reached. Nothing is known to be saved; repeat with the same key.');
  }
}

export class Unauthorized extends DomainError {
  readonly code = 'unauthorized';
  constructor() {
    super('A valid API key or athlete token is needed as Bearer.');
  }
}

export class Forbidden extends DomainError {
  readonly code = 'forbidden';
  constructor() {
    super('These credentials do not allow this.');
  }
}
