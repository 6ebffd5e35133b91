import { WorkflowNotFoundError } from '@temporalio/client';
import { enqueueMissingReports, enqueueStaleReports } from '../db/reports/due-reports.ts';
import {
  listStarted,
  endExecution,
  executionNumberOf,
  type ExecutionCursor,
} from '../db/dispatch/executions.ts';
import { pruneAttempts } from '../db/webhooks/attempts.ts';
import { endAbandonedImports } from '../db/imports/imports.ts';
import { withTransaction, type Pool, type Transaction } from '../db/pool.ts';
import { listTimeZonesInUse } from '../db/athletes/athletes.ts';
import { withDeadline, type Temporal } from './client.ts';
import { ensureNamespace } from './namespace.ts';
import type { Log } from './outage-log.ts';
import { runRounds } from './rounds.ts';
import { ensureSchedules } from './schedules.ts';

const ROUND_MS = 60_000;
/** Until Temporal is reachable, rounds are shorter, so that a new server is ready within seconds. */
const RETRY_MS = 2000;
/** Younger executions are not looked up. */
const GRACE_SECONDS = 60;
/** Executions looked up between two checks of the clock. */
const PAGE = 500;
/** Time limit for the lookups of a round; the next round continues where this one stopped. */
const LOOK_MS = 30_000;
/** Attempts at a workflow task, about half a minute. */
const TASK_ATTEMPTS_LIMIT = 5;
/** From this execution number on, nothing is terminated: a new execution would fail in the same way. */
const LAST_EXECUTION_NUMBER = 5;
/** `WORKFLOW_TASK_TIMED_OUT` of Temporal's `EventType`. */
const TASK_TIMED_OUT = 8;
const CALL_TIMEOUT_MS = 5000;
const PRUNED_AT_ONCE = 5000;
const PRUNE_MS = 10_000;
/** A stale report is rebuilt after a minute without another change. */
const QUIET_SECONDS = 60;
const REPORTS_AT_ONCE = 50;
const REPORTS_A_ROUND = 1000;
/** While an import is being received, a page arrives every few seconds. */
const ABANDONED_SECONDS = 120;

interface ReconcilerDependencies {
  pool: Pool;
  temporal: Temporal;
  log: Log;
  /** Called for each execution whose workflow task fails repeatedly, with the reaction to it. */
  onTaskFailing?: (outcome: 'terminated' | 'left') => void;
  graceSeconds?: number;
  lookMs?: number;
}

/** Where the lookups continue; empty at the beginning. It is kept over rounds, even failed ones. */
export interface Look {
  after?: ExecutionCursor | undefined;
}

/**
 * Ensures at start and each minute: retention, search attributes, schedules, rebuilds of stale reports, and an
 * execution for all unfinished work. So no work is lost even if Temporal loses its whole database.
 */
export async function runReconciler(
  dependencies: ReconcilerDependencies,
  signal: AbortSignal,
): Promise<void> {
  let first = true;
  const look: Look = {};
  const round = async (): Promise<number> => {
    await reconcileOnce(dependencies, { updateSchedules: first, look });
    first = false;
    return ROUND_MS;
  };
  const failed = 'A reconciler round failed; retrying';
  const recovered = 'The reconciler has recovered';
  await runRounds({ round, failedMs: RETRY_MS, failed, recovered, log: dependencies.log }, signal);
}

/** Runs one round. No part depends on another one: lost executions are always replaced. */
export async function reconcileOnce(
  dependencies: ReconcilerDependencies,
  { updateSchedules, look = {} }: { updateSchedules: boolean; look?: Look },
): Promise<void> {
  const { pool, temporal } = dependencies;
  await tryEach([
    () => ensureNamespace(temporal),
    () => restartLost(dependencies, look),
    async () =>
      ensureSchedules(temporal.client, await listTimeZonesInUse(pool), { updateExisting: updateSchedules }),
    () => inPages(pool, (tx, page) => enqueueMissingReports(tx, page)),
    () => inPages(pool, (tx, page) => enqueueStaleReports(tx, { ...page, quietSeconds: QUIET_SECONDS })),
    () =>
      withTransaction(pool, (tx) =>
        endAbandonedImports(tx, { quietSeconds: ABANDONED_SECONDS, limit: 1000 }),
      ),
    () => pruneOldAttempts(pool),
  ]);
}

/** Runs the parts one after another, also after a failure. Then throws the failure, or all of them as AggregateError. */
async function tryEach(parts: (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const part of parts) await part().catch((error: unknown) => failures.push(error));
  if (failures.length > 1) throw new AggregateError(failures, failures.map(String).join('; '));
  if (failures.length === 1) throw failures[0];
}

