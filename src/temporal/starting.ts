import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { DueStart } from '../db/due-starts.ts';
import type { StartDetails } from '../db/start-details.ts';
import { withDeadline, type Temporal } from './client.ts';
import { startOptionsOf } from './start-options.ts';

/** Starts what a workflow id stands for. "Already started" is success: whoever started it meant the same. */
export async function startDue(
  temporal: Temporal,
  start: DueStart,
  { details, timeoutMs }: { details: StartDetails | undefined; timeoutMs: number },
): Promise<void> {
  const { type, options } = startOptionsOf(start, details);
  try {
    await withDeadline(temporal, timeoutMs, () => temporal.client.workflow.start(type, options));
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
