import { continueAsNew, proxyActivities, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { Activities } from '../activities/index.ts';
import type { ReportCounts } from '../activities/build-monthly-reports.ts';
import { reportBuild } from './activity-profiles.ts';

export interface MonthlyReportsInput {
  /** IANA name. */
  timeZone: string;
  /** `yyyy-MM`; absent for a tick of the schedule, which reports the month before. */
  month?: string;
  /** The last athlete whose report is built; set when an execution continues as new. */
  cursor?: string;
  counts?: ReportCounts;
}

export interface MonthlyReportsResult extends ReportCounts {
  timeZone: string;
  month: string;
}

/** A history of 20 pages is still short to read and to replay. */
const PAGES_PER_RUN = 20;

/** Builds the reports of a month for all athletes in a time zone, page by page. */
export async function MonthlyReports(input: MonthlyReportsInput): Promise<MonthlyReportsResult> {
  const { timeZone } = input;
  const month = input.month ?? (await planMonth(timeZone));
  let { cursor, counts = { reports: 0, unchanged: 0, failed: 0 } } = input;
  for (let page = 1; page <= PAGES_PER_RUN; page += 1) {
    setCurrentDetails(describe(timeZone, month, counts, 'building'));
    const { nextAfter, ...built } = await buildPage({ timeZone, month, after: cursor });
    counts = add(counts, built);
    if (nextAfter === undefined) return finish({ timeZone, month, ...counts });
    cursor = nextAfter;
  }
  return continueAsNew<typeof MonthlyReports>({ timeZone, month, cursor: cursor!, counts });
}

/** Determines the month by the scheduled time of the tick: after an outage, a worker may run it in a later month. */
async function planMonth(timeZone: string): Promise<string> {
  const info = workflowInfo();
  const scheduledAt = info.typedSearchAttributes.get(scheduledStartTime) ?? info.startTime;
  const { planMonthlyReports } = proxyActivities<Pick<Activities, 'planMonthlyReports'>>({
    ...reportBuild,
    summary: 'Determine the month that this tick reports',
  });
  const { month } = await planMonthlyReports({ timeZone, scheduledAt: scheduledAt.toISOString() });
  return month;
}

/** Temporal sets it on executions that a schedule starts. */
const scheduledStartTime = defineSearchAttributeKey('TemporalScheduledStartTime', 'DATETIME');

const buildPage: Activities['buildMonthlyReports'] = (page) => {
  const { buildMonthlyReports } = proxyActivities<Pick<Activities, 'buildMonthlyReports'>>({
    ...reportBuild,
    summary: `Build the next reports of ${page.month} in ${page.timeZone}`,
  });
  return buildMonthlyReports(page);
};

const add = (counts: ReportCounts, more: ReportCounts): ReportCounts => ({
  reports: counts.reports + more.reports,
  unchanged: counts.unchanged + more.unchanged,
  failed: counts.failed + more.failed,
});

function finish(result: MonthlyReportsResult): MonthlyReportsResult {
  setCurrentDetails(describe(result.timeZone, result.month, result, 'done'));
  return result;
}

/** Formats the details for the top of the execution in the Temporal UI, as Markdown. */
const describe = (timeZone: string, month: string, counts: ReportCounts, state: string): string =>
  [
    `Reports of **${month}** in ${timeZone}: ${state}.`,
    '',
    '| Written | Unchanged | Failed |',
    '| --- | --- | --- |',
    `| ${counts.reports} | ${counts.unchanged} | ${counts.failed} |`,
  ].join('\n');
