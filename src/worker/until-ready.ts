import { setTimeout as delay } from 'node:timers/promises';
import { createOutageLog, type OutageMessages, type WarningLog } from '../temporal/outage-log.ts';

const RETRY_MS = 1000;

/**
 * Tries without limit, because saves are accepted in the meantime.
 * @returns undefined if the signal was aborted before
 */
export async function untilReady<T>(
  attempt: () => Promise<T>,
  { signal, log, ...messages }: OutageMessages & { signal: AbortSignal; log: WarningLog },
): Promise<T | undefined> {
  const outage = createOutageLog(log, messages);
  while (!signal.aborted) {
    try {
      const result = await attempt();
      outage.succeeded();
      return result;
    } catch (error) {
      outage.failed(error);
      await delay(RETRY_MS, undefined, { signal }).catch(() => {});
    }
  }
  return undefined;
}
