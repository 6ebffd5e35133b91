import {
  countWithoutStep,
  listEnded,
  listEndedWithoutStep,
  type MissingStep,
} from '../db/steps/missing-steps.ts';
import { enqueueRun } from '../db/dispatch/enqueue.ts';
import { listProcessedLocalStarts, type LocalStart } from '../db/derived/local-starts.ts';
import { withSnapshot, type Pool } from '../db/pool.ts';
import { lockAthletesOf, workoutIdsOf } from '../db/workouts/workout-refs.ts';
import { STEPS, type StepName } from '../domain/steps.ts';
import type { WorkoutRef } from '../domain/workout.ts';
import { transactionWithRetries } from './transaction-with-retries.ts';

const PAGE = 1000;

export interface Backfill {
  /** Workouts that go through the steps once more. */
  queued: number;
  /** Workouts that are still under way without the step: a later backfill takes those to which it did not come. */
  underWay: number;
}

/** Steps by what they tell. */
const SUBJECTS: Readonly<Record<string, StepName>> = {
  energy: 'calculateCalories',
  'best-efforts': 'findBestEfforts',
  'training-load': 'calculateTrainingLoad',
};

/** By its name, or by what it tells. */
export const findStep = (name = ''): StepName | undefined =>
  STEPS.find((step) => step.name === name)?.name ??
  (Object.hasOwn(SUBJECTS, name) ? SUBJECTS[name] : undefined);

/**
 * Sends every live workout that a step has not succeeded for, or would tell something else of today, through the steps
 * once more, behind whatever somebody waits for. Repeating it is safe: what still waits or runs is left alone.
 */
export async function backfill(
  pool: Pool,
  { onProgress = () => {}, ...missing }: MissingStep & { onProgress?: (queued: number, of: number) => void },
): Promise<Backfill> {
  const { ended, underWay } = await withSnapshot(pool, (db) => countWithoutStep(db, missing));
  let queued = 0;
  let after: string | null = null;
  for (;;) {
    const page = await enqueuePage(pool, { ...missing, after });
    if (page.last === null) return { queued, underWay };
    queued += page.queued;
    after = page.last;
    onProgress(queued, ended);
  }
}

/** To find them may take long, and holds nothing; to send them on does not. */
async function enqueuePage(
  pool: Pool,
  { after, ...missing }: MissingStep & { after: string | null },
): Promise<{ queued: number; last: string | null }> {
  const found = await withSnapshot(pool, (db) =>
    listEndedWithoutStep(db, { ...missing, after, limit: PAGE }),
  );
  return { queued: await enqueueEnded(pool, found), last: found.at(-1)?.workoutId ?? null };
}

/**
 * Sends the processed workouts through the steps once more whose stored local start differs from Node's zone rules, as
 * after an upgrade that brought newer ones.
 */
export async function backfillLocalStarts(pool: Pool): Promise<Pick<Backfill, 'queued'>> {
  let queued = 0;
  let after: string | null = null;
  for (;;) {
    const page: LocalStart[] = await withSnapshot(pool, (db) =>
      listProcessedLocalStarts(db, { after, limit: PAGE }),
    );
    queued += await enqueueEnded(
      pool,
      page.filter(({ expected, stored }) => expected !== stored),
    );
    if (page.length < PAGE) return { queued };
    after = page.at(-1)!.workoutId;
  }
}

/** @returns how many were enqueued: not those that are under way again */
async function enqueueEnded(pool: Pool, workouts: readonly WorkoutRef[]): Promise<number> {
  if (workouts.length === 0) return 0;
  return transactionWithRetries(pool, async (tx) => {
    await lockAthletesOf(tx, workouts);
    const workoutIds = await listEnded(tx, workoutIdsOf(workouts));
    return (await enqueueRun(tx, { workoutIds, priority: 'bulk' })).length;
  });
}
