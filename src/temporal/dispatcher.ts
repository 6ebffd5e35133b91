import { randomUUID } from 'node:crypto';
import { ServiceError } from '@temporalio/client';
import { claimOthers, claimWorkouts } from '../db/dispatch/claims.ts';
import { readDispatchState, type DispatchState, type WorkQueue } from '../db/dispatch/dispatch-state.ts';
import { markStarted, postponeStart, takeDueStarts, type Execution } from '../db/dispatch/executions.ts';
import { withTransaction, type Pool, type Transaction } from '../db/pool.ts';
import type { Priority, WorkKind } from '../db/dispatch/work-kinds.ts';
import type { Temporal } from './client.ts';
import { hasCode } from './grpc-codes.ts';
import { createOutageLog, type OutageLog, type WarningLog } from './outage-log.ts';
import { runRounds } from './rounds.ts';
import { startExecution } from './start-execution.ts';

/** Maximum number of workouts in a batch. A batch of an import is smaller, so that it delays a save less. */
const BATCH_SIZE: Record<Priority, number> = { interactive: 2000, bulk: 1000 };

/**
 * Maximum number of open executions, over all processes. Later workouts wait and form one batch: an execution costs
 * Temporal the same for one workout as for a hundred.
 */
const LIMITS: Readonly<Record<WorkQueue, number | { perWorker: number }>> = {
  'workout/interactive': { perWorker: 2 },
  'workout/bulk': { perWorker: 1 },
  'upload/interactive': { perWorker: 10 },
  // Files of imports share their task queue with the batches.
  'upload/bulk': { perWorker: 4 },
  'report/interactive': 50,
  'erasure/interactive': 20,
  'import/interactive': 50,
  'email/interactive': 20,
};

const STARTS_AT_ONCE = 20;
const START_TIMEOUT_MS = 5000;
/** The delay after a start that failed because Temporal was down, and after one that Temporal refused. */
const RETRY_SECONDS = 2;
const REFUSED_SECONDS = 60;
const IDLE_MS = 200;
/** Under load, each save would start a round that finds no free slot. */
const FULL_MS = 50;
const FAILED_MS = 1000;

interface DispatcherDependencies {
  pool: Pool;
  temporal: Temporal;
  log: WarningLog;
}

/** Creates a dispatcher, which starts all waiting work. Any number of processes may have one. */
export function createDispatcher(dependencies: DispatcherDependencies) {
  const memory = createMemory(dependencies);
  let endPause = (): void => {};
  /** Until this time (performance.now()) new work starts no round: the last round found no free slot. */
  let fullUntil = 0;
  /** Whether work was added or a slot was freed since the current round began. */
  let hasNewWork = false;
  let hasFreeSlot = false;
  async function round(): Promise<number> {
    hasNewWork = false;
    hasFreeSlot = false;
    const found = await dispatchOnce(dependencies, memory);
    const isFull = found === 'full';
    fullUntil = isFull ? performance.now() + FULL_MS : 0;
    return found === 'more' || hasFreeSlot || (hasNewWork && !isFull) ? 0 : IDLE_MS;
  }
  return {
    /** Starts a round at once, after a commit that added waiting work. */
    wake(): void {
      hasNewWork = true;
      if (performance.now() >= fullUntil) endPause();
    },
    /** Starts a round at once, after an execution has ended and freed its slot. */
    wakeForFreeSlot(): void {
      hasFreeSlot = true;
      endPause();
    },
    /** Runs until the signal is aborted, with a round at least every 200 ms. */
    run: (signal: AbortSignal): Promise<void> =>
      runRounds(
        {
          round,
          pausing: (end) => (endPause = end),
          failedMs: FAILED_MS,
          failed: 'A dispatcher round failed; retrying',
          recovered: 'The dispatcher has recovered',
          log: dependencies.log,
        },
        signal,
      ),
  };
}

export type Dispatcher = ReturnType<typeof createDispatcher>;

/** The athlete at which the last claim of this process stopped, by priority. */
type Cursors = Record<Priority, string>;

/** State that a dispatcher keeps from round to round. */
interface Memory {
  cursors: Cursors;
  outage: OutageLog;
}

const createMemory = ({ log }: Pick<DispatcherDependencies, 'log'>): Memory => ({
  cursors: { interactive: randomUUID(), bulk: randomUUID() },
  outage: createOutageLog(log, {
    failed: 'Executions could not be started; retrying',
    recovered: 'Executions can be started again',
  }),
});

/**
 * `more`: more work may be startable now. `full`: work waits until an execution ends, or until another process has
 * claimed.
 */
export type Found = 'more' | 'nothing' | 'full';

/** Claims startable work in one transaction and starts it after the commit, so that a crash loses nothing. */
export async function dispatchOnce(
  dependencies: DispatcherDependencies,
  { cursors, outage }: Memory = createMemory(dependencies),
): Promise<Found> {
  const { found, starts } = await withTransaction(dependencies.pool, (tx) => claim(tx, cursors));
  await Promise.all(starts.map((execution) => startOne(dependencies, execution, outage)));
  return found;
}

async function claim(tx: Transaction, cursors: Cursors): Promise<{ found: Found; starts: Execution[] }> {
  const state = await readDispatchState(tx);
  if (!state) return { found: 'full', starts: [] };
  const starts = state.hasDueStarts ? await takeDueStarts(tx, STARTS_AT_ONCE) : [];
  let found: Found = starts.length === STARTS_AT_ONCE ? 'more' : 'nothing';
  for (const queue of state.waiting) {
    const free = limitOf(queue, state) - (state.open.get(queue) ?? 0);
    const claimed = free > 0 ? await claimIn(tx, queue, Math.min(free, STARTS_AT_ONCE), cursors) : [];
    starts.push(...claimed);
    if (claimed.length > 0) found = 'more';
    else if (found === 'nothing') found = 'full';
  }
  return { found, starts };
}

async function claimIn(
  tx: Transaction,
  queue: WorkQueue,
  limit: number,
  cursors: Cursors,
): Promise<Execution[]> {
  const [kind, priority] = queue.split('/') as [WorkKind, Priority];
  if (kind !== 'workout') return claimOthers(tx, { kind, priority, limit });
  const { execution, after } = await claimWorkouts(tx, {
    priority,
    limit: BATCH_SIZE[priority],
    after: cursors[priority],
  });
  cursors[priority] = after;
  return execution ? [execution] : [];
}

/** Returns the limit of a queue. It grows with the workers; without any it is the limit of one. */
function limitOf(queue: WorkQueue, { workers }: DispatchState): number {
  const limit = LIMITS[queue];
  return typeof limit === 'number' ? limit : limit.perWorker * Math.max(1, workers);
}

async function startOne(
  { pool, temporal, log }: DispatcherDependencies,
  execution: Execution,
  outage: OutageLog,
): Promise<void> {
  const { workflowId } = execution;
  try {
    await startExecution(temporal, execution, START_TIMEOUT_MS);
    outage.succeeded();
    await markStarted(pool, workflowId);
  } catch (error) {
    const isAway = isTemporalDown(error);
    if (isAway) outage.failed(error, { workflowId });
    else log.warn({ error, workflowId }, 'An execution could not be started; retrying');
    await postponeStart(pool, { workflowId, seconds: isAway ? RETRY_SECONDS : REFUSED_SECONDS });
  }
}

/** Returns whether Temporal is down. A start that Temporal or this build refuses does not affect other starts. */
const isTemporalDown = (error: unknown): boolean =>
  error instanceof ServiceError && !hasCode(error.cause, 'INVALID_ARGUMENT');
