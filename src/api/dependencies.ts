import type { Hono } from 'hono';
import type { Pool } from '../db/pool.ts';
import type { Dispatcher } from '../temporal/dispatcher.ts';
import type { Inspection } from '../temporal/inspection.ts';
import type { DatabaseAccess } from './database-access.ts';
import type { EventHub } from './stream/event-hub.ts';
import type { GroupCommit } from './save/group-commit.ts';
import type { Renderer } from './pictures/renderer.ts';
import type { Metrics } from './operate/metrics.ts';
import type { Log } from './operate/request-log.ts';

export interface ApiDependencies {
  pool: Pool;
  /** Woken after each commit that added work. */
  dispatcher: Pick<Dispatcher, 'wake'>;
  events: EventHub;
  inspection: Inspection;
  /** URL of our executions in the Temporal UI, followed by a workflow id; without it, links into it are 404. */
  executionsUrl: string | undefined;
  /** Whether webhooks may be sent to http on a loopback address. */
  webhooksAllowLoopback: boolean;
  log: Log;
  /** True from the beginning of a shutdown on; `readyz` then says so. */
  isDraining(): boolean;
  /** Renders PDFs and cards. */
  renderer: Renderer;
  /** The live page at `/` and its assets. */
  web?: Hono;
}

/** The dependencies of routes. They access PostgreSQL only through `database`, which waits for it. */
export interface RouteDependencies extends ApiDependencies {
  database: DatabaseAccess;
  groupCommit: GroupCommit;
  metrics: Metrics;
}
