import { readBacklog, type Backlog } from '../../db/dispatch/backlog.ts';
import type { Pool } from '../../db/pool.ts';
import type { Inspection } from '../../temporal/inspection.ts';
import type { DatabaseAccess } from '../database-access.ts';
import type { EventHub } from '../stream/event-hub.ts';
import { within } from '../within.ts';

/** What this process sees of itself and of what it needs, at one moment. */
export interface ServiceState {
  /** Undefined while PostgreSQL is away. */
  backlog: Backlog | undefined;
  /** Null while Temporal is away. */
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
  /** A scrape must not wait for a server that does not answer. */
  patienceMs?: number;
}

/** One look for all who ask while it lasts: several scrapers cost no more than one. */
export function createStateReader(dependencies: StateReaderDependencies): () => Promise<ServiceState> {
  let looking: Promise<ServiceState> | undefined;
  return () => (looking ??= look(dependencies).finally(() => (looking = undefined)));
}

async function look({
  pool,
  database,
  events,
  inspection,
  patienceMs = 1500,
}: StateReaderDependencies): Promise<ServiceState> {
  const [backlog, pollers] = await Promise.all([
    within(patienceMs, readBacklog(pool)),
    inspection.countPollers(),
  ]);
  return {
    backlog,
    pollers,
    requestsHeld: database.held,
    eventStreams: events.open,
    connections: { busy: pool.totalCount - pool.idleCount, idle: pool.idleCount },
    waitingForConnection: pool.waitingCount,
  };
}
