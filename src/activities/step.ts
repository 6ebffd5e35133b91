import { activityInfo, log } from '@temporalio/activity';
import { listWorkouts } from '../db/executions.ts';
import { describeFailure, isDeadlock, isOutOfTime } from '../db/failure.ts';
import { positionsByHistory } from '../db/history-groups.ts';
import { limitTransaction, withTransaction, type Pool, type Transaction } from '../db/pool.ts';
import { dropUpToDate } from '../db/redrive.ts';
import { beginProcessing, beginStep, failStep, recordAttempt, succeedStep } from '../db/steps.ts';
import { dropSuperseded, lockAthletesOf, type CurrentWorkout } from '../db/workout-refs.ts';
import { getStep, type StepName } from '../domain/steps.ts';
import type { WorkoutRef } from '../domain/workout.ts';
import { ATTEMPT_MS, PART_MS, TRANSACTION_MS } from './attempt-times.ts';
import { countingStep } from './counters.ts';
import { beat, goOnAtOnce, handedOn, handOn, isHopeless, toFailure } from './giving-up.ts';
import { inParts, withDone, withPoison, withSecondChance, type Halving, type Part } from './halving.ts';
import { standBack } from './stand-back.ts';
import type { StepInput, StepResult } from './step-contract.ts';

/** What a step does, in one transaction, with the athletes locked and only newest revisions at hand. */
export interface StepWork {
  tx: Transaction;
  athleteUuids: string[];
  workouts: CurrentWorkout[];
}

/**
 * Makes an activity of a step: the same frame for all of them. It shows the step as running, does the work fenced and
 * locked – group by group, so that no athlete is locked for as long as everybody's histories take –, notes attempts and
 * errors outside the rolled back transaction, and finds the one workout in a list that poisons it by halving. Transient
 * errors never split a list: they are retried as they are. In a redrive, what succeeded before is left as it is.
 */
export const createStep =
  ({ pool }: { pool: Pool }, name: StepName, work: (context: StepWork) => Promise<void>) =>
  async (input: StepInput): Promise<StepResult> => {
    const until = performance.now() + ATTEMPT_MS;
    const { attempt, workflowExecution } = activityInfo();
    const workouts = await listWorkouts(pool, input);
    // A batch that is forgotten, whose attempts might have gone on at positions in it.
    if (workouts.length === 0) return NOTHING;
    const workflowId = workflowExecution?.workflowId;
    if (attempt === 1) await standBack(pool, workouts);
    const known = handedOn() as Halving | undefined;
    const parts = known?.parts ?? (await positionsByHistory(pool, workouts));
    const left = parts.flat().map((position) => workouts[position]!);
    const begun = await withTransaction(pool, async (tx) => {
      const all = await dropUpToDate(tx, getStep(name), left);
      const mark = { name, workouts: all, attempt, workflowId };
      // Of a list nobody watches the steps one by one: a row a workout and step more would be half of what they write.
      await (attempt === 1 && workouts.length > 1 ? beginProcessing(tx, mark) : beginStep(tx, mark));
      return all;
    });
    // What an earlier attempt has set aside may get its second chance in this one.
    const setAside = (known?.failed ?? []).map((position) => workouts[position]!);
    return countingStep(name, begun.length, async () => {
      const alone = workouts.length === 1;
      const due = new Set([...begun, ...setAside]);
      const frame = { pool, name, work, attempt, workflowId, alone, until, workouts, due };
      return toResult(frame, await applyParts(frame, known ?? inParts(parts, left.length - begun.length)));
    });
  };

const NOTHING: StepResult = { succeeded: 0, superseded: 0, failed: [] };

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

/** Part by part, each a transaction. What an attempt has no time for is the next one's. */
async function applyParts(frame: Frame, begun: Halving): Promise<Halving> {
  let halving = begun;
  let isFirst = true;
  try {
    for (;;) {
      halving = withSecondChance(halving);
      const [part] = halving.parts;
      if (!part) return halving;
      const limitMs = limitOf(frame, halving, part, isFirst);
      if (limitMs === undefined) throw goOnAtOnce();
      isFirst = false;
      const workouts = part
        .map((position) => frame.workouts[position]!)
        .filter((workout) => frame.due.has(workout));
      if (halving.isSecondChance)
        await withTransaction(frame.pool, (tx) => beginStep(tx, { ...frame, workouts }));
      const result = await applyPart(frame, workouts, { limitMs, isSearched: halving.isSearched });
      halving = result ? withDone(halving, result) : withPoison(halving);
      if (!frame.alone) beat(halving);
    }
  } catch (error) {
    handOn(error, frame.alone ? undefined : halving);
    throw toFailure(error);
  }
}

/** How long the next part may take; undefined when it is the next attempt's, whose first one has all the time there is. */
function limitOf(
  { until }: Frame,
  { isSearched }: Halving,
  part: Part,
  isFirst: boolean,
): number | undefined {
  const left = until - performance.now();
  if (!isFirst) return left < PART_MS ? undefined : PART_MS;
  return Math.max(PART_MS, Math.min(left, isSearched && part.length > 1 ? PART_MS : TRANSACTION_MS));
}

/** @returns undefined when there is no hope for it: something in it is poisonous. */
async function applyPart(
  frame: Frame,
  workouts: WorkoutRef[],
  { limitMs, isSearched }: { limitMs: number; isSearched: boolean },
): Promise<StepResult | undefined> {
  if (workouts.length === 0) return NOTHING;
  try {
    return await applyOnce(frame, workouts, limitMs);
  } catch (error) {
    // Nothing is wrong with what had less time than there is: it is the next attempt's first. A search goes on by halves.
    const hadLess = limitMs < TRANSACTION_MS && (workouts.length === 1 || !isSearched);
    if (hadLess && isOutOfTime(error)) throw goOnAtOnce();
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
    await succeedStep(tx, { name, workouts: current, attempt, workflowId });
    if (current.length > 0) await work({ tx, athleteUuids, workouts: current });
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
    throw error;
  }
  if (workouts.length > 1) return;
  await withTransaction(pool, (tx) => failStep(tx, mark, description));
  if (alone) throw toFailure(error, { nonRetryable: true });
}
