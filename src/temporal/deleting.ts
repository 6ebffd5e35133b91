import { isGrpcServiceError } from '@temporalio/client';
import { withDeadline, type Temporal } from './client.ts';
import { SEARCH_ATTRIBUTES, WORKFLOWS } from './names.ts';

const NOT_FOUND = 5;
const CALL_TIMEOUT_MS = 5000;

/**
 * Deletes every execution that was for this athlete, with its history. The erasure itself stays, since it is what runs
 * this: it names nothing but our own id, which then leads nowhere.
 * @returns how many were deleted
 */
export async function deleteExecutionsOf(
  temporal: Temporal,
  athleteUuid: string,
  onProgress: () => void,
): Promise<number> {
  const { workflowService } = temporal.connection;
  const query = `${SEARCH_ATTRIBUTES.athleteId} = '${athleteUuid}' and WorkflowType != '${WORKFLOWS.eraseAthlete}'`;
  let deleted = 0;
  for await (const { workflowId, runId } of temporal.client.workflow.list({ query })) {
    try {
      await withDeadline(temporal, CALL_TIMEOUT_MS, () =>
        workflowService.deleteWorkflowExecution({
          namespace: temporal.namespace,
          workflowExecution: { workflowId, runId },
        }),
      );
      deleted += 1;
    } catch (error) {
      if (!isGrpcServiceError(error) || error.code !== NOT_FOUND) throw error;
    }
    onProgress();
  }
  return deleted;
}
