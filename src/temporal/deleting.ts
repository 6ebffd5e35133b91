import { setTimeout as delay } from 'node:timers/promises';
import { isGrpcServiceError } from '@temporalio/client';
import { withDeadline, type Temporal } from './client.ts';
import { SEARCH_ATTRIBUTES, WORKFLOWS } from './names.ts';

const NOT_FOUND = 5;
const CALL_TIMEOUT_MS = 5000;

const PAUSE_MS = 250;

/**
 * Deletes every execution that was for this athlete, with its history. The erasure itself stays, since it is what runs
 * this: it names nothing but our own id, which then leads nowhere. Temporal deletes behind its answer, and forgets to where
 * an execution ends by itself at that moment: so it is asked again until it knows none of them.
 * @returns how many were deleted
 */
export async function deleteExecutionsOf(
  temporal: Temporal,
  athleteUuid: string,
  onProgress: () => void,
): Promise<number> {
  const query = `${SEARCH_ATTRIBUTES.athleteId} = '${athleteUuid}' and WorkflowType != '${WORKFLOWS.eraseAthlete}'`;
  const deleted = new Set<string>();
  for (;;) {
    let known = 0;
    for await (const { workflowId, runId } of temporal.client.workflow.list({ query })) {
      if (await deleteExecution(temporal, { workflowId, runId })) {
        known += 1;
        deleted.add(runId);
      }
      onProgress();
    }
    if (known === 0) return deleted.size;
    await delay(PAUSE_MS);
  }
}

/** @returns false when it is gone already, though it may be listed for a moment longer */
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
    if (isGrpcServiceError(error) && error.code === NOT_FOUND) return false;
    throw error;
  }
}
