import {
  condition,
  continueAsNew,
  defineSignal,
  proxyActivities,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { SIGNALS } from '../domain/workflow-ids.ts';
import { longRunning } from './activity-profiles.ts';

const { deliverEvents } = proxyActivities<Pick<Activities, 'deliverEvents'>>({
  ...longRunning,
  summary: 'Deliver events in order, until none is left or due',
});

const wake = defineSignal(SIGNALS.wake);

/** A history of 100 rounds is still short to read and to replay. */
const ROUNDS_PER_RUN = 100;

/**
 * Delivers the events of a webhook endpoint, and waits for retries. It ends when nothing is left; new events start it
 * again. A signal wakes it for events that were written during a wait.
 */
export async function DeliverWebhooks({ endpointId }: { endpointId: string }): Promise<void> {
  let isWoken = false;
  setHandler(wake, () => {
    isWoken = true;
  });
  for (let round = 1; round <= ROUNDS_PER_RUN; round += 1) {
    isWoken = false;
    const { delivered, failed, pauseMs } = await deliverEvents({ endpointId });
    setCurrentDetails(
      `${delivered} events delivered in the last round, ${failed} skipped after their last attempt.`,
    );
    if (isWoken || pauseMs === 0) continue;
    if (pauseMs === undefined) return;
    await condition(() => isWoken, pauseMs);
  }
  return continueAsNew<typeof DeliverWebhooks>({ endpointId });
}
