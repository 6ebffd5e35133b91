/**
 * One error class per cause. Its code is also the type of the ApplicationFailure and the problem slug
 * (`/problems/<code>`). Messages hold no personal data, since logs and histories contain them.
 */
export type ErrorCode =
  | 'invalid-parameter'
  | 'idempotency-key-invalid'
  | 'idempotency-key-reused'
  | 'validation-error'
  | 'duplicate-workout'
  | 'workout-deleted'
  | 'workout-not-flagged'
  | 'too-many-webhook-endpoints'
  | 'not-found'
  | 'report-failed'
  | 'report-not-ready'
  | 'report-not-requested'
  | 'precondition-required'
  | 'precondition-failed'
  | 'unauthorized'
  | 'forbidden'
  | 'database-unavailable'
  // Refused by HTTP itself, before the body is parsed.
  | 'malformed-request'
  | 'method-not-allowed'
  | 'not-acceptable'
  | 'request-timeout'
  | 'content-too-large'
  | 'uri-too-long'
  | 'unsupported-media-type'
  | 'expectation-failed'
  | 'headers-too-large'
  | 'renderer-busy'
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
  constructor(message = 'Idempotency-Key must be 1 to 255 printable ASCII characters.') {
    super(message);
  }
}

export class IdempotencyKeyReused extends DomainError {
  readonly code = 'idempotency-key-reused';
  constructor() {
    super('This Idempotency-Key was used before with another request.');
  }
}

/** One invalid field. `pointer` is an RFC 6901 JSON pointer. */
export interface FieldError {
  pointer: string;
  code: string;
  detail: string;
}

export class ValidationFailed extends DomainError {
  readonly code = 'validation-error';
  readonly errors: FieldError[];
  constructor(errors: FieldError[]) {
    super(`${errors.length} field${errors.length === 1 ? ' is' : 's are'} invalid.`);
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

export class WorkoutNotFlagged extends DomainError {
  readonly code = 'workout-not-flagged';
  constructor() {
    super('The workout has no flag to review.');
  }
}

export class TooManyWebhookEndpoints extends DomainError {
  readonly code = 'too-many-webhook-endpoints';
  constructor(most: number) {
    super(`An app has at most ${most} webhook endpoints. Delete one first.`);
  }
}

export class NotFound extends DomainError {
  readonly code = 'not-found';
  constructor() {
    super('Resource not found.');
  }
}

/** The report was requested, and its generation failed for good. */
export class ReportFailed extends DomainError {
  readonly code = 'report-failed';
  constructor() {
    super('Generating the report of this month failed. POST to this URL to try again.');
  }
}

/** The report was requested and is being generated. */
export class ReportNotReady extends DomainError {
  readonly code = 'report-not-ready';
  constructor() {
    super('The report is being generated. Try again in a few seconds.');
  }
}

/** The report was not requested. */
export class ReportNotRequested extends DomainError {
  readonly code = 'report-not-requested';
  constructor() {
    super(
      'No report exists for this month. Reports are generated on the 1st of the next month; POST to this URL to generate one now.',
    );
  }
}

export class PreconditionRequired extends DomainError {
  readonly code = 'precondition-required';
  constructor() {
    super('Send If-Match with the revision that you read, such as "1", or * for any revision.');
  }
}

export class PreconditionFailed extends DomainError {
  readonly code = 'precondition-failed';
  constructor() {
    super('The workout has changed. Read it again and repeat the request with its new revision.');
  }
}

export class DatabaseUnavailable extends DomainError {
  readonly code = 'database-unavailable';
  constructor() {
    super('The database cannot be reached. Repeat the request with the same Idempotency-Key.');
  }
}

/** Too many PDFs and cards are being rendered. */
export class RendererBusy extends DomainError {
  readonly code = 'renderer-busy';
  constructor() {
    super('Too many PDFs and cards are being rendered. Try again in a few seconds.');
  }
}

export class Unauthorized extends DomainError {
  readonly code = 'unauthorized';
  constructor() {
    super('Send a valid API key or athlete token as Bearer.');
  }
}

export class Forbidden extends DomainError {
  readonly code = 'forbidden';
  constructor() {
    super('These credentials do not allow this operation.');
  }
}
