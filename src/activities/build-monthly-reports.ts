import { cancellationSignal } from '@temporalio/activity';
import { groupByHistory } from '../db/steps/history-groups.ts';
import { listMonthRanks } from '../db/reports/report-ranks.ts';
import { listReportAthletes } from '../db/reports/report-sources.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { beat, handOn, isHopeless, toFailure } from './giving-up.ts';
import { makeReportsApart } from './make-reports-apart.ts';

/** So many that a walk along the boards pays: among 100,000 athletes it takes as long as 250 reports. */
const ATHLETES_PER_PAGE = 1000;
/** Long histories end a page early, far below the 120 s that it may take. */
const ENOUGH_MS = 30_000;
/** Their locks are held together: few enough, with histories short enough, that no step of theirs has to wait for long. */
const ATHLETES_PER_TRANSACTION = 25;

export interface BuildMonthlyReportsInput {
  timeZone: string;
  /** `yyyy-MM` */
  month: string;
  /** The last athlete of the page before. */
  after?: string | undefined;
}

export interface ReportCounts {
  /** Revisions written. */
  reports: number;
  /** Athletes whose newest revision says the same already. */
  unchanged: number;
  /** Athletes whose report was given up. */
  failed: number;
}

export interface BuildMonthlyReportsResult extends ReportCounts {
  /** Where the next page begins; absent after the last one. */
  nextAfter?: string;
}

type Dependencies = Pick<ActivityDependencies, 'pool'> & { athletesPerPage?: number; enoughMs?: number };

/**
 * Makes the reports of a page of the athletes who live in a zone, group by group. A repeat writes nothing for those
 * whose group was committed before.
 */
export const createBuildMonthlyReports =
  ({ pool, athletesPerPage = ATHLETES_PER_PAGE, enoughMs = ENOUGH_MS }: Dependencies) =>
  async ({ timeZone, month, after }: BuildMonthlyReportsInput): Promise<BuildMonthlyReportsResult> => {
    try {
      const until = performance.now() + enoughMs;
      const page = await listReportAthletes(pool, { timeZone, after, limit: athletesPerPage });
      beat();
      const ranks = await listMonthRanks(pool, { athleteUuids: page, month });
      const counts: ReportCounts = { reports: 0, unchanged: 0, failed: 0 };
      // In the order of the page.
      const groups = await groupByHistory(pool, page);
      let last: string | undefined;
      for (const athleteUuids of groups.flatMap((group) => inGroups(group, ATHLETES_PER_TRANSACTION))) {
        if (last !== undefined && performance.now() >= until) break;
        cancellationSignal().throwIfAborted();
        const made = await makeReportsApart(pool, { month, athleteUuids, ranks });
        counts.reports += made.written.filter(({ unchanged }) => !unchanged).length;
        counts.unchanged += made.written.filter(({ unchanged }) => unchanged).length;
        counts.failed += made.failed;
        last = athleteUuids.at(-1);
      }
      const isLastPage = page.length < athletesPerPage && last === page.at(-1);
      return { ...counts, ...(isLastPage || last === undefined ? {} : { nextAfter: last }) };
    } catch (error) {
      handOn(error);
      throw toFailure(error, { nonRetryable: isHopeless(error) });
    }
  };

const inGroups = (page: string[], size: number): string[][] =>
  Array.from({ length: Math.ceil(page.length / size) }, (_, index) =>
    page.slice(index * size, (index + 1) * size),
  );
