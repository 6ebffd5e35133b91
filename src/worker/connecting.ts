import { setTimeout as delay } from 'node:timers/promises';
import { NativeConnection } from '@temporalio/worker';
import { readConnectionOptions } from '../temporal/client.ts';

const RETRY_MS = 1000;

/** Waits for Temporal, for as long as it takes: saves wait meanwhile. */
export async function connectWorker(
  signal: AbortSignal,
  log: { warn(fields: object, message: string): void },
): Promise<NativeConnection | undefined> {
  const options = readConnectionOptions();
  while (!signal.aborted) {
    try {
      return await NativeConnection.connect(options);
    } catch (error) {
      log.warn({ error }, 'Temporal cannot be reached yet');
      await delay(RETRY_MS, undefined, { signal }).catch(() => {});
    }
  }
  return undefined;
}
