import { setTimeout as delay } from 'node:timers/promises';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection } from '@temporalio/worker';

const RETRY_MS = 1000;

/** Waits for Temporal, for as long as it takes: what is saved meanwhile waits in the outbox. */
export async function connectWorker(
  signal: AbortSignal,
  log: { warn(fields: object, message: string): void },
): Promise<NativeConnection | undefined> {
  const { connectionOptions } = loadClientConnectConfig();
  while (!signal.aborted) {
    try {
      return await NativeConnection.connect(connectionOptions);
    } catch (error) {
      log.warn({ error }, 'Temporal cannot be reached yet');
      await delay(RETRY_MS, undefined, { signal }).catch(() => {});
    }
  }
  return undefined;
}
