import { cancellationSignal } from '@temporalio/activity';
import { groupByHistory } from '../db/steps/history-groups.ts';
import { listMonthRanks } from '../db/reports/report-ranks.ts';
import { listReportAthletes } from '../db/reports/report-sources.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { sendHeartbeat, saveFailure, isFinalFailure, toFailure } from './failure-policy.ts';
import { buildReportsBisecting } from './build-reports-bisecting.ts';

/** Large enough to read the leaderboards once a page: among 100,000 athletes this takes as long as 250 reports. */
const ATHLETES_PER_PAGE = 1000;
/** Long histories end a page early, well before its timeout of 120 s. */
const ENOUGH_MS = 30_000;
/** Athletes whose locks are held together: few enough that none of their steps waits for long. */
const ATHLETES_PER_TRANSACTION = 25;

export interface BuildMonthlyReportsInput {
  timeZone: string;
  /** `yyyy-MM` */
  month: string;
  /** The last athlete of the previous page. */
  after?: string | undefined;
}

export interface ReportCounts {
  /** Revisions written. */
  reports: number;
  /** Athletes whose newest revision has the same content. */
  unchanged: number;
  /** Athletes whose report failed for good. */
  failed: number;
}

export interface BuildMonthlyReportsResult extends ReportCounts {
  /** Where the next page begins; absent after the last one. */
  nextAfter?: string;
}

type Dependencies = Pick<ActivityDependencies, 'pool'> & { athletesPerPage?: number; enoughMs?: number };

/**
 * Builds the reports for a page of the athletes in a time zone, group by group. A repeat writes nothing for groups
 * that were committed before.
 */
export const createBuildMonthlyReports =
  ({ pool, athletesPerPage = ATHLETES_PER_PAGE, enoughMs = ENOUGH_MS }: Dependencies) =>
  async ({ timeZone, month, after }: BuildMonthlyReportsInput): Promise<BuildMonthlyReportsResult> => {
    try {
      const until = performance.now() + enoughMs;
      const page = await listReportAthletes(pool, { timeZone, after, limit: athletesPerPage });
      sendHeartbeat();
      const ranks = await listMonthRanks(pool, { athleteUuids: page, month });
      const counts: ReportCounts = { reports: 0, unchanged: 0, failed: 0 };
      // Sorted like the page.
      const groups = await groupByHistory(pool, page);
      let last: string | undefined;
      for (const athleteUuids of groups.flatMap((group) => inGroups(group, ATHLETES_PER_TRANSACTION))) {
        if (last !== undefined && performance.now() >= until) break;
        cancellationSignal().throwIfAborted();
        const made = await buildReportsBisecting(pool, { month, athleteUuids, ranks });
        counts.reports += made.written.filter(({ unchanged }) => !unchanged).length;
        counts.unchanged += made.written.filter(({ unchanged }) => unchanged).length;
        counts.failed += made.failed;
        last = athleteUuids.at(-1);
      }
      const isLastPage = page.length < athletesPerPage && last === page.at(-1);
      return { ...counts, ...(isLastPage || last === undefined ? {} : { nextAfter: last }) };
    } catch (error) {
      saveFailure(error);
      throw toFailure(error, { nonRetryable: isFinalFailure(error) });
    }
  };

const inGroups = (page: string[], size: number): string[][] =>
  Array.from({ length: Math.ceil(page.length / size) }, (_, index) =>
    page.slice(index * size, (index + 1) * size),
  );
