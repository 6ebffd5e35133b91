import { setTimeout as delay } from 'node:timers/promises';
import { withDeadline, type Temporal } from './client.ts';
import { hasCode } from './grpc-codes.ts';

type HistoryRequest = Parameters<Temporal['client']['workflowService']['getWorkflowExecutionHistory']>[0];
/** The protocol's own number: only the event that closed it. No package of ours exports the name. */
// oxlint-disable-next-line typescript/no-unsafe-enum-assignment
const CLOSE_EVENT = 2 as NonNullable<HistoryRequest['historyEventFilterType']>;
/**
 * So long one look lasts, and half as long again while Temporal is away; a process that ends may have to wait for it.
 * Temporal answers a long poll three seconds before its deadline: one of fewer is answered at once, and asked again at
 * once, a hundred times a second.
 */
const LOOK_MS = 4000;
const PAUSE_MS = 200;

interface Following {
  signal: AbortSignal;
  onEnd: () => void;
  /** One that takes longer counts no more. */
  mostMs: number;
}

/** Executions that a process has started and that have not ended yet. */
export interface OpenExecutions {
  count(): number;
  follow(workflowId: string): void;
  /** Resolves once nobody looks any more, soon after the signal. */
  settled(): Promise<void>;
}

export function createOpenExecutions(
  temporal: Temporal,
  { signal, onEnd, mostMs }: Following,
): OpenExecutions {
  const looks = new Map<string, Promise<void>>();
  return {
    count: () => looks.size,
    follow(workflowId) {
      const look = untilEnded(temporal, workflowId, { signal, mostMs }).finally(() => {
        looks.delete(workflowId);
        onEnd();
      });
      looks.set(workflowId, look);
    },
    settled: async () => void (await Promise.all(looks.values())),
  };
}

/**
 * However it ends: failed, terminated or unknown is an end as well. While Temporal is away it counts as open.
 *
 * Asked anew for each look, since a call that the client repeats by itself heeds its deadline and no signal.
 */
async function untilEnded(
  temporal: Temporal,
  workflowId: string,
  { signal, mostMs }: Pick<Following, 'signal' | 'mostMs'>,
): Promise<void> {
  const enough = AbortSignal.any([signal, AbortSignal.timeout(mostMs)]);
  while (!enough.aborted) {
    try {
      const look = () => withDeadline(temporal, LOOK_MS, () => seesEnd(temporal, workflowId));
      if (await temporal.connection.withAbortSignal(enough, look)) return;
    } catch (error) {
      if (hasCode(error, 'NOT_FOUND')) return;
      await delay(PAUSE_MS);
    }
  }
}

/** Waits until it has ended, or three seconds before the deadline. */
async function seesEnd({ client, namespace }: Temporal, workflowId: string): Promise<boolean> {
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace,
    execution: { workflowId },
    waitNewEvent: true,
    historyEventFilterType: CLOSE_EVENT,
    skipArchival: true,
  });
  return (history?.events ?? []).length > 0;
}
