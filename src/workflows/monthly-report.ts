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
  setCurrentDetails(`Building the report of **${month}**.`);
  const built = await buildMonthlyReport({ athleteUuid, month });
  setCurrentDetails(DETAILS[built.outcome](month, built.revision));
  return { athleteUuid, month, ...built };
}

const { buildMonthlyReport } = proxyActivities<Pick<Activities, 'buildMonthlyReport'>>({
  ...reportBuild,
  summary: 'Build the report and notify the athlete',
});

const DETAILS: Record<BuildMonthlyReportResult['outcome'], (month: string, revision?: number) => string> = {
  made: (month, revision) => `Revision ${revision} of the report of **${month}** is ready.`,
  unchanged: (month, revision) => `The report of **${month}** is unchanged: revision ${revision}.`,
  'athlete-gone': () => 'The athlete has been erased.',
};
