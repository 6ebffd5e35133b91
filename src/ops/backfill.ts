import {
  countWithoutStep,
  listEnded,
  listEndedWithoutStep,
  listNewestEnded,
  type MissingStep,
} from '../db/steps/missing-steps.ts';
import { enqueueRun } from '../db/dispatch/enqueue.ts';
import { listAthletePage } from '../db/derived/derived-reads.ts';
import { listProcessedFlags } from '../db/derived/flags.ts';
import { listProcessedLocalStarts } from '../db/derived/local-starts.ts';
import { groupByHistory } from '../db/steps/history-groups.ts';
import { withSnapshot, type Pool, type Queryable } from '../db/pool.ts';
import { lockAthletesOf, workoutIdsOf } from '../db/workouts/workout-refs.ts';
import { STEPS, type StepName } from '../domain/steps.ts';
import type { WorkoutRef } from '../domain/workout.ts';
import { transactionWithRetries } from './transaction-with-retries.ts';
import { runCheck } from './verify.ts';
import { verifyStandings } from './verify-checks.ts';

const PAGE = 1000;
const ATHLETE_PAGE = 100;

export interface Backfill {
  /** Workouts that will be reprocessed. */
  queued: number;
  /** Workouts in progress without the step. Repeat the backfill for those that did not get it. */
  inProgress: number;
}

/** Steps by their result. */
const SUBJECTS: Readonly<Record<string, StepName>> = {
  energy: 'calculateCalories',
  'best-efforts': 'findBestEfforts',
  'training-load': 'calculateTrainingLoad',
};

/** Finds a step by its name or its result. */
export const findStep = (name = ''): StepName | undefined =>
  STEPS.find((step) => step.name === name)?.name ??
  (Object.hasOwn(SUBJECTS, name) ? SUBJECTS[name] : undefined);

/**
 * Queues every workout for which a step has not succeeded or its result is out of date, with bulk priority. Deleted
 * workouts are not queued. Repeating it is safe: workouts that wait or are in progress are skipped.
 */
export async function backfill(
  pool: Pool,
  { onProgress = () => {}, ...missing }: MissingStep & { onProgress?: (queued: number, of: number) => void },
): Promise<Backfill> {
  const { ended, inProgress } = await withSnapshot(pool, (db) => countWithoutStep(db, missing));
  let queued = 0;
  let after: string | null = null;
  for (;;) {
    const page = await enqueuePage(pool, { ...missing, after });
    if (page.last === null) return { queued, inProgress };
    queued += page.queued;
    after = page.last;
    onProgress(queued, ended);
  }
}

/** Finds a page in a snapshot, which may take long but holds no locks, then enqueues it in a short transaction. */
async function enqueuePage(
  pool: Pool,
  { after, ...missing }: MissingStep & { after: string | null },
): Promise<{ queued: number; last: string | null }> {
  const found = await withSnapshot(pool, (db) =>
    listEndedWithoutStep(db, { ...missing, after, limit: PAGE }),
  );
  return { queued: await enqueueEnded(pool, found), last: found.at(-1)?.workoutId ?? null };
}

/** The stored and the current value of a workout. Listed page by page in the order of ids. */
interface Compared extends WorkoutRef {
  expected: string | null;
  stored: string | null;
}
type ListPage = (db: Queryable, page: { after: string | null; limit: number }) => Promise<Compared[]>;

/** Values that depend on rules outside of the workout: time zone rules, and limits of plausibility. */
const LISTS = {
  'local-start': listProcessedLocalStarts,
  flags: listProcessedFlags,
} as const satisfies Record<string, ListPage>;
export type Subject = keyof typeof LISTS;

export const isSubject = (name = ''): name is Subject => Object.hasOwn(LISTS, name);

/** Reprocesses processed workouts whose stored value differs from the current rules. */
export async function backfillStored(pool: Pool, subject: Subject): Promise<Pick<Backfill, 'queued'>> {
  let queued = 0;
  let after: string | null = null;
  for (;;) {
    const page: Compared[] = await withSnapshot(pool, (db) => LISTS[subject](db, { after, limit: PAGE }));
    queued += await enqueueEnded(
      pool,
      page.filter(({ expected, stored }) => expected !== stored),
    );
    if (page.length < PAGE) return { queued };
    after = page.at(-1)!.workoutId;
  }
}

/**
 * Enqueues one processed workout of each athlete whose stored awards, progress or records differ from the current
 * rules. The step recomputes all of the athlete's. It is safe to repeat.
 */
export async function backfillAchievements(pool: Pool): Promise<Pick<Backfill, 'queued'>> {
  let queued = 0;
  let after: string | null = null;
  for (;;) {
    const page: string[] = await listAthletePage(pool, { after, limit: ATHLETE_PAGE });
    if (page.length === 0) return { queued };
    const outdated: string[] = [];
    for (const group of await groupByHistory(pool, page)) {
      const differences = await runCheck(pool, verifyStandings, group, {});
      outdated.push(...new Set(differences.map(({ key }) => key.split(' ', 1)[0]!)));
    }
    queued += await enqueueEnded(pool, await listNewestEnded(pool, outdated));
    after = page.at(-1)!;
  }
}

/** @returns how many were enqueued; workouts that are in progress again are skipped */
async function enqueueEnded(pool: Pool, workouts: readonly WorkoutRef[]): Promise<number> {
  if (workouts.length === 0) return 0;
  return transactionWithRetries(pool, async (tx) => {
    await lockAthletesOf(tx, workouts);
    const workoutIds = await listEnded(tx, workoutIdsOf(workouts));
    return (await enqueueRun(tx, { workoutIds, priority: 'bulk' })).length;
  });
}
