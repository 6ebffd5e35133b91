import { heartbeat } from '@temporalio/activity';
import { listMonthRanks } from '../db/report-ranks.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { makeReports } from './make-reports.ts';
import { toReportFailure } from './report-failure.ts';

export interface BuildMonthlyReportInput {
  athleteUuid: string;
  /** `yyyy-MM` */
  month: string;
}

export interface BuildMonthlyReportResult {
  /** `unchanged`: the newest revision says the same; `athlete-gone`: erased since the report was asked for. */
  outcome: 'made' | 'unchanged' | 'athlete-gone';
  revision?: number;
}

/** Makes one athlete's report of a month, on demand or anew; a repeat finds the revision that is there. */
export const createBuildMonthlyReport =
  ({ pool }: Pick<ActivityDependencies, 'pool'>) =>
  async ({ athleteUuid, month }: BuildMonthlyReportInput): Promise<BuildMonthlyReportResult> => {
    try {
      const athleteUuids = [athleteUuid];
      const ranks = await listMonthRanks(pool, { athleteUuids, month });
      heartbeat();
      const made = await makeReports(pool, { month, athleteUuids, ranks, alone: true });
      const [written] = made.written;
      if (!written) return { outcome: 'athlete-gone' };
      return { outcome: written.unchanged ? 'unchanged' : 'made', revision: written.revision };
    } catch (error) {
      throw toReportFailure(error);
    }
  };
