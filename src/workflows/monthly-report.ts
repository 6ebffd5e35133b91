import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type {
  BuildMonthlyReportInput,
  BuildMonthlyReportResult,
} from '../activities/build-monthly-report.ts';
import { reportBuild } from './activity-profiles.ts';

export type MonthlyReportResult = BuildMonthlyReportInput & BuildMonthlyReportResult;

/** Builds one athlete's report of a month: on request, or because the existing one is stale. */
export async function MonthlyReport({
  athleteUuid,
  month,
}: BuildMonthlyReportInput): Promise<MonthlyReportResult> {
  setCurrentDetails(`Making the report of **${month}**.`);
  const made = await buildMonthlyReport({ athleteUuid, month });
  setCurrentDetails(DETAILS[made.outcome](month, made.revision));
  return { athleteUuid, month, ...made };
}

const { buildMonthlyReport } = proxyActivities<Pick<Activities, 'buildMonthlyReport'>>({
  ...reportBuild,
  summary: 'Make the report and tell the athlete',
});

const DETAILS: Record<BuildMonthlyReportResult['outcome'], (month: string, revision?: number) => string> = {
  made: (month, revision) => `Revision ${revision} of the report of **${month}** is ready.`,
  unchanged: (month, revision) => `Revision ${revision} of the report of **${month}** says the same already.`,
  'athlete-gone': () => 'The athlete has been erased.',
};
