import { ServiceError } from '@temporalio/client';
import { v4 as uuidV4 } from 'uuid';
import { listUnstarted, releaseStarts, takeDueStarts, type DueStart } from '../db/due-starts.ts';
import { claimBulkUploads, claimWaiting } from '../db/outbox-claims.ts';
import { deleteStarted, type Priority } from '../db/outbox.ts';
import { withTransaction, type Pool } from '../db/pool.ts';
import { findStartDetails } from '../db/start-details.ts';
import type { Temporal } from './client.ts';
import { hasCode } from './grpc-codes.ts';
import { createOpenExecutions, type OpenExecutions } from './open-executions.ts';
import { runRounds } from './rounds.ts';
import { startDue } from './starting.ts';

/** Workouts in a batch. Of an import fewer: whoever saves a run meanwhile waits for no longer than such a batch takes. */
const BATCH_SIZE: Record<Priority, number> = { interactive: 2000, bulk: 1000 };
/**
 * Executions that this process has claimed and that are open, of each priority. What comes meanwhile waits and is the
 * next one's, all in one: an execution costs the same for one workout and for a hundred.
 */
const OPEN_WORKOUTS: Record<Priority, number> = { interactive: 2, bulk: 1 };
/**
 * An execution that takes longer no longer keeps others waiting: a poisonous workout is tried for a minute, and two of
 * them would be all that this process has open.
 */
const USUAL_MS: Record<Priority, number> = { interactive: 10_000, bulk: 60_000 };
/** The same of a file that is read. */
const USUAL_UPLOAD_MS = 300_000;
/** Files of imports being read per worker process: they share their task queue with the batches. */
const OPEN_BULK_UPLOADS = 4;
const STARTS_AT_ONCE = 20;
const START_TIMEOUT_MS = 5000;
/** Longer than a start takes, and no longer: so long nobody starts what a killed worker was about to. */
const CLAIM_SECONDS = 10;
const RETRY_SECONDS = 2;
const IDLE_MS = 200;
const FAILED_MS = 1000;

interface DispatcherDependencies {
  pool: Pool;
  temporal: Temporal;
  log: { warn(fields: object, message: string): void };
  usualMs?: number;
  /** Whether what is started is processed by this version's build: it may not be what another version can read. */
  mayStart?: () => boolean;
}

/**
 * Starts whatever the API did not: what came under load, while Temporal was away, or between a crash and its restart.
 */
export async function runDispatcher(
  dependencies: DispatcherDependencies,
  signal: AbortSignal,
): Promise<void> {
  const { mayStart = () => true } = dependencies;
  let endPause = (): void => {};
  // What has waited for an open execution to end goes on at once.
  const executions = (usualMs: number) =>
    createOpenExecutions(dependencies.temporal, {
      signal,
      onEnd: () => endPause(),
      mostMs: dependencies.usualMs ?? usualMs,
    });
  const open: Open = {
    workouts: {
      interactive: executions(USUAL_MS.interactive),
      bulk: executions(USUAL_MS.bulk),
    },
    bulkUploads: executions(USUAL_UPLOAD_MS),
    heldUp: new Set(),
  };
  await runRounds(
    {
      round: async () => (mayStart() && (await dispatchOnce(dependencies, open)) ? 0 : IDLE_MS),
      pausing: (end) => (endPause = end),
      failedMs: FAILED_MS,
      failed: 'The dispatcher pauses: a round failed',
      log: dependencies.log,
    },
    signal,
  );
  const { interactive, bulk } = open.workouts;
  await Promise.all([interactive.settled(), bulk.settled(), open.bulkUploads.settled()]);
}

/** What this process has started and keeps few of. */
interface Open {
  workouts: Record<Priority, OpenExecutions>;
  bulkUploads: OpenExecutions;
  /** Starts of this process that failed. */
  heldUp: Set<string>;
}

/** One round. @returns whether there may be more to do at once */
export async function dispatchOnce(dependencies: DispatcherDependencies, open?: Open): Promise<boolean> {
  const { pool } = dependencies;
  const mayClaim = !(await isHeldUp(pool, open));
  const claimed = mayClaim && ((await claim(pool, 'interactive', open)) || (await claim(pool, 'bulk', open)));
  const files = mayClaim && (await claimFiles(pool, open));
  const due = await takeDueStarts(pool, { limit: STARTS_AT_ONCE, seconds: CLAIM_SECONDS });
  await Promise.all(due.map((start) => startOne(dependencies, start, open)));
  return claimed || files || due.length === STARTS_AT_ONCE;
}

/**
 * Whether a start that failed has still not been made, by anybody. Until then nothing is claimed: while Temporal is away
 * each round would claim one more batch, and all of them would be open at once when it is back.
 */
async function isHeldUp(pool: Pool, open: Open | undefined): Promise<boolean> {
  if (!open || open.heldUp.size === 0) return false;
  open.heldUp = new Set(await listUnstarted(pool, [...open.heldUp]));
  return open.heldUp.size > 0;
}

async function claim(pool: Pool, priority: Priority, open: Open | undefined): Promise<boolean> {
  if ((open?.workouts[priority].count() ?? 0) >= OPEN_WORKOUTS[priority]) return false;
  const claimed = await withTransaction(pool, (tx) =>
    claimWaiting(tx, {
      priority,
      limit: BATCH_SIZE[priority],
      singlesUpTo: 1,
      batchId: uuidV4(),
    }),
  );
  return claimed > 0;
}

async function claimFiles(pool: Pool, open: Open | undefined): Promise<boolean> {
  const free = OPEN_BULK_UPLOADS - (open?.bulkUploads.count() ?? 0);
  return free > 0 && (await claimBulkUploads(pool, free)) > 0;
}

async function startOne(
  { pool, temporal, log }: DispatcherDependencies,
  start: DueStart,
  open: Open | undefined,
): Promise<void> {
  const { workflowId, kind, priority } = start;
  try {
    const details = await findStartDetails(pool, start);
    await startDue(temporal, start, { details, timeoutMs: START_TIMEOUT_MS });
    await deleteStarted(pool, [workflowId]);
    if (kind === 'workout' || kind === 'batch') open?.workouts[priority].follow(workflowId);
    if (kind === 'upload' && priority === 'bulk') open?.bulkUploads.follow(workflowId);
  } catch (error) {
    log.warn({ error, workflowId }, 'An execution could not be started; it is tried again');
    if (isTemporalAway(error)) open?.heldUp.add(workflowId);
    await releaseStarts(pool, { workflowIds: [workflowId], seconds: RETRY_SECONDS });
  }
}

/** What it refuses as it is says nothing of the others, and neither does what this build cannot start. */
const isTemporalAway = (error: unknown): boolean =>
  error instanceof ServiceError && !hasCode(error.cause, 'INVALID_ARGUMENT');
