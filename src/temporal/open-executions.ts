import { setTimeout as delay } from 'node:timers/promises';
import { ServiceError } from '@temporalio/client';
import type { Temporal } from './client.ts';

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
 * Ended by a signal, and without a deadline: Temporal answers a long poll three seconds before its deadline, so one of
 * fewer seconds is answered at once, and asked again at once, a hundred times a second.
 */
async function untilEnded(
  temporal: Temporal,
  workflowId: string,
  { signal, mostMs }: Pick<Following, 'signal' | 'mostMs'>,
): Promise<void> {
  const enough = AbortSignal.any([signal, AbortSignal.timeout(mostMs)]);
  const handle = temporal.client.workflow.getHandle(workflowId);
  while (!enough.aborted) {
    try {
      await temporal.connection.withAbortSignal(enough, () => handle.result());
      return;
    } catch (error) {
      if (!(error instanceof ServiceError)) return;
      await delay(PAUSE_MS);
    }
  }
}
