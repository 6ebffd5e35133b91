import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Execution } from '../db/dispatch/executions.ts';
import { withDeadline, type Temporal } from './client.ts';
import { startOptionsOf } from './start-options.ts';

/** Starts an execution. "Already started" is success: an earlier attempt made the same start. */
export async function startExecution(
  temporal: Temporal,
  execution: Execution,
  timeoutMs: number,
): Promise<void> {
  const { type, options } = startOptionsOf(execution);
  try {
    await withDeadline(temporal, timeoutMs, () => temporal.client.workflow.start(type, options));
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
