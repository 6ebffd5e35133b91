import { activityInfo, heartbeat, log } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { describeFailure, isDeadlock, isOutOfTime } from '../db/failure.ts';
import { limitTransaction, withTransaction, type Pool, type Transaction } from '../db/pool.ts';
import { dropUpToDate } from '../db/redrive.ts';
import { beginStep, failStep, recordAttempt, succeedStep } from '../db/steps.ts';
import { dropSuperseded, lockAthletesOf, type CurrentWorkout } from '../db/workout-refs.ts';
import { getStep, type StepName } from '../domain/steps.ts';
import type { WorkoutRef } from '../domain/workout.ts';
import { countingStep } from './counters.ts';
import { isHopeless, toFailure } from './giving-up.ts';
import {
  sizeOf,
  wholeList,
  withDone,
  withPoison,
  withSecondChance,
  type Halving,
  type Part,
} from './halving.ts';
import { standBack } from './stand-back.ts';
import type { StepInput, StepResult } from './step-contract.ts';

/** What a step does, in one transaction, with the athletes locked and only newest revisions at hand. */
export interface StepWork {
  tx: Transaction;
  athleteUuids: string[];
  workouts: CurrentWorkout[];
}

/** An attempt is over after 10 s; what cannot be ended before that is the next one's. */
const ATTEMPT_MS = 9000;
/** What PostgreSQL gives a transaction: the longest that a workout can hang. */
const TRANSACTION_MS = 7000;
/** A part of a halved list gets less: longer than anybody waits for a lock, so that waiting is not taken for hanging. */
const PART_MS = 2500;
/** The attempts that take a list as a whole; after them it is done in parts, whatever was in its way. */
const WHOLE_ATTEMPTS = 2;

/**
 * Makes an activity of a step: the same frame for all of them. It shows the step as running, does the work fenced and
 * locked, notes attempts and errors outside the rolled back transaction, and finds the one workout in a list that
 * poisons it by halving. Transient errors never split a list: they are retried as they are. In a redrive, what succeeded
 * before is left as it is.
 */
export const createStep =
  ({ pool }: { pool: Pool }, name: StepName, work: (context: StepWork) => Promise<void>) =>
  async ({ workouts }: StepInput): Promise<StepResult> => {
    const until = performance.now() + ATTEMPT_MS;
    const { attempt, heartbeatDetails, workflowExecution } = activityInfo();
    const workflowId = workflowExecution?.workflowId;
    if (attempt === 1) await standBack(pool, workouts);
    const known = heartbeatDetails as Halving | undefined;
    const parts: readonly Part[] = known?.parts ?? [[0, workouts.length]];
    const left = parts.flatMap((part) => workouts.slice(...part));
    const due = await withTransaction(pool, async (tx) => {
      const all = await dropUpToDate(tx, getStep(name), left);
      await beginStep(tx, { name, workouts: all, attempt, workflowId });
      return new Set(all);
    });
    return countingStep(name, due.size, async () => {
      const alone = workouts.length === 1;
      const frame = { pool, name, work, attempt, workflowId, alone, until, workouts, due };
      const halving = known ?? wholeList(workouts.length, left.length - due.size);
      return toResult(frame, await applyParts(frame, halving, { isHalved: known !== undefined }));
    });
  };

interface Frame {
  pool: Pool;
  name: StepName;
  work: (context: StepWork) => Promise<void>;
  attempt: number;
  workflowId: string | undefined;
  /** The activity was given one workout: its failure is the activity's own. */
  alone: boolean;
  /** When this attempt has to be at its end. */
  until: number;
  workouts: readonly WorkoutRef[];
  /** Those of them that are not up to date. */
  due: ReadonlySet<WorkoutRef>;
}

const toResult = ({ workouts }: Frame, { succeeded, superseded, failed, upToDate }: Halving): StepResult => ({
  succeeded,
  superseded,
  ...(upToDate > 0 ? { upToDate } : {}),
  failed: failed.map((position) => workouts[position]!.workoutId),
});

