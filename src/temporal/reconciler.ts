import { WorkflowNotFoundError } from '@temporalio/client';
import { enqueueMissingReports, enqueueStaleReports } from '../db/reports/due-reports.ts';
import { listStarted, replaceExecution, runOf, type ExecutionPlace } from '../db/dispatch/executions.ts';
import { endAbandonedImports } from '../db/imports/imports.ts';
import { withTransaction, type Pool, type Transaction } from '../db/pool.ts';
import { listTimeZonesInUse } from '../db/athletes/time-zones.ts';
import { tryAdvisoryLock } from '../db/advisory-lock.ts';
import { withDeadline, type Temporal } from './client.ts';
import { ensureNamespace } from './namespace.ts';
import { runRounds } from './rounds.ts';
import { ensureSchedules } from './schedules.ts';

const ROUND_MS = 60_000;
/** Until Temporal can be reached the rounds are shorter, so that a fresh one is made ready within seconds. */
const RETRY_MS = 2000;
/** How long something may be unfinished without anybody looking whether its execution is still there. */
const GRACE_SECONDS = 60;
/** Executions looked at between two looks at the clock. */
const PAGE = 500;
/** So long a round looks; the next one goes on where it stopped. */
const LOOK_MS = 30_000;
/** Attempts at a workflow task, half a minute's worth. A killed worker or a timeout costs one. */
const HOPELESS_AFTER = 5;
/** From this run on nothing is terminated any more: another start would fail like those before. */
const LAST_RUN = 5;
const CALL_TIMEOUT_MS = 5000;
/** A report is made anew after a minute without another change. */
const QUIET_SECONDS = 60;
const REPORTS_AT_ONCE = 50;
const REPORTS_A_ROUND = 1000;
/** A page of an import comes every few seconds while somebody receives it. */
const ABANDONED_SECONDS = 120;

interface ReconcilerDependencies {
  pool: Pool;
  temporal: Temporal;
  log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
  /** Is called for each execution whose workflow task fails again and again, with what is done about it. */
  onTaskFailing?: (outcome: 'terminated' | 'left') => void;
  graceSeconds?: number;
  lookMs?: number;
}

/** Where the look at what is unfinished goes on; empty when it begins anew. It outlives a round, also one that fails. */
export interface Look {
  after?: ExecutionPlace | undefined;
}

/**
 * Makes what should be there be there, at boot and each minute: retention, search attributes, schedules, reports that
 * have gone stale, and an execution for whatever is unfinished – so that even the loss of Temporal's whole database
 * loses nothing.
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
  const failed = 'Reconciling is tried again: a round failed';
  const recovered = 'Reconciling works again';
  await runRounds({ round, failedMs: RETRY_MS, failed, recovered, log: dependencies.log }, signal);
}

/** One round. No part waits for another one's success: what is lost is started anew whatever else is wrong. */
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
  ]);
}

/** Runs each in turn, also after one that failed, and then throws the first failure with the others beside it. */
async function tryEach(parts: (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const part of parts) await part().catch((error: unknown) => failures.push(error));
  if (failures.length > 1) throw new AggregateError(failures, failures.map(String).join('; '));
  if (failures.length === 1) throw failures[0];
}

type EnqueuePage = (tx: Transaction, page: { now: string; limit: number }) => Promise<number>;

/** Enqueues reports in short transactions: while their rows are locked, a change that marks them stale waits. */
async function inPages(pool: Pool, enqueuePage: EnqueuePage): Promise<void> {
  const page = { now: new Date().toISOString(), limit: REPORTS_AT_ONCE };
  for (let left = REPORTS_A_ROUND; left > 0; left -= REPORTS_AT_ONCE) {
    const enqueued = await withTransaction(pool, (tx) => enqueuePage(tx, page));
    if (enqueued < REPORTS_AT_ONCE) return;
  }
}

/** Goes page by page, so that long-running executions never stand before lost ones. */
async function restartLost(dependencies: ReconcilerDependencies, look: Look): Promise<void> {
  const { pool, graceSeconds = GRACE_SECONDS, lookMs = LOOK_MS } = dependencies;
  const until = performance.now() + lookMs;
  do {
    const executions = await listStarted(pool, { graceSeconds, after: look.after, limit: PAGE });
    const lost: string[] = [];
    for (const { workflowId } of executions) {
      if (!(await isGettingOn(dependencies, workflowId))) lost.push(workflowId);
    }
    // What cannot be started anew now is looked at again once all the rest has been.
    look.after = executions.length < PAGE ? undefined : executions.at(-1);
    await restart(dependencies, lost);
  } while (look.after && performance.now() < until);
}

/** Replaces lost executions, each in a transaction of its own: one may be of 2,000 workouts. */
async function restart({ pool, log }: ReconcilerDependencies, lost: readonly string[]): Promise<void> {
  if (lost.length === 0) return;
  let waiting = 0;
  const replaceOne = (workflowId: string) =>
    withTransaction(pool, async (tx) => {
      if (await tryAdvisoryLock(tx, 'reconciler')) waiting += await replaceExecution(tx, workflowId);
    });
  try {
    await tryEach(lost.map((workflowId) => () => replaceOne(workflowId)));
  } finally {
    log.info(
      { executions: lost.length, waiting },
      'Executions are gone; their unfinished work waits for new ones',
    );
  }
}

/**
 * An execution whose history does not fit the code repeats its workflow task until one does, if ever. Its work is better
 * started anew, a few times: each step has effect once however often it runs.
 */
async function isGettingOn(
  { pool, temporal, log, onTaskFailing = () => {} }: ReconcilerDependencies,
  workflowId: string,
): Promise<boolean> {
  const handle = temporal.client.workflow.getHandle(workflowId);
  try {
    const { status, raw } = await withDeadline(temporal, CALL_TIMEOUT_MS, () => handle.describe());
    if (status.name !== 'RUNNING') return false;
    const attempt = raw.pendingWorkflowTask?.attempt ?? 0;
    if (attempt < HOPELESS_AFTER) return true;
    if ((await runOf(pool, workflowId)) >= LAST_RUN) {
      log.warn({ workflowId, attempt }, 'Left alone: its workflow task fails, as in the runs before');
      onTaskFailing('left');
      return true;
    }
    log.warn(
      { workflowId, attempt },
      'Terminated, to be started anew: its workflow task fails again and again',
    );
    await withDeadline(temporal, CALL_TIMEOUT_MS, () =>
      handle.terminate('Its workflow task fails again and again'),
    );
    onTaskFailing('terminated');
    return false;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
