import { log } from '@temporalio/activity';
import { withTransaction, type Pool } from '../db/pool.ts';
import { failReport, type WrittenReport } from '../db/reports/reports.ts';
import { beat, isHopeless } from './giving-up.ts';
import { makeReports, type ReportGroup } from './make-reports.ts';

export interface MadeReports {
  written: WrittenReport[];
  /** How many were given up. */
  failed: number;
}

/**
 * Makes the reports of a group, and finds by halving the athlete who poisons it, so that nobody else goes without.
 * What passes by itself never splits a group: it is retried as it is.
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
    await withTransaction(pool, (tx) => failReport(tx, { athleteUuid: athleteUuids[0]!, month }));
    return { written: [], failed: 1 };
  }
}

async function makeHalves(pool: Pool, group: ReportGroup): Promise<MadeReports> {
  const half = Math.ceil(group.athleteUuids.length / 2);
  const left = await makeReportsApart(pool, { ...group, athleteUuids: group.athleteUuids.slice(0, half) });
  const right = await makeReportsApart(pool, { ...group, athleteUuids: group.athleteUuids.slice(half) });
  return { written: [...left.written, ...right.written], failed: left.failed + right.failed };
}
