import { withDeadline, type Temporal } from './client.ts';
import { toSeconds } from './protobuf-times.ts';
import { TASK_QUEUES, WORKFLOWS } from '../domain/workflow-ids.ts';

/** Time limit of a call: a person or a scrape waits for the result. */
const CALL_TIMEOUT_MS = 1500;
const REACHABLE_MS = 1000;
/** An idle worker polls once a minute; the rest is a margin. */
const RECENT_MS = 75_000;

/** Reads the state of our executions and workers from Temporal. */
export interface Inspection {
  /** Counts open executions by workflow type; null while Temporal is unreachable. */
  countOpenWorkflows(): Promise<Record<string, number> | null>;
  /** Counts the workers seen in the last minute by task queue; null while Temporal is unreachable. */
  countPollers(): Promise<Record<string, number> | null>;
  /** Returns whether Temporal answers within a second. */
  isReachable(): Promise<boolean>;
  /** Returns whether one of these worker processes polls for workouts under the current build. */
  hasCurrentWorker(workers: readonly string[]): Promise<boolean>;
}

export const createInspection = (temporal: Temporal): Inspection => ({
  countOpenWorkflows: () => countEach(Object.values(WORKFLOWS), (type) => countOpen(temporal, type)),
  countPollers: () => countEach(Object.values(TASK_QUEUES), (queue) => countPollersOf(temporal, queue)),
  isReachable: () =>
    withDeadline(temporal, REACHABLE_MS, () => temporal.connection.workflowService.getSystemInfo({})).then(
      () => true,
      () => false,
    ),
  hasCurrentWorker: (workers) =>
    describeQueue(temporal, TASK_QUEUES.workouts).then(
      (queue) => pollersOf(queue).some((poller) => isCurrent(queue, poller) && isOneOf(workers, poller)),
      () => false,
    ),
});

async function countEach(
  names: readonly string[],
  count: (name: string) => Promise<number>,
): Promise<Record<string, number> | null> {
  // Waits for all calls: a pending one would be retried on a closed connection.
  const counts = await Promise.allSettled(names.map(count));
  const known = counts.flatMap((each, index) =>
    each.status === 'fulfilled' ? [[names[index]!, each.value] as const] : [],
  );
  return known.length === names.length ? Object.fromEntries(known) : null;
}

/** Counts the open executions of one type: servers before 1.31 can group by status only. */
const countOpen = async (temporal: Temporal, type: string): Promise<number> => {
  const { count } = await withDeadline(temporal, CALL_TIMEOUT_MS, () =>
    temporal.client.workflow.count(`WorkflowType = '${type}' and ExecutionStatus = 'Running'`),
  );
  return count;
};

const countPollersOf = async (temporal: Temporal, taskQueue: string): Promise<number> =>
  pollersOf(await describeQueue(temporal, taskQueue)).length;

type Queue = Awaited<ReturnType<typeof describeQueue>>;
type Poller = NonNullable<Queue['pollers']>[number];

/** Describes the workflow tasks of a task queue: its pollers, and its current build. */
export const describeQueue = (temporal: Temporal, taskQueue: string, timeoutMs = CALL_TIMEOUT_MS) =>
  withDeadline(temporal, timeoutMs, () =>
    temporal.connection.workflowService.describeTaskQueue({
      namespace: temporal.namespace,
      taskQueue: { name: taskQueue },
      // Without a type, it describes the queue of workflow tasks.
    }),
  );

/** Returns the workers that polled in the last minute. */
function pollersOf({ pollers }: Queue): Poller[] {
  const since = Date.now() - RECENT_MS;
  return (pollers ?? []).filter((poller) => toSeconds(poller.lastAccessTime) * 1000 >= since);
}

/** Returns whether a worker gets work: its build is current, or the server has no worker deployments. */
const isCurrent = ({ versioningInfo }: Queue, { deploymentOptions }: Poller): boolean =>
  !deploymentOptions?.buildId ||
  deploymentOptions.buildId === versioningInfo?.currentDeploymentVersion?.buildId;

/** PostgreSQL truncates session names to 63 characters, so a name may be the beginning of an identity. */
const isOneOf = (workers: readonly string[], { identity }: Poller): boolean =>
  workers.some((worker) => identity?.startsWith(worker));
