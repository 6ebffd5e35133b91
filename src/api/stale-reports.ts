import { enqueueReadReport } from '../db/reports/due-reports.ts';
import type { ReportRef } from '../db/dispatch/enqueue.ts';
import { oldestRecentMonth } from '../domain/report-month.ts';
import type { RouteDependencies } from './dependencies.ts';

/** Enqueues a stale report of an older month because it is read; the reconciler rebuilds those of the newest two. */
export async function rebuildStale(
  { database, log }: Pick<RouteDependencies, 'database' | 'log'>,
  report: ReportRef,
): Promise<void> {
  if (report.month >= oldestRecentMonth(new Date().toISOString())) return;
  await database
    .write((tx) => enqueueReadReport(tx, report))
    // The stale report is returned in any case, and the next read tries again.
    .catch((error: unknown) => log.warn({ error }, 'A stale report could not be enqueued'));
}