/** Part by part; a list that nothing is wrong with is one. What an attempt has no time for is the next one's. */
async function applyParts(
  frame: Frame,
  begun: Halving,
  { isHalved }: { isHalved: boolean },
): Promise<Halving> {
  let halving = begun;
  let halved = isHalved || (!frame.alone && frame.attempt > WHOLE_ATTEMPTS);
  let isFirst = true;
  try {
    for (;;) {
      halving = withSecondChance(halving);
      const [part] = halving.parts;
      if (!part) return halving;
      const workouts = frame.workouts.slice(...part).filter((workout) => frame.due.has(workout));
      const limitMs = isFirst && (!halved || sizeOf(part) === 1) ? TRANSACTION_MS : PART_MS;
      if (!isFirst && performance.now() + limitMs > frame.until) throw goOnAtOnce();
      isFirst = false;
      if (halving.isSecondChance)
        await withTransaction(frame.pool, (tx) => beginStep(tx, { ...frame, workouts }));
      const result = await applyPart(frame, workouts, limitMs);
      halving = result ? withDone(halving, result) : withPoison(halving);
      halved ||= !result;
    }
  } catch (error) {
    if (halved && !frame.alone) heartbeat(halving);
    throw error;
  }
}

/** @returns undefined when there is no hope for it: something in it is poisonous. */
async function applyPart(
  frame: Frame,
  workouts: WorkoutRef[],
  limitMs: number,
): Promise<StepResult | undefined> {
  if (workouts.length === 0) return { succeeded: 0, superseded: 0, failed: [] };
  try {
    return await applyOnce(frame, workouts, limitMs);
  } catch (error) {
    // Nobody is given up for having had less time than there is: it is the next attempt's first.
    if (workouts.length === 1 && limitMs < TRANSACTION_MS && isOutOfTime(error)) throw goOnAtOnce();
    await handleFailure(frame, workouts, error);
    return undefined;
  }
}

/** A deadlock's victim is repeated once at once: the other one has gone through by then. */
async function applyOnce(frame: Frame, workouts: WorkoutRef[], limitMs: number): Promise<StepResult> {
  try {
    return await applyInTransaction(frame, workouts, limitMs);
  } catch (error) {
    if (isDeadlock(error)) return applyInTransaction(frame, workouts, limitMs);
    throw error;
  }
}

const applyInTransaction = (
  { pool, name, work, attempt, workflowId }: Frame,
  workouts: WorkoutRef[],
  limitMs: number,
): Promise<StepResult> =>
  withTransaction(pool, async (tx) => {
    if (limitMs < TRANSACTION_MS) await limitTransaction(tx, limitMs);
    const athleteUuids = await lockAthletesOf(tx, workouts);
    const current = await dropSuperseded(tx, workouts);
    if (current.length > 0) await work({ tx, athleteUuids, workouts: current });
    await succeedStep(tx, { name, workouts: current, attempt, workflowId });
    return { succeeded: current.length, superseded: workouts.length - current.length, failed: [] };
  });

/** Returns where the list is to be halved or its one workout is set aside; else throws, to be tried again or for good. */
async function handleFailure(frame: Frame, workouts: WorkoutRef[], error: unknown): Promise<void> {
  const { pool, name, attempt, workflowId, alone } = frame;
  const description = describeFailure(error);
  log.warn('A step failed', { step: name, error, workouts: workouts.length });
  const mark = { name, workouts, attempt, workflowId };
  if (!isHopeless(error, alone ? 'alone' : 'inAList')) {
    await withTransaction(pool, (tx) => recordAttempt(tx, mark, description));
    throw toFailure(error);
  }
  if (workouts.length > 1) return;
  await withTransaction(pool, (tx) => failStep(tx, mark, description));
  if (alone) throw toFailure(error, { nonRetryable: true });
}

/** No failure of the step: its rest is the next attempt's, which begins without the pause of a retry. */
const goOnAtOnce = (): Error =>
  ApplicationFailure.create({
    type: 'unfinished',
    message: 'The rest of the list is the next attempt’s.',
    nextRetryDelay: '10 ms',
  });
