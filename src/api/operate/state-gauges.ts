import { Gauge, type Registry } from 'prom-client';
import type { ServiceState } from './service-state.ts';

interface StateGauge {
  name: string;
  help: string;
  labelName?: string;
  /** Returns the value, or one value per label; undefined while unknown. */
  read: (state: ServiceState) => number | Record<string, number> | null | undefined;
}

/** Gauges read at each scrape. Those of PostgreSQL and Temporal are the same from every API process. */
const GAUGES: readonly StateGauge[] = [
  {
    name: 'afterburn_outbox_waiting',
    help: 'Accepted work of all kinds that has not started',
    read: ({ backlog }) => backlog?.outbox.waiting,
  },
  {
    name: 'afterburn_outbox_oldest_seconds',
    help: 'Seconds that the oldest accepted work has waited for its start; 0 when nothing waits',
    read: ({ backlog }) => backlog && (backlog.outbox.oldestSeconds ?? 0),
  },
  {
    name: 'afterburn_workouts_unfinished',
    help: 'Workouts that are waiting or being processed, by priority',
    labelName: 'priority',
    read: ({ backlog }) => backlog?.workouts.unfinished,
  },
  {
    name: 'afterburn_workouts_failed',
    help: 'Workouts that ended with errors and can be redriven',
    read: ({ backlog }) => backlog?.workouts.failed,
  },
  {
    name: 'afterburn_stuck',
    help: 'Uploads, imports, reports, erasures and e-mails that failed for good or keep failing, by kind; can be redriven',
    labelName: 'kind',
    read: ({ backlog }) => backlog?.stuckCounts,
  },
  {
    name: 'afterburn_webhook_endpoints',
    help: 'Webhook endpoints of all apps, by status',
    labelName: 'status',
    read: ({ webhooks }) => webhooks?.endpoints,
  },
  {
    name: 'afterburn_webhook_athletes_held',
    help: 'Athletes whose events wait for the retry of a failed delivery, over all endpoints',
    read: ({ webhooks }) => webhooks?.held,
  },
  {
    name: 'afterburn_webhook_oldest_unread_seconds',
    help: 'Age of the oldest event that an endpoint has not read; 0 without any',
    read: ({ webhooks }) => webhooks?.oldestUnreadSeconds,
  },
  {
    name: 'afterburn_pollers',
    help: 'Workers seen by Temporal in the last minute, by task queue',
    labelName: 'task_queue',
    read: ({ pollers }) => pollers,
  },
  {
    name: 'afterburn_postgres_up',
    help: '1 when PostgreSQL answered this scrape',
    read: ({ backlog }) => Number(backlog !== undefined),
  },
  {
    name: 'afterburn_temporal_up',
    help: '1 when Temporal answered this scrape',
    read: ({ pollers }) => Number(pollers !== null),
  },
  {
    name: 'afterburn_requests_held',
    help: 'Requests held while PostgreSQL is down; a large body counts as several',
    read: ({ requestsHeld }) => requestsHeld,
  },
  {
    name: 'afterburn_event_streams',
    help: 'Open event streams',
    read: ({ eventStreams }) => eventStreams,
  },
  {
    name: 'afterburn_postgres_connections',
    help: 'Connections of this process to PostgreSQL',
    labelName: 'state',
    read: ({ connections }) => connections,
  },
  {
    name: 'afterburn_postgres_connection_waits',
    help: 'Queries of this process that wait for a connection',
    read: ({ waitingForConnection }) => waitingForConnection,
  },
];

/**
 * Registers the gauges. Unknown values are left out: an old value or a 0 would hide the outage. @returns a function
 * that updates them
 */
export function createStateGauges(register: Registry): (state: ServiceState) => void {
  const gauges = GAUGES.map(({ name, help, labelName, read }) => {
    const labelNames = labelName === undefined ? [] : [labelName];
    return { gauge: new Gauge({ name, help, labelNames, registers: [register] }), labelName, read };
  });
  return (state) => {
    for (const { gauge, labelName, read } of gauges) {
      const value = read(state);
      gauge.reset();
      if (typeof value === 'number') gauge.set(value);
      else if (labelName === undefined) gauge.remove();
      else for (const [of, count] of Object.entries(value ?? {})) gauge.set({ [labelName]: of }, count);
    }
  };
}
