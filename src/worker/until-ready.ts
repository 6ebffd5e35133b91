import type { OutageMessages, WarningLog } from '../temporal/outage-log.ts';
import { runRounds } from '../temporal/rounds.ts';

const RETRY_MS = 1000;

/**
 * Tries without limit, because saves are accepted in the meantime.
 * @returns undefined if the signal was aborted before
 */
export async function untilReady<T>(
  attempt: () => Promise<T>,
  { signal, ...outage }: OutageMessages & { signal: AbortSignal; log: WarningLog },
): Promise<T | undefined> {
  const succeeded = new AbortController();
  let result: T | undefined;
  const round = async (): Promise<number> => {
    result = await attempt();
    succeeded.abort();
    return 0;
  };
  await runRounds({ round, failedMs: RETRY_MS, ...outage }, AbortSignal.any([signal, succeeded.signal]));
  return result;
}
