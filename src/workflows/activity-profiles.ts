import type { ActivityOptions } from '@temporalio/workflow';

/** Named ways to run an activity, every option explicit. Transient failures are retried for ever (architecture.md). */

/**
 * One transaction on our own database: a worker killed by force costs 10 s, not minutes. A cancelled execution waits for
 * the one that runs, so that nothing is written behind the end of its workouts.
 */
export const databaseWrite = {
  startToCloseTimeout: '10 s',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  retry: { initialInterval: '500 ms', backoffCoefficient: 2, maximumInterval: '30 s' },
} as const satisfies ActivityOptions;

/**
 * Reads a file of up to 200,000 points in a thread of its own, when its turn comes; the heartbeat tells a slow file, and
 * one that waits, from a dead worker.
 */
export const fileParsing = {
  startToCloseTimeout: '30 min',
  heartbeatTimeout: '10 s',
  retry: { initialInterval: '500 ms', backoffCoefficient: 2, maximumInterval: '30 s' },
} as const satisfies ActivityOptions;

/** Reports of a page of athletes: long, and heartbeating, so that a worker killed by force costs 15 s. */
export const reportBuild = {
  startToCloseTimeout: '120 s',
  heartbeatTimeout: '15 s',
  retry: { initialInterval: '500 ms', backoffCoefficient: 2, maximumInterval: '30 s' },
} as const satisfies ActivityOptions;

/** Deletes page by page; heartbeating, since an athlete of twenty years has many pages. */
export const erasure = {
  startToCloseTimeout: '10 min',
  heartbeatTimeout: '15 s',
  retry: { initialInterval: '500 ms', backoffCoefficient: 2, maximumInterval: '30 s' },
} as const satisfies ActivityOptions;

/** Looks at an import, and tells its athletes page by page; heartbeating, since it may have touched very many. */
export const importSettling = {
  startToCloseTimeout: '10 min',
  heartbeatTimeout: '15 s',
  retry: { initialInterval: '500 ms', backoffCoefficient: 2, maximumInterval: '30 s' },
} as const satisfies ActivityOptions;
