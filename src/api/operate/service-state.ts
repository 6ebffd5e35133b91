import { summarizeWebhooks, type WebhookSummary } from '../../db/webhooks/service-summary.ts';
import { readBacklog, type Backlog } from '../../db/dispatch/backlog.ts';
import type { Pool } from '../../db/pool.ts';
import type { Inspection } from '../../temporal/inspection.ts';
import type { DatabaseAccess } from '../database-access.ts';
import type { EventHub } from '../stream/event-hub.ts';
import { within } from '../within.ts';

/** The state of this process and its dependencies, at one moment. */
export interface ServiceState {
  /** Undefined while PostgreSQL is down. */
  backlog: Backlog | undefined;
  /** Undefined while PostgreSQL is down. */
  webhooks: WebhookSummary | undefined;
  /** Null while Temporal is down. */
  pollers: Record<string, number> | null;
  requestsHeld: number;
  eventStreams: number;
  connections: { busy: number; idle: number };
  waitingForConnection: number;
}

interface StateReaderDependencies {
  pool: Pool;
  database: DatabaseAccess;
  events: EventHub;
  inspection: Inspection;
}

/** Creates a reader that concurrent callers share: several scrapers cost no more than one. */
export function createStateReader(dependencies: StateReaderDependencies): () => Promise<ServiceState> {
  let looking: Promise<ServiceState> | undefined;
  return () => (looking ??= look(dependencies).finally(() => (looking = undefined)));
}

/** A scrape must not wait for a server that does not answer. */
const PATIENCE_MS = 1500;

async function look({ pool, database, events, inspection }: StateReaderDependencies): Promise<ServiceState> {
  const [backlog, webhooks, pollers] = await Promise.all([
    within(PATIENCE_MS, readBacklog(pool)),
    within(PATIENCE_MS, summarizeWebhooks(pool)),
    inspection.countPollers(),
  ]);
  return {
    backlog,
    webhooks,
    pollers,
    requestsHeld: database.held,
    eventStreams: events.open,
    connections: { busy: pool.totalCount - pool.idleCount, idle: pool.idleCount },
    waitingForConnection: pool.waitingCount,
  };
}
