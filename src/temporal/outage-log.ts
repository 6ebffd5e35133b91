export interface WarningLog {
  warn(fields: object, message: string): void;
}

export interface Log extends WarningLog {
  info(fields: object, message: string): void;
}

/** Log messages of an outage. */
export interface OutageMessages {
  failed: string;
  recovered: string;
}

const REPEAT_MS = 60_000;

/** Creates a log that reports the first failure of an outage, then one failure a minute, then the first success. */
export function createOutageLog(
  log: WarningLog,
  messages: OutageMessages,
  now: () => number = () => performance.now(),
) {
  let outage: { since: number; loggedAt: number; failures: number } | undefined;
  return {
    failed(error: unknown, fields: object = {}): void {
      const at = now();
      const { since, failures, loggedAt } = outage ?? { since: at, failures: 0, loggedAt: -Infinity };
      const isDue = at - loggedAt >= REPEAT_MS;
      outage = { since, failures: failures + 1, loggedAt: isDue ? at : loggedAt };
      if (isDue) log.warn({ error, failures: failures + 1, ...fields }, messages.failed);
    },
    succeeded(): void {
      if (!outage) return;
      const { since, failures } = outage;
      outage = undefined;
      log.warn({ failures, seconds: Math.round((now() - since) / 1000) }, messages.recovered);
    },
  };
}

export type OutageLog = ReturnType<typeof createOutageLog>;
