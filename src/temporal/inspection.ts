import { withDeadline, type Temporal } from './client.ts';
import { TASK_QUEUES, WORKFLOWS } from '../domain/workflow-ids.ts';

/** Whoever asks is a person or a scrape, and must get an answer while Temporal is away. */
const CALL_TIMEOUT_MS = 1500;
const REACHABLE_MS = 1000;
/** An idle worker's poll waits a minute for work before it is asked anew: "in the last minute", and some slack. */
const RECENT_MS = 75_000;

/** What Temporal says of our work, as far as it says anything. */
export interface Inspection {
  /** Open executions by workflow type; null while Temporal is away. */
  countOpenWorkflows(): Promise<Record<string, number> | null>;
  /** Workers seen in the last minute by task queue; null while Temporal is away. */
  countPollers(): Promise<Record<string, number> | null>;
  /** Whether Temporal answers within a second. */
  isReachable(): Promise<boolean>;
}

export const createInspection = (temporal: Temporal): Inspection => ({
  countOpenWorkflows: () => countEach(Object.values(WORKFLOWS), (type) => countOpen(temporal, type)),
  countPollers: () => countEach(Object.values(TASK_QUEUES), (queue) => countPollersOf(temporal, queue)),
  isReachable: () =>
    withDeadline(temporal, REACHABLE_MS, () => temporal.connection.workflowService.getSystemInfo({})).then(
      () => true,
      () => false,
    ),
});

async function countEach(
  names: readonly string[],
  count: (name: string) => Promise<number>,
): Promise<Record<string, number> | null> {
  // All are waited for: a call that is left behind would be repeated on a connection that is closed by then.
  const counts = await Promise.allSettled(names.map(count));
  const known = counts.flatMap((each, index) =>
    each.status === 'fulfilled' ? [[names[index]!, each.value] as const] : [],
  );
  return known.length === names.length ? Object.fromEntries(known) : null;
}

/** One count a type: servers before 1.31 group by nothing but the status. */
const countOpen = async (temporal: Temporal, type: string): Promise<number> => {
  const { count } = await withDeadline(temporal, CALL_TIMEOUT_MS, () =>
    temporal.client.workflow.count(`WorkflowType = '${type}' and ExecutionStatus = 'Running'`),
  );
  return count;
};

async function countPollersOf(temporal: Temporal, taskQueue: string): Promise<number> {
  const { pollers } = await withDeadline(temporal, CALL_TIMEOUT_MS, () =>
    temporal.connection.workflowService.describeTaskQueue({
      namespace: temporal.namespace,
      taskQueue: { name: taskQueue },
      // Absent, the type is that of workflow tasks.
    }),
  );
  const since = Date.now() - RECENT_MS;
  return (pollers ?? []).filter((poller) => Number(poller.lastAccessTime?.seconds ?? 0) * 1000 >= since)
    .length;
}
