import { log } from '@temporalio/activity';
import { withTransaction, type Pool } from '../db/pool.ts';
import { listMonthRanks } from '../db/reports/report-ranks.ts';
import { failReport } from '../db/reports/reports.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { sendHeartbeat, saveFailure, isFinalFailure, toFailure } from './failure-policy.ts';
import { buildReports } from './build-reports.ts';

export interface BuildMonthlyReportInput {
  athleteUuid: string;
  /** `yyyy-MM` */
  month: string;
}

export interface BuildMonthlyReportResult {
  /**
   * `unchanged`: the newest revision has the same content. `athlete-gone`: the athlete was erased after the request.
   */
  outcome: 'made' | 'unchanged' | 'athlete-gone';
  revision?: number;
}

/** Builds one athlete's report of a month, on demand or because it is stale. A repeat finds the existing revision. */
export const createBuildMonthlyReport =
  ({ pool }: Pick<ActivityDependencies, 'pool'>) =>
  async (input: BuildMonthlyReportInput): Promise<BuildMonthlyReportResult> => {
    try {
      return await build(pool, input);
    } catch (error) {
      log.warn('Building a report failed', { month: input.month, error });
      if (!isFinalFailure(error)) {
        saveFailure(error);
        throw toFailure(error);
      }
      // Readers see that the report failed. Otherwise it would stay `building` forever.
      await withTransaction(pool, (tx) => failReport(tx, input));
      throw toFailure(error, { nonRetryable: true });
    }
  };

async function build(
  pool: Pool,
  { athleteUuid, month }: BuildMonthlyReportInput,
): Promise<BuildMonthlyReportResult> {
  const athleteUuids = [athleteUuid];
  const ranks = await listMonthRanks(pool, { athleteUuids, month });
  sendHeartbeat();
  const [written] = await buildReports(pool, { month, athleteUuids, ranks });
  if (!written) return { outcome: 'athlete-gone' };
  return { outcome: written.unchanged ? 'unchanged' : 'made', revision: written.revision };
}
