import { WorkflowNotFoundError } from '@temporalio/client';
import type { Temporal } from '../../src/temporal/client.ts';

/** All that Temporal keeps of one execution, as text. */
export interface KeptExecution {
  workflowId: string;
  type: string;
  status: string;
  /** Types of history events that record a failure. */
  failures: string[];
  text: string;
}

/** Everything that Temporal keeps of every execution of the namespace, open and closed. */
export async function readEverything(temporal: Temporal): Promise<KeptExecution[]> {
  const kept: KeptExecution[] = [];
  for await (const { workflowId, runId } of temporal.client.workflow.list()) {
    try {
      kept.push(await readExecution(temporal, workflowId, runId));
    } catch (error) {
      // Erased a moment ago, and still listed.
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }
  return kept;
}

async function readExecution(temporal: Temporal, workflowId: string, runId: string): Promise<KeptExecution> {
  const handle = temporal.client.workflow.getHandle(workflowId, runId);
  const [described, history] = [await handle.describe(), await handle.fetchHistory()];
  const events = history.events ?? [];
  return {
    workflowId,
    type: described.type,
    status: described.status.name,
    failures: events.flatMap((event) => [
      ...(event.activityTaskFailedEventAttributes ? ['ActivityTaskFailed'] : []),
      ...(event.activityTaskStartedEventAttributes?.lastFailure
        ? ['ActivityTaskStarted after a failure']
        : []),
    ]),
    // The raw description holds memo, search attributes, summaries, and what pending activities failed with.
    text: [...textsIn(described.raw), ...textsIn(events)].join('\n'),
  };
}

/** The current details and whatever else a workflow shows of itself: a worker has to answer. */
export const readMetadata = async (temporal: Temporal, { workflowId }: KeptExecution): Promise<string> =>
  JSON.stringify(await temporal.client.workflow.getHandle(workflowId).query('__temporal_workflow_metadata'));

/** Every text in a message of the protocol, at any depth; bytes – payloads, for the most part – as the text they hold. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (value instanceof Uint8Array) return [Buffer.from(value).toString('utf8')];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsIn(inner)]);
}
