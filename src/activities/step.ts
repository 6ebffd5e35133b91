import { activityInfo, log } from '@temporalio/activity';
import { describeFailure, isDeadlock } from '../db/failure.ts';
import { withTransaction, type Pool, type Transaction } from '../db/pool.ts';
import { dropUpToDate } from '../db/redrive.ts';
import { beginStep, failStep, recordAttempt, succeedStep } from '../db/steps.ts';
import { dropSuperseded, lockAthletesOf, type CurrentWorkout } from '../db/workout-refs.ts';
import { getStep, type StepName } from '../domain/steps.ts';
import type { WorkoutRef } from '../domain/workout.ts';
import { countingStep } from './counters.ts';
import { isHopeless, toFailure } from './giving-up.ts';
import type { StepInput, StepResult } from './step-contract.ts';

/** What a step does, in one transaction, with the athletes locked and only newest revisions at hand. */
export interface StepWork {
  tx: Transaction;
  athleteUuids: string[];
  workouts: CurrentWorkout[];
}

/**
 * Makes an activity of a step: the same frame for all of them. It shows the step as running, does the work fenced and
 * locked, notes attempts and errors outside the rolled back transaction, and finds the one workout in a list that
 * poisons it by halving. Transient errors never split a list: they are retried as they are. In a redrive, what succeeded
 * before is left as it is.
 */
export const createStep =
  ({ pool }: { pool: Pool }, name: StepName, work: (context: StepWork) => Promise<void>) =>
  async ({ workouts }: StepInput): Promise<StepResult> => {
    const { attempt } = activityInfo();
    const due = await withTransaction(pool, async (tx) => {
      const left = await dropUpToDate(tx, getStep(name), workouts);
      await beginStep(tx, { name, workouts: left, attempt });
      return left;
    });
    const upToDate = workouts.length - due.length;
    return countingStep(name, due.length, async () => {
      if (due.length === 0) return { ...NOTHING_DONE, upToDate };
      const frame = { pool, name, work, attempt, alone: workouts.length === 1 };
      const result = await reviveInnocent(frame, due, await applyStep(frame, due));
      return upToDate > 0 ? { ...result, upToDate } : result;
    });
  };

const NOTHING_DONE: StepResult = { succeeded: 0, superseded: 0, failed: [] };

interface Frame {
  pool: Pool;
  name: StepName;
  work: (context: StepWork) => Promise<void>;
  attempt: number;
  /** The activity was given one workout: its failure is the activity's own. */
  alone: boolean;
}

/**
 * A workout fails along with a poisonous one of its athlete, whose history both share, until that one is set aside. So
 * those that failed in a list are tried once more, one by one, now that all of them are.
 */
async function reviveInnocent(frame: Frame, workouts: WorkoutRef[], first: StepResult): Promise<StepResult> {
  if (first.failed.length < 2) return first;
  const suspects = workouts.filter(({ workoutId }) => first.failed.includes(workoutId));
  const result = { ...first, failed: [] as string[] };
  for (const suspect of suspects) {
    await withTransaction(frame.pool, (tx) => beginStep(tx, { ...frame, workouts: [suspect] }));
    const again = await applyStep(frame, [suspect]);
    result.succeeded += again.succeeded;
    result.superseded += again.superseded;
    result.failed.push(...again.failed);
  }
  return result;
}

async function applyStep(frame: Frame, workouts: WorkoutRef[]): Promise<StepResult> {
  try {
    return await applyOnce(frame, workouts);
  } catch (error) {
    return handleFailure(frame, workouts, error);
  }
}

/** A deadlock's victim is repeated once at once: the other one has gone through by then. */
async function applyOnce(frame: Frame, workouts: WorkoutRef[]): Promise<StepResult> {
  try {
    return await applyInTransaction(frame, workouts);
  } catch (error) {
    if (isDeadlock(error)) return applyInTransaction(frame, workouts);
    throw error;
  }
}

const applyInTransaction = (
  { pool, name, work, attempt }: Frame,
  workouts: WorkoutRef[],
): Promise<StepResult> =>
  withTransaction(pool, async (tx) => {
    const athleteUuids = await lockAthletesOf(tx, workouts);
    const current = await dropSuperseded(tx, workouts);
    if (current.length > 0) await work({ tx, athleteUuids, workouts: current });
    await succeedStep(tx, { name, workouts: current, attempt });
    return { succeeded: current.length, superseded: workouts.length - current.length, failed: [] };
  });

async function handleFailure(frame: Frame, workouts: WorkoutRef[], error: unknown): Promise<StepResult> {
  const { pool, name, attempt, alone } = frame;
  const description = describeFailure(error);
  log.warn('A step failed', { step: name, error, workouts: workouts.length });
  const mark = { name, workouts, attempt };
  if (!isHopeless(error, alone ? 'alone' : 'inAList')) {
    await withTransaction(pool, (tx) => recordAttempt(tx, mark, description));
    throw toFailure(error);
  }
  if (workouts.length > 1) {
    const half = Math.ceil(workouts.length / 2);
    const left = await applyStep(frame, workouts.slice(0, half));
    const right = await applyStep(frame, workouts.slice(half));
    return {
      succeeded: left.succeeded + right.succeeded,
      superseded: left.superseded + right.superseded,
      failed: [...left.failed, ...right.failed],
    };
  }
  await withTransaction(pool, (tx) => failStep(tx, mark, description));
  if (alone) throw toFailure(error, { nonRetryable: true });
  return { succeeded: 0, superseded: 0, failed: workouts.map((workout) => workout.workoutId) };
}
