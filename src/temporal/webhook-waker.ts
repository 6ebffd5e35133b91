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
/** An execution that was woken has this long to take its endpoint, before it is woken again. */
const AGAIN_MS = 5000;

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
  const round = async (): Promise<number> => {
    await wakeOnce(dependencies, wokenAt);
    return ROUND_MS;
  };
  const failed = 'Webhook deliveries could not be started; retrying';
  const recovered = 'Webhook deliveries can be started again';
  await runRounds({ round, failedMs: FAILED_MS, failed, recovered, log: dependencies.log }, signal);
}

/** Runs one round. `wokenAt` keeps when an endpoint was last woken, by performance.now(). */
export async function wakeOnce(
  { pool, temporal, clock = Date.now }: WakerDependencies,
  wokenAt = new Map<string, number>(),
): Promise<void> {
  const due = await listDueEndpoints(pool, new Date(clock()));
  const now = performance.now();
  for (const [endpointId, at] of wokenAt) if (now - at > AGAIN_MS) wokenAt.delete(endpointId);
  for (const endpointId of due.filter((id) => !wokenAt.has(id))) {
    await withDeadline(temporal, CALL_TIMEOUT_MS, () =>
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
    wokenAt.set(endpointId, performance.now());
  }
}
