import { claimCurrent, type Claim } from '../temporal/builds.ts';
import type { Temporal } from '../temporal/client.ts';
import { runRounds } from '../temporal/rounds.ts';

/** Temporal sees a new build within a second of its first polls. */
const UNSEEN_MS = 150;
/** Temporal's database may be lost, and a build that replaced ours may be gone. */
const SETTLED_MS = 10_000;
const RETRY_MS = 2000;

interface Dependencies {
  temporal: Temporal;
  buildId: string;
  /** Told whether this build gets the work, and may start some. */
  onTurn: (ours: boolean) => void;
  log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
}

/** Keeps a build current whose turn it is: without a current one nobody gets any work. */
export async function keepCurrent(
  { temporal, buildId, onTurn, log }: Dependencies,
  signal: AbortSignal,
): Promise<void> {
  let told: Claim['state'] | undefined;
  const round = async (): Promise<number> => {
    // What fails says nothing: whoever had the turn keeps it.
    const claim = await claimCurrent(temporal, buildId);
    onTurn(claim.state === 'current');
    if (claim.state !== told) tell(claim);
    told = claim.state;
    return claim.state === 'unseen' ? UNSEEN_MS : SETTLED_MS;
  };
  const failed = 'Which build gets the work is asked again: a round failed';
  await runRounds({ round, failedMs: RETRY_MS, failed, log }, signal);

  function tell(claim: Claim): void {
    if (claim.state === 'current') log.info({ buildId }, 'This build gets the work');
    if (claim.state === 'replaced')
      log.warn({ buildId, by: claim.by }, 'Another build gets the work: this one waits until that is gone');
  }
}
