import { log } from '@temporalio/activity';
import { withTransaction, type Pool } from '../db/pool.ts';
import { enqueueReport } from '../db/dispatch/enqueue.ts';
import { failureKind } from '../db/failure.ts';
import { failReport, type WrittenReport } from '../db/reports/reports.ts';
import { beat, isHopeless } from './giving-up.ts';
import { makeReports, type ReportGroup } from './make-reports.ts';

export interface MadeReports {
  written: WrittenReport[];
  /** Athletes whose report failed for good. */
  failed: number;
}

/**
 * Builds the reports of a group. Bisection isolates an athlete whose report fails, so that all others get theirs.
 * Transient errors are retried with the whole group.
 */
export async function makeReportsApart(pool: Pool, group: ReportGroup): Promise<MadeReports> {
  beat();
  try {
    return { written: await makeReports(pool, group), failed: 0 };
  } catch (error) {
    const { month, athleteUuids } = group;
    log.warn('Reports could not be made', { month, athletes: athleteUuids.length, error });
    if (!isHopeless(error, 'inAList')) throw error;
    if (athleteUuids.length > 1) return makeHalves(pool, group);
    const report = { athleteUuid: athleteUuids[0]!, month };
    // What ran out of time gets an execution of its own, which retries it for as long as it takes.
    const isOutOfTime = failureKind(error) === 'timeout';
    await withTransaction(pool, (tx) => (isOutOfTime ? enqueueReport : failReport)(tx, report));
    return { written: [], failed: isOutOfTime ? 0 : 1 };
  }
}

async function makeHalves(pool: Pool, group: ReportGroup): Promise<MadeReports> {
  const half = Math.ceil(group.athleteUuids.length / 2);
  const left = await makeReportsApart(pool, { ...group, athleteUuids: group.athleteUuids.slice(0, half) });
  const right = await makeReportsApart(pool, { ...group, athleteUuids: group.athleteUuids.slice(half) });
  return { written: [...left.written, ...right.written], failed: left.failed + right.failed };
}
