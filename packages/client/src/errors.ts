import type { FieldError, Problem, ProblemCode } from './contract.ts';

/** Base class of the client's errors. An aborted call throws the signal's own reason instead. */
export abstract class AfterburnError extends Error {
  /** Key of the failed save if it is still stored; `resume()` sends it again. */
  pendingKey: string | undefined = undefined;
  /** Number of attempts of the request, including this one. */
  tries = 1;
}

/**
 * The API has refused the request, and a retry would be refused, too. If the response is not from Afterburn (a proxy, a
 * wrong address), `code` is `unrecognised` and the texts are derived from the status.
 */
export class ProblemError extends AfterburnError {
  override readonly name: string = 'ProblemError';
  readonly status: number;
  readonly code: ProblemCode | 'unrecognised';
  readonly type: string;
  readonly title: string;
  readonly detail: string;
  readonly instance: string | undefined;
  /** Also in the service's log. */
  readonly requestId: string | undefined;
  /** The invalid fields. */
  readonly errors: readonly FieldError[];

  constructor(status: number, problem: Partial<Problem>) {
    const { type = 'about:blank', title = `Answer ${status}`, detail = '' } = problem;
    const fields = (problem.errors ?? []).map((error) => `${error.pointer}: ${error.detail}`);
    super([`${status} ${title}`, detail, ...fields].filter(Boolean).join('\n'));
    this.status = status;
    this.code = codeOf(type);
    this.type = type;
    this.title = title;
    this.detail = detail;
    this.instance = problem.instance;
    this.requestId = problem.requestId;
    this.errors = problem.errors ?? [];
  }
}

/** The athlete already has a workout of this sport with this start and duration. */
export class DuplicateWorkoutError extends ProblemError {
  override readonly name = 'DuplicateWorkoutError';
  /** Id of the existing workout. */
  readonly workoutId: string;
  constructor(status: number, problem: Partial<Problem>) {
    super(status, problem);
    this.workoutId = problem.workoutId ?? '';
  }
}

/** The key was used before for another request. */
export class IdempotencyKeyReusedError extends ProblemError {
  override readonly name = 'IdempotencyKeyReusedError';
}

/** The outcome is unknown: no attempt got a definite response before the time limit. */
export class NoAnswerError extends AfterburnError {
  override readonly name = 'NoAnswerError';
  /** `cause` is the error of the last attempt. */
  constructor(tries: number, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`No definite answer after ${tries} ${tries === 1 ? 'try' : 'tries'}; last: ${reason}`, { cause });
    this.tries = tries;
  }
}

/** The request is not a webhook of this key's endpoint. Return 401 and do not process it. */
export class WebhookVerificationError extends AfterburnError {
  override readonly name = 'WebhookVerificationError';
  /** A header is missing, the timestamp is not within 5 minutes of now, or no signature matches. */
  readonly reason: 'header' | 'timestamp' | 'signature';
  constructor(reason: WebhookVerificationError['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

export function problemErrorOf(status: number, problem: Partial<Problem>): ProblemError {
  switch (codeOf(problem.type)) {
    case 'duplicate-workout':
      return new DuplicateWorkoutError(status, problem);
    case 'idempotency-key-reused':
      return new IdempotencyKeyReusedError(status, problem);
    default:
      return new ProblemError(status, problem);
  }
}

function codeOf(type = ''): ProblemError['code'] {
  const [, slug] = /^\/problems\/([a-z-]+)$/.exec(type) ?? [];
  return (slug as ProblemCode | undefined) ?? 'unrecognised';
}
