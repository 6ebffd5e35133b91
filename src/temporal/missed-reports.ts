import { listMissedMonths } from '../db/finished-months.ts';
import type { Pool } from '../db/pool.ts';
import { listTimeZonesInUse } from '../db/time-zones.ts';
import { lastClosedMonth } from '../domain/closed-month.ts';
import { isTimeZone } from '../domain/local-time.ts';
import { withDeadline, type Temporal } from './client.ts';
import { monthlyReportsId, TASK_QUEUES, WORKFLOWS } from './names.ts';

/** The schedule ticks 4 h 10 min after the month's end; so long its reports are its own to make. */
const TICK_HAS_MS = 6 * 3600 * 1000;
const CALL_TIMEOUT_MS = 5000;

interface MissedReportsDependencies {
  pool: Pool;
  temporal: Temporal;
  log: { info(fields: object, message: string): void };
}

/**
 * Starts the reports of each zone's last month where they are not finished: its tick went down with Temporal's data, or
 * the schedule was not there yet. One that is running is left alone; what has ended without finishing begins anew, and
 * writes nothing that is there already.
 */
export async function startMissedReports(
  { pool, temporal, log }: MissedReportsDependencies,
  now = new Date().toISOString(),
): Promise<void> {
  // A zone that is none would stop all the others.
  const timeZones = (await listTimeZonesInUse(pool)).filter(isTimeZone);
  const closed = timeZones
    .map((timeZone) => lastClosedMonth(timeZone, now))
    .filter(({ endedAt }) => Date.parse(now) - Date.parse(endedAt) > TICK_HAS_MS);
  for (const missed of await listMissedMonths(pool, closed)) {
    log.info(missed, 'Monthly reports are not finished: they are started');
    await start(temporal, missed);
  }
}

const start = (temporal: Temporal, { timeZone, month }: { timeZone: string; month: string }) =>
  withDeadline(temporal, CALL_TIMEOUT_MS, () =>
    temporal.client.workflow.start(WORKFLOWS.monthlyReports, {
      workflowId: monthlyReportsId({ timeZone, month }),
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      taskQueue: TASK_QUEUES.reports,
      args: [{ timeZone, month }],
      staticSummary: `Make the reports of ${month} for everybody in ${timeZone}`,
      staticDetails: 'The tick of the schedule did not. A repeat writes nothing that is there already.',
    }),
  );
