import { log } from '@temporalio/activity';
import { describeFailure, failureKind, isDeadlock, type FailureKind } from '../db/failure.ts';
import type { CountedAttempt } from '../db/steps/steps.ts';
import type { WorkoutRef } from '../domain/workout.ts';
import {
  withDone,
  withFailure,
  withoutFirst,
  withPostponed,
  withSecondPass,
  type Part,
  type Progress,
} from './bisection.ts';
import { countFailedAttempt } from './counters.ts';
import { toFailure, UNKNOWN_FAILURES } from './failure-policy.ts';

/** An attempt ends after 9 s of its 10 s; the next activity does the rest. */
export const ATTEMPT_MS = 9000;
/** PostgreSQL's `transaction_timeout`. */
const TRANSACTION_MS = 7000;
/** The time limit of every part but the first, and of parts that are bisected. It is longer than the lock timeout. */
const PART_MS = 2500;

/** Failed attempts of each kind with a workout alone until its step fails for good. 60 timeouts take a day. */
const MOST_FAILURES = { permanent: 1, unknown: UNKNOWN_FAILURES.alone, timeout: 60 } as const;
/** Workouts that may each get an execution of their own, even if the step succeeds for no part of the list. */
const FEW = 10;
const LONGEST_PAUSE_MS = 30 * 60_000;

export interface ListedWork {
  /** Name for logs and metrics. */
  name: string;
  workouts: readonly WorkoutRef[];
  /** When this attempt has to end, by `performance.now()`. */
  until: number;
  /** Processes a part, in a transaction with this time limit. */
  apply(workouts: WorkoutRef[], limit: { limitMs: number; isReduced: boolean }): Promise<void>;
  /**
   * Records a failed attempt in a transaction of its own. With `counted`, a workout may have caused the error.
   * @returns how many attempts of that kind there were in this execution
   */
  noteFailure(
    workouts: readonly WorkoutRef[],
    error: string,
    counted: CountedAttempt | undefined,
  ): Promise<number>;
  /** Ends the work for this workout without success. */
  giveUp(workout: WorkoutRef, error: unknown): Promise<void>;
  /** Moves a workout out of the list, to an execution of its own. */
  moveOut(workout: WorkoutRef): Promise<void>;
}

/**
 * Processes a list part by part, each in its own transaction. Transient errors are retried with the same part. Any
 * other error bisects the list, and the culprits get a second pass. A culprit that times out then gets its own
 * execution; any other fails for good. The rest continues.
 * @returns what is left; the workflow calls the activity again with it
 */
export async function runInParts(work: ListedWork, begun: Progress): Promise<Progress> {
  let progress = begun;
  for (let isFirst = true; ; isFirst = false) {
    progress = withSecondPass(progress);
    const [part] = progress.parts;
    const limitMs = part && limitOf(work, progress, part, isFirst);
    if (!part || limitMs === undefined) return progress;
    const workouts = part.map((position) => work.workouts[position]!);
    try {
      await applyOnce(work, workouts, limitMs);
      progress = withDone(progress);
    } catch (error) {
      if (work.workouts.length === 1) {
        await failAlone(work, workouts[0]!, error);
        return withoutFirst(progress);
      }
      const next = await failPart(work, { workouts, progress, error, limitMs });
      // Nothing is repeated: the next activity begins with this part.
      if (!next && !isFirst) return progress;
      if (!next) throw toFailure(error);
      progress = next;
    }
  }
}

/** Returns the time limit of the next part; undefined if it is left to the next activity, where it gets full time. */
function limitOf(
  { until }: ListedWork,
  { isBisecting }: Progress,
  part: Part,
  isFirst: boolean,
): number | undefined {
  const left = until - performance.now();
  if (!isFirst) return left < PART_MS ? undefined : PART_MS;
  return Math.max(PART_MS, Math.min(left, isBisecting && part.length > 1 ? PART_MS : TRANSACTION_MS));
}

/** Processes a part, and retries once after a deadlock: the other transaction has committed by then. */
async function applyOnce(work: ListedWork, workouts: WorkoutRef[], limitMs: number): Promise<void> {
  const limit = { limitMs, isReduced: limitMs < TRANSACTION_MS };
  try {
    await work.apply(workouts, limit);
  } catch (error) {
    if (!isDeadlock(error)) throw error;
    await work.apply(workouts, limit);
  }
}

interface FailedPart {
  workouts: WorkoutRef[];
  progress: Progress;
  error: unknown;
  limitMs: number;
}

/** @returns undefined when the same part is to be retried */
async function failPart(work: ListedWork, failed: FailedPart): Promise<Progress | undefined> {
  const { workouts, progress, error, limitMs } = failed;
  const [workout] = workouts as [WorkoutRef];
  const kind = failureKind(error);
  // A part that ran out of a reduced limit is not at fault. Bisection continues.
  const hadLess = limitMs < TRANSACTION_MS && (workouts.length === 1 || !progress.isBisecting);
  if (kind === 'timeout' && hadLess) return undefined;
  if (kind === 'transient') {
    await note(work, workouts, error);
    return undefined;
  }
  if (kind === 'timeout' && isSlowForAll(work, progress)) {
    if (progress.postponed + 1 < progress.parts.length) return withPostponed(progress);
    await note(work, work.workouts, error);
    return undefined;
  }
  if (workouts.length > 1 || !progress.isSecondPass) {
    const mayBeAtFault = kind === 'unknown' || workouts.length === 1;
    const failures = await note(work, workouts, error, mayBeAtFault ? countedAs(kind) : undefined);
    const isRepeated = kind === 'unknown' && !progress.isBisecting && failures < UNKNOWN_FAILURES.inAList;
    return isRepeated ? undefined : withFailure(progress);
  }
  if (kind === 'timeout') {
    log.warn('A workout was moved to its own execution', { name: work.name, error, ...workout });
    await work.moveOut(workout);
    return withoutFirst(progress);
  }
  await work.giveUp(workout, error);
  return withFailure(progress);
}

/** Returns whether the database is slow rather than one workout: a workout alone timed out, and no part succeeded. */
const isSlowForAll = ({ workouts }: ListedWork, { hasSucceeded, failed }: Progress): boolean =>
  !hasSucceeded && failed.length > 0 && workouts.length > FEW;

const countedAs = (kind: FailureKind): CountedAttempt | undefined =>
  kind === 'transient' ? undefined : kind === 'timeout' ? 'timeouts' : 'failures';

/** Counts a failure of a workout alone. Returns when the step failed for good. @throws the failure to retry */
async function failAlone(work: ListedWork, workout: WorkoutRef, error: unknown): Promise<void> {
  const kind = failureKind(error);
  const failures = await note(work, [workout], error, countedAs(kind));
  if (kind === 'transient' || failures < MOST_FAILURES[kind])
    throw toFailure(error, kind === 'timeout' ? { nextRetryDelay: pauseAfter(failures) } : {});
  await work.giveUp(workout, error);
}

const pauseAfter = (failures: number): number => Math.min(LONGEST_PAUSE_MS, 500 * 2 ** failures);

function note(
  work: ListedWork,
  workouts: readonly WorkoutRef[],
  error: unknown,
  counted?: CountedAttempt,
): Promise<number> {
  const kind: FailureKind = failureKind(error);
  log.warn('An attempt failed', { name: work.name, kind, error, workouts: workouts.length });
  countFailedAttempt(work.name, kind);
  return work.noteFailure(workouts, describeFailure(error), counted);
}
