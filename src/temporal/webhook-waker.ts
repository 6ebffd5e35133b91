import type { Pool } from '../db/pool.ts';
import { listDueEndpoints } from '../db/webhooks/due-endpoints.ts';
import { deliverWebhooksId, SIGNALS, TASK_QUEUES, WORKFLOWS } from '../domain/workflow-ids.ts';
import type { DeliverWebhooks } from '../workflows/deliver-webhooks.ts';
import { withDeadline, type Temporal } from './client.ts';
import type { WarningLog } from './outage-log.ts';
import { runRounds } from './rounds.ts';

const ROUND_MS = 250;
const FAILED_MS = 2000;
const CALL_TIMEOUT_MS = 5000;
/** Time for a woken execution to lease its endpoint, before it is woken again. */
const AGAIN_MS = 5000;
/** Calls at a time, so that a long list is no burst of starts. */
const AT_ONCE = 20;

interface WakerDependencies {
  pool: Pool;
  temporal: Temporal;
  log: WarningLog;
  /** Milliseconds since 1970. */
  clock?: () => number;
}

/**
 * Starts or wakes the delivery of each endpoint with events to send, if no process delivers to it. PostgreSQL alone
 * decides this, so losing Temporal's database delays deliveries and loses none.
 */
export async function runWebhookWaker(dependencies: WakerDependencies, signal: AbortSignal): Promise<void> {
  const wokenAt = new Map<string, number>();
  const round = async (): Promise<number> => ((await wakeOnce(dependencies, wokenAt)) ? 0 : ROUND_MS);
  const failed = 'Webhook deliveries could not be started; retrying';
  const recovered = 'Webhook deliveries can be started again';
  await runRounds({ round, failedMs: FAILED_MS, failed, recovered, log: dependencies.log }, signal);
}

/**
 * Runs one round. `wokenAt` keeps when an endpoint was last woken, by performance.now().
 * @returns whether more endpoints wait
 * @throws the first error, after all other endpoints of the round were woken
 */
export async function wakeOnce(
  { pool, temporal, clock = Date.now }: WakerDependencies,
  wokenAt = new Map<string, number>(),
): Promise<boolean> {
  const due = await listDueEndpoints(pool, new Date(clock()));
  const now = performance.now();
  for (const [endpointId, at] of wokenAt) if (now - at > AGAIN_MS) wokenAt.delete(endpointId);
  const waiting = due.filter((id) => !wokenAt.has(id));
  const woken = waiting.slice(0, AT_ONCE);
  const results = await Promise.allSettled(woken.map((endpointId) => wake(temporal, endpointId)));
  for (const endpointId of woken) wokenAt.set(endpointId, performance.now());
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  return waiting.length > woken.length;
}

const wake = (temporal: Temporal, endpointId: string) =>
  withDeadline(temporal, CALL_TIMEOUT_MS, () =>
    temporal.client.workflow.signalWithStart<typeof DeliverWebhooks>(WORKFLOWS.deliverWebhooks, {
      workflowId: deliverWebhooksId(endpointId),
      taskQueue: TASK_QUEUES.webhooks,
      args: [{ endpointId }],
      signal: SIGNALS.wake,
      signalArgs: [],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      staticSummary: 'Deliver the events of a webhook endpoint',
      staticDetails: `Endpoint \`${endpointId}\`. It ends when nothing is left; new events start it again.`,
    }),
  );
