import { cancellationSignal, heartbeat, log } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { releaseLease, takeLease } from '../db/webhooks/lease.ts';
import { LeaseLost } from '../db/webhooks/record.ts';
import { sendWebhook } from '../delivery/webhooks/send.ts';
import { RETRY_PAUSES_MS } from '../domain/webhooks.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { deliver, LEASE_SECONDS, type DeliveryResult } from './webhooks/deliver.ts';

/** While another process has the endpoint. */
const HELD_RETRY = '2 s';

/** Delivers the events of a webhook endpoint until none is left or due, or others have a turn. */
export const createDeliverEvents =
  ({ pool: sharedPool, webhooks = {} }: Pick<ActivityDependencies, 'pool' | 'webhooks'>) =>
  async ({ endpointId }: { endpointId: string }): Promise<DeliveryResult> => {
    const { allowLoopback = false, clock = Date.now, pausesMs = RETRY_PAUSES_MS, isStopping } = webhooks;
    const pool = webhooks.pool ?? sharedPool;
    const lease = crypto.randomUUID();
    const endpoint = await takeLease(pool, { endpointId, lease, seconds: LEASE_SECONDS });
    if (endpoint === undefined) return { delivered: 0, failed: 0 };
    if (endpoint === 'held')
      throw ApplicationFailure.create({
        type: 'LeaseHeld',
        message: 'Another process delivers to this endpoint.',
        nextRetryDelay: HELD_RETRY,
      });
    const cancellation = cancellationSignal();
    try {
      return await deliver(endpoint, {
        pool,
        send: webhooks.send ?? sendWebhook,
        allowLoopback,
        clock,
        pausesMs,
        onProgress: () => heartbeat(),
        isStopping: () => cancellation.aborted || (isStopping?.() ?? false),
      });
    } catch (error) {
      if (!(error instanceof LeaseLost)) throw error;
      log.info('Another process delivers to this endpoint, or it was deleted', { endpointId });
      return { delivered: 0, failed: 0, pauseMs: 0 };
    } finally {
      await releaseLease(pool, { endpointId, lease }).catch((error: unknown) =>
        log.warn('The lease of an endpoint ends by itself', { endpointId, error }),
      );
    }
  };
