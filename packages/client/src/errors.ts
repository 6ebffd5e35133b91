import type { FieldError, Problem, ProblemCode } from './contract.ts';

/** Whatever the client throws by itself; an abort throws the signal's own reason. */
export abstract class AfterburnError extends Error {
  /** The key under which the save that failed is still kept; `resume()` sends it again. */
  pendingKey: string | undefined = undefined;
  /** How many there were of the request, this one included. */
  tries = 1;
}

/**
 * The API's definite no: a repetition would get the same answer. Where what refused was no Afterburn (a proxy, a wrong
 * address), `code` is `unrecognised` and the texts are made from the status alone.
 */
export class ProblemError extends AfterburnError {
  override readonly name: string = 'ProblemError';
  readonly status: number;
  readonly code: ProblemCode | 'unrecognised';
  readonly type: string;
  readonly title: string;
  readonly detail: string;
  readonly instance: string | undefined;
  /** Stands in the service's log, too. */
  readonly requestId: string | undefined;
  /** The fields that are not acceptable. */
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

/** The athlete has a workout of this sport with this start and duration already. */
export class DuplicateWorkoutError extends ProblemError {
  override readonly name = 'DuplicateWorkoutError';
  /** The one that is there. */
  readonly workoutId: string;
  constructor(status: number, problem: Partial<Problem>) {
    super(status, problem);
    this.workoutId = problem.workoutId ?? '';
  }
}

/** The key was used before, for something else. */
export class IdempotencyKeyReusedError extends ProblemError {
  override readonly name = 'IdempotencyKeyReusedError';
}

/** Nobody knows whether anything was done: no try got a definite answer, and patience has ended. */
export class NoAnswerError extends AfterburnError {
  override readonly name = 'NoAnswerError';
  /** `cause` is what came of the last try. */
  constructor(tries: number, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`No definite answer after ${tries} ${tries === 1 ? 'try' : 'tries'}; last: ${reason}`, { cause });
    this.tries = tries;
  }
}

/** What was received is not a webhook of the key's endpoint. Answer 401, and do not process it. */
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
