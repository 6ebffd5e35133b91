import { setTimeout as delay } from 'node:timers/promises';
import { ServiceError } from '@temporalio/client';
import { withDeadline, type Temporal } from './client.ts';

/** So long one look lasts, and a process that ends has to wait for it: no call is left behind on a closed connection. */
const LOOK_MS = 2000;
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

/** However it ends: failed, terminated or unknown is an end as well. While Temporal is away it counts as open. */
async function untilEnded(
  temporal: Temporal,
  workflowId: string,
  { signal, mostMs }: { signal: AbortSignal; mostMs: number },
): Promise<void> {
  const until = performance.now() + mostMs;
  for (;;) {
    const lookMs = Math.min(LOOK_MS, until - performance.now());
    if (signal.aborted || lookMs <= 0) return;
    try {
      await withDeadline(temporal, lookMs, () => temporal.client.workflow.getHandle(workflowId).result());
      return;
    } catch (error) {
      if (!(error instanceof ServiceError)) return;
      await delay(PAUSE_MS);
    }
  }
}
