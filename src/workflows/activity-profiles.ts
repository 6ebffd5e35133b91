import type { ActivityOptions } from '@temporalio/workflow';

/**
 * Named options for activities, every option explicit. Transient failures are retried without limit
 * (architecture.md).
 */

/**
 * One transaction on our own database. A killed worker costs 10 s. A cancelled execution waits for the running
 * activity, so that nothing is written after its workouts have ended.
 */
export const databaseWrite = {
  startToCloseTimeout: '10 s',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  retry: { initialInterval: '500 ms', backoffCoefficient: 2, maximumInterval: '30 s' },
} as const satisfies ActivityOptions;

/**
 * Reads a file of up to 200,000 points in its own thread. Files wait for a free thread; the heartbeat distinguishes a
 * slow or waiting file from a dead worker.
 */
export const fileParsing = {
  startToCloseTimeout: '30 min',
  heartbeatTimeout: '10 s',
  retry: { initialInterval: '500 ms', backoffCoefficient: 2, maximumInterval: '30 s' },
} as const satisfies ActivityOptions;

/** Builds the reports of a page of athletes. With the heartbeat, a killed worker costs 15 s. */
export const reportBuild = {
  startToCloseTimeout: '120 s',
  heartbeatTimeout: '15 s',
  retry: { initialInterval: '500 ms', backoffCoefficient: 2, maximumInterval: '30 s' },
} as const satisfies ActivityOptions;

/**
 * Works for some minutes: erases an athlete or settles an import page by page, or delivers to one webhook endpoint. With
 * the heartbeat, a killed worker costs 15 s.
 */
export const longRunning = {
  startToCloseTimeout: '10 min',
  heartbeatTimeout: '15 s',
  retry: { initialInterval: '500 ms', backoffCoefficient: 2, maximumInterval: '30 s' },
} as const satisfies ActivityOptions;

/**
 * Talks to an SMTP server, which may take 10 minutes for a reply (RFC 5321, 4.5.3.2.6), and may be down for days. With
 * the heartbeat, a killed worker costs 15 s.
 */
export const mailDelivery = {
  // Each reply may take 10 minutes. A second attempt beside a slow one would send the mail twice.
  startToCloseTimeout: '2 h',
  heartbeatTimeout: '15 s',
  retry: { initialInterval: '2 s', backoffCoefficient: 2, maximumInterval: '15 min' },
} as const satisfies ActivityOptions;
