import { setTimeout as delay } from 'node:timers/promises';
import type { WorkflowExecutionInfo } from '@temporalio/client';
import { withDeadline, type Temporal } from './client.ts';
import { hasCode } from './grpc-codes.ts';
import { SEARCH_ATTRIBUTES, WORKFLOWS } from '../domain/workflow-ids.ts';

const CALL_TIMEOUT_MS = 5000;

const PAUSE_MS = 500;
const REQUEST_AGAIN_MS = 60_000;

/**
 * Deletes all executions of an athlete, with their histories, except the running erasure. It holds only our own id of
 * the deleted athlete.
 *
 * Temporal deletes asynchronously, a closed execution half a minute after its end at the earliest
 * ([isCloseExecutionTaskPending](https://github.com/temporalio/temporal/blob/v1.32.1/service/history/transfer_queue_task_executor_base.go)).
 * It loses a request if the execution ends at that moment. So each deletion is requested while the execution runs,
 * after it is closed, and then each minute until it is gone. More requests would only be more tasks for Temporal to
 * retry.
 * @returns the number of deleted executions
 * @throws if the signal is aborted
 */
export async function deleteExecutionsOf(
  temporal: Temporal,
  athleteUuid: string,
  { onProgress, signal }: { onProgress: () => void; signal: AbortSignal },
): Promise<number> {
  const query = `${SEARCH_ATTRIBUTES.athleteUuid} = '${athleteUuid}' and WorkflowType != '${WORKFLOWS.eraseAthlete}'`;
  const deleted = new Set<string>();
  const gone = new Set<string>();
  const requestedAt = new Map<string, number>();
  for (;;) {
    let left = 0;
    for await (const { workflowId, runId, status } of listExecutions(temporal, query)) {
      signal.throwIfAborted();
      onProgress();
      const request = `${runId} ${status.name}`;
      if (performance.now() - (requestedAt.get(request) ?? -Infinity) >= REQUEST_AGAIN_MS) {
        const isThere = await deleteExecution(temporal, { workflowId, runId });
        requestedAt.set(request, performance.now());
        if (isThere) deleted.add(runId);
        else gone.add(runId);
      }
      if (!gone.has(runId)) left += 1;
    }
    if (left === 0) return deleted.size;
    await delay(PAUSE_MS, undefined, { signal });
    onProgress();
  }
}

/** Lists executions page by page. Each call has a deadline. */
async function* listExecutions(temporal: Temporal, query: string): AsyncGenerator<WorkflowExecutionInfo> {
  const executions = temporal.client.workflow.list({ query })[Symbol.asyncIterator]();
  for (;;) {
    const next = await withDeadline(temporal, CALL_TIMEOUT_MS, () => executions.next());
    if (next.done) return;
    yield next.value;
  }
}

/** @returns false if it is already deleted, though it may still be listed */
async function deleteExecution(
  temporal: Temporal,
  workflowExecution: { workflowId: string; runId: string },
): Promise<boolean> {
  const { connection, namespace } = temporal;
  try {
    await withDeadline(temporal, CALL_TIMEOUT_MS, () =>
      connection.workflowService.deleteWorkflowExecution({ namespace, workflowExecution }),
    );
    return true;
  } catch (error) {
    if (hasCode(error, 'NOT_FOUND')) return false;
    throw error;
  }
}