type EnqueuePage = (tx: Transaction, page: { now: string; limit: number }) => Promise<number>;

/** Enqueues reports in short transactions: a change that marks them stale waits while their rows are locked. */
async function inPages(pool: Pool, enqueuePage: EnqueuePage): Promise<void> {
  const page = { now: new Date().toISOString(), limit: REPORTS_AT_ONCE };
  for (let left = REPORTS_A_ROUND; left > 0; left -= REPORTS_AT_ONCE) {
    const enqueued = await withTransaction(pool, (tx) => enqueuePage(tx, page));
    if (enqueued < REPORTS_AT_ONCE) return;
  }
}

/** Deletes old attempts page by page, for a limited time. */
async function pruneOldAttempts(pool: Pool): Promise<void> {
  const until = performance.now() + PRUNE_MS;
  while ((await pruneAttempts(pool, PRUNED_AT_ONCE)) === PRUNED_AT_ONCE && performance.now() < until);
}

/** Looks up executions page by page, so that long-running ones do not hide lost ones. */
async function restartLost(dependencies: ReconcilerDependencies, look: Look): Promise<void> {
  const { pool, graceSeconds = GRACE_SECONDS, lookMs = LOOK_MS } = dependencies;
  const until = performance.now() + lookMs;
  do {
    const executions = await listStarted(pool, { graceSeconds, after: look.after, limit: PAGE });
    const lost: string[] = [];
    for (const { workflowId } of executions) {
      if (!(await isMakingProgress(dependencies, workflowId))) lost.push(workflowId);
    }
    // An execution that cannot be replaced now is looked up again after all others.
    look.after = executions.length < PAGE ? undefined : executions.at(-1);
    await restart(dependencies, lost);
  } while (look.after && performance.now() < until);
}

/** Replaces lost executions, each in its own transaction: one may hold 2,000 workouts. */
async function restart({ pool, log }: ReconcilerDependencies, lost: readonly string[]): Promise<void> {
  if (lost.length === 0) return;
  let waiting = 0;
  const replaceOne = async (workflowId: string) => {
    waiting += await withTransaction(pool, (tx) => endExecution(tx, workflowId));
  };
  try {
    await tryEach(lost.map((workflowId) => () => replaceOne(workflowId)));
  } finally {
    log.info({ executions: lost.length, waiting }, 'Lost executions will be replaced');
  }
}

/**
 * Returns whether an execution makes progress; otherwise terminates it. An execution whose history does not match the
 * code repeats its workflow task forever. It is better to start its work again, a limited number of times, because
 * steps are idempotent.
 */
async function isMakingProgress(
  { pool, temporal, log, onTaskFailing = () => {} }: ReconcilerDependencies,
  workflowId: string,
): Promise<boolean> {
  const handle = temporal.client.workflow.getHandle(workflowId);
  try {
    const { status, raw } = await withDeadline(temporal, CALL_TIMEOUT_MS, () => handle.describe());
    if (status.name !== 'RUNNING') return false;
    const attempt = raw.pendingWorkflowTask?.attempt ?? 0;
    if (attempt < TASK_ATTEMPTS_LIMIT || (await hasTaskTimedOut(temporal, workflowId))) return true;
    if ((await executionNumberOf(pool, workflowId)) >= LAST_EXECUTION_NUMBER) {
      log.warn({ workflowId, attempt }, 'The workflow task keeps failing; the execution is left open');
      onTaskFailing('left');
      return true;
    }
    log.warn(
      { workflowId, attempt },
      'The workflow task keeps failing; the execution was terminated and its work starts again',
    );
    await withDeadline(temporal, CALL_TIMEOUT_MS, () => handle.terminate('The workflow task keeps failing'));
    onTaskFailing('terminated');
    return false;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/**
 * Returns whether the pending workflow task timed out instead of failing. Then a worker was killed or is overloaded,
 * and another execution would not help. The history has only the first attempt of a task, as its last event.
 */
async function hasTaskTimedOut(temporal: Temporal, workflowId: string): Promise<boolean> {
  const { history } = await withDeadline(temporal, CALL_TIMEOUT_MS, () =>
    temporal.connection.workflowService.getWorkflowExecutionHistoryReverse({
      namespace: temporal.namespace,
      execution: { workflowId },
      maximumPageSize: 1,
    }),
  );
  return history?.events?.[0]?.eventType === TASK_TIMED_OUT;
}
