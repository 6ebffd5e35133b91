import type { Pool } from '../db/pool.ts';
import type { Mailer } from '../delivery/mail/mailer.ts';
import type { SendWebhook } from './webhooks/attempt.ts';

/** How webhooks are sent; tests replace the clock, the pauses and the sender. */
export interface WebhookSettings {
  /** The connections of deliveries; by default those of the other activities. */
  pool?: Pool;
  /** Allows http to a loopback address. */
  allowLoopback?: boolean;
  send?: SendWebhook;
  /** Milliseconds since 1970. */
  clock?: () => number;
  /** Pauses before the second and later attempts. */
  pausesMs?: readonly number[];
  /** True from the beginning of a shutdown on: no new request is sent. */
  isStopping?: () => boolean;
}

/** The dependencies of activities; each factory picks those that it needs. */
export interface ActivityDependencies {
  pool: Pool;
  /** Gross efficiency for energy from power, 0.13–0.26. */
  grossEfficiency?: number | undefined;
  /** Sends e-mail. Without it none is sent. `publicUrl` is where athletes reach the API, for links. */
  mail?: { mailer: Mailer; publicUrl: string } | undefined;
  /** Deletes an athlete's executions from Temporal. Passed in, since activities hold no Temporal client. */
  deleteExecutionsOf: (
    athleteUuid: string,
    options: { onProgress: () => void; signal: AbortSignal },
  ) => Promise<number>;
  webhooks?: WebhookSettings;
  /** Called when an execution has ended, so that the dispatcher starts waiting work at once. */
  onExecutionEnded?: () => void;
}
