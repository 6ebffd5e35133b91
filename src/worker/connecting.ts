import { setTimeout as delay } from 'node:timers/promises';
import { NativeConnection } from '@temporalio/worker';
import { readConnectionOptions } from '../temporal/client.ts';
import { createOutageLog, type WarningLog } from '../temporal/outage-log.ts';

const RETRY_MS = 1000;

/** Waits until Temporal is reachable, without limit: saves are accepted in the meantime. */
export async function connectWorker(
  signal: AbortSignal,
  log: WarningLog,
): Promise<NativeConnection | undefined> {
  const options = readConnectionOptions();
  const outage = createOutageLog(log, {
    failed: 'Cannot connect to Temporal; retrying',
    recovered: 'Connected to Temporal',
  });
  while (!signal.aborted) {
    try {
      const connection = await NativeConnection.connect(options);
      outage.succeeded();
      return connection;
    } catch (error) {
      outage.failed(error);
      await delay(RETRY_MS, undefined, { signal }).catch(() => {});
    }
  }
  return undefined;
}
