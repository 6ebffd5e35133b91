import { createAthletes, type Athletes } from './athletes.ts';
import { systemClock, type Clock } from './clock.ts';
import { followEvents } from './follow-events.ts';
import { createImports, type Imports } from './imports.ts';
import { createLeaderboards, type Leaderboards } from './leaderboards.ts';
import { createOperations, type Operator } from './operations.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { createReports, type Reports } from './reports.ts';
import { createAsk, createRepeat } from './requests.ts';
import { DEFAULT_RETRY, type RetryOptions } from './retry.ts';
import { createSaveSender } from './save-sender.ts';
import { MemoryStore, type SaveStore } from './save-store.ts';
import { createService, type Service } from './service.ts';
import { createTransport, type Credential, type Fetch } from './transport.ts';
import { createUploads, type Uploads } from './uploads.ts';
import { createWebhooks, type Webhooks } from './webhooks.ts';
import { createWorkouts, type Workouts } from './workouts.ts';

interface ServiceOptions {
  /**
   * URL of the service, such as `https://afterburn.example.com`. In a browser it may be a path, or '' for the page's
   * own origin.
   */
  baseUrl: string;
  fetch?: Fetch | undefined;
  /**
   * Where saves are stored until the service has accepted or refused them. Default: in memory, until the process ends.
   */
  store?: SaveStore | undefined;
  retry?: Partial<RetryOptions> | undefined;
  clock?: Clock | undefined;
}

/** Credentials: an app's API key, or an athlete's token. A function is called before each attempt. */
export type ClientOptions = ServiceOptions &
  ({ apiKey: Credential; token?: undefined } | { token: Credential; apiKey?: undefined });

export interface AfterburnClient extends Pick<Outbox, 'pending' | 'resume' | 'discard'> {
  workouts: Workouts;
  uploads: Uploads;
  imports: Imports;
  athletes: Athletes;
  reports: Reports;
  leaderboards: Leaderboards;
  webhooks: Webhooks;
  /** Needs an operator key. */
  operations: Operator;
  service: Service;
}

/** Creates a client that retries idempotent requests and loses no save. */
export function createAfterburnClient(options: ClientOptions): AfterburnClient {
  const { store = new MemoryStore(), clock = systemClock } = options;
  const retry = { ...DEFAULT_RETRY, ...options.retry };
  const transport = createTransport({
    baseUrl: options.baseUrl.replace(/\/+$/, ''),
    credential: options.apiKey ?? options.token,
    // Browsers require that fetch is called without another `this`.
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    now: clock.now,
  });
  const repeat = createRepeat({ clock, retry });
  const ask = createAsk({ transport, repeat });
  const outbox = createOutbox({
    repeat,
    sendSave: createSaveSender(transport),
    store,
    clock,
    giveUpAfterMs: retry.giveUpAfterMs,
  });

  return {
    workouts: createWorkouts({ ask, outbox, clock }),
    uploads: createUploads({ ask, clock }),
    imports: createImports({ ask, clock }),
    athletes: createAthletes({
      ask,
      follow: (athleteId, streaming) => followEvents({ transport, clock, retry }, athleteId, streaming),
    }),
    reports: createReports({ ask }),
    leaderboards: createLeaderboards({ ask }),
    webhooks: createWebhooks({ ask }),
    operations: createOperations({ ask }),
    service: createService({ ask }),
    pending: outbox.pending,
    resume: outbox.resume,
    discard: outbox.discard,
  };
}
