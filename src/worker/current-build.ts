import { ensureCurrent } from '../temporal/builds.ts';
import type { Temporal } from '../temporal/client.ts';
import type { Log } from '../temporal/outage-log.ts';
import { runRounds } from '../temporal/rounds.ts';

/** Temporal sees a new build within a second of its first polls. */
const UNSEEN_MS = 150;
/** Temporal's database may be lost, and with it the current build. */
const SETTLED_MS = 10_000;
const RETRY_MS = 2000;

interface Dependencies {
  temporal: Temporal;
  buildId: string;
  log: Log;
}

/** Makes this worker's build current if no build is, and logs the current build. Without one no worker gets work. */
export async function keepCurrent(
  { temporal, buildId, log }: Dependencies,
  signal: AbortSignal,
): Promise<void> {
  let logged: string | undefined;
  const round = async (): Promise<number> => {
    const current = await ensureCurrent(temporal, buildId);
    if (current === undefined) return UNSEEN_MS;
    if (current !== logged) logCurrent(current);
    logged = current;
    return SETTLED_MS;
  };
  const failed = 'Could not read the current build; retrying';
  const recovered = 'The current build can be read again';
  await runRounds({ round, failedMs: RETRY_MS, failed, recovered, log }, signal);

  function logCurrent(current: string): void {
    if (current === buildId) log.info({ buildId }, 'This build is current');
    else
      log.warn(
        { buildId, current },
        `Build ${current} is current. This worker gets no work until \`ops builds set ${buildId}\` makes its build current.`,
      );
  }
}
