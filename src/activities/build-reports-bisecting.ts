import { log } from '@temporalio/activity';
import { withTransaction, type Pool } from '../db/pool.ts';
import { enqueueReport } from '../db/dispatch/enqueue.ts';
import { failureKind } from '../db/failure.ts';
import { failReport, type WrittenReport } from '../db/reports/reports.ts';
import { sendHeartbeat, isFinalFailure } from './failure-policy.ts';
import { buildReports, type ReportGroup } from './build-reports.ts';

export interface BuiltReports {
  written: WrittenReport[];
  /** Athletes whose report failed for good. */
  failed: number;
}

/**
 * Builds the reports of a group. Bisection isolates an athlete whose report fails, so that all others get theirs.
 * Transient errors are retried with the whole group.
 */
export async function buildReportsBisecting(pool: Pool, group: ReportGroup): Promise<BuiltReports> {
  sendHeartbeat();
  try {
    return { written: await buildReports(pool, group), failed: 0 };
  } catch (error) {
    const { month, athleteUuids } = group;
    log.warn('Reports could not be built', { month, athletes: athleteUuids.length, error });
    if (!isFinalFailure(error, 'inAList')) throw error;
    if (athleteUuids.length > 1) return buildHalves(pool, group);
    const report = { athleteUuid: athleteUuids[0]!, month };
    // A report that ran out of time gets its own execution, which retries it without limit.
    const isOutOfTime = failureKind(error) === 'timeout';
    await withTransaction(pool, (tx) => (isOutOfTime ? enqueueReport : failReport)(tx, report));
    return { written: [], failed: isOutOfTime ? 0 : 1 };
  }
}

async function buildHalves(pool: Pool, group: ReportGroup): Promise<BuiltReports> {
  const half = Math.ceil(group.athleteUuids.length / 2);
  const left = await buildReportsBisecting(pool, {
    ...group,
    athleteUuids: group.athleteUuids.slice(0, half),
  });
  const right = await buildReportsBisecting(pool, { ...group, athleteUuids: group.athleteUuids.slice(half) });
  return { written: [...left.written, ...right.written], failed: left.failed + right.failed };
}
