import { cancellationSignal } from '@temporalio/activity';
import { finishMonth } from '../db/finished-months.ts';
import { groupByHistory } from '../db/history-groups.ts';
import { listMonthRanks } from '../db/report-ranks.ts';
import { listReportAthletes } from '../db/report-sources.ts';
import { lastClosedMonth } from '../domain/closed-month.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { beat, handOn, isHopeless, toFailure } from './giving-up.ts';
import { makeReportsApart } from './make-reports-apart.ts';

/** So many that a walk along the boards pays, so few that a page stays far below the 120 s that it may take. */
const ATHLETES_PER_PAGE = 250;
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

type Dependencies = Pick<ActivityDependencies, 'pool'> & { athletesPerPage?: number };

/**
 * Makes the reports of a page of the athletes who live in a zone, group by group. A repeat writes nothing for those
 * whose group was committed before.
 */
export const createBuildMonthlyReports =
  ({ pool, athletesPerPage = ATHLETES_PER_PAGE }: Dependencies) =>
  async ({ timeZone, month, after }: BuildMonthlyReportsInput): Promise<BuildMonthlyReportsResult> => {
    try {
      const page = await listReportAthletes(pool, { timeZone, after, limit: athletesPerPage });
      beat();
      const ranks = await listMonthRanks(pool, { athleteUuids: page, month });
      const counts: ReportCounts = { reports: 0, unchanged: 0, failed: 0 };
      const groups = await groupByHistory(pool, page);
      for (const athleteUuids of groups.flatMap((group) => inGroups(group, ATHLETES_PER_TRANSACTION))) {
        cancellationSignal().throwIfAborted();
        const made = await makeReportsApart(pool, { month, athleteUuids, ranks });
        counts.reports += made.written.filter(({ unchanged }) => !unchanged).length;
        counts.unchanged += made.written.filter(({ unchanged }) => unchanged).length;
        counts.failed += made.failed;
      }
      const last = page.length === athletesPerPage ? page.at(-1) : undefined;
      if (last === undefined && isOver(month, timeZone)) await finishMonth(pool, { timeZone, month });
      return { ...counts, ...(last === undefined ? {} : { nextAfter: last }) };
    } catch (error) {
      handOn(error);
      throw toFailure(error, { nonRetryable: isHopeless(error) });
    }
  };

const inGroups = (page: string[], size: number): string[][] =>
  Array.from({ length: Math.ceil(page.length / size) }, (_, index) =>
    page.slice(index * size, (index + 1) * size),
  );

/** Reports that tell of a month so far do not finish it. */
const isOver = (month: string, timeZone: string): boolean =>
  lastClosedMonth(timeZone, new Date().toISOString()).month >= month;
