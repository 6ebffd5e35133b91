/** The last part of a problem's `type`. */
export type ProblemCode =
  | 'invalid-parameter'
  | 'idempotency-key-invalid'
  | 'malformed-request'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'report-failed'
  | 'report-not-ready'
  | 'report-not-requested'
  | 'method-not-allowed'
  | 'not-acceptable'
  | 'request-timeout'
  | 'duplicate-workout'
  | 'workout-deleted'
  | 'workout-not-flagged'
  | 'precondition-failed'
  | 'content-too-large'
  | 'uri-too-long'
  | 'unsupported-media-type'
  | 'expectation-failed'
  | 'validation-error'
  | 'idempotency-key-reused'
  | 'precondition-required'
  | 'headers-too-large'
  | 'internal-error'
  | 'database-unavailable'
  | 'not-ready';

/** One field that was read and is not acceptable. */
export interface FieldProblem {
  /** RFC 6901, into the body that was sent. */
  pointer: string;
  code: string;
  detail: string;
}

/** An error as the API answers it, after RFC 9457. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  requestId: string;
  errors?: FieldProblem[] | undefined;
  /** The workout that is there already. */
  workoutId?: string | undefined;
  postgres?: boolean | undefined;
  temporal?: boolean | undefined;
  draining?: boolean | undefined;
}
