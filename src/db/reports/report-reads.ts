import { ReportNotRequested } from '../../domain/errors.ts';
import type { MonthlyReport } from '../../domain/monthly-report.ts';
import type { Queryable } from '../pool.ts';

/** A month's report, and the state of its generation. */
export interface ReportMonth {
  month: string;
  state: 'building' | 'ready' | 'failed';
  /** 0 before the first revision. */
  revision: number;
  complete: boolean | null;
  asOf: string | null;
  /** Whether the report is out of date. */
  stale: boolean;
}

export interface StoredReport {
  revision: number;
  /** Whether the report is out of date. */
  isStale: boolean;
  report: MonthlyReport;
}

/** Lists the months that were requested or built, newest first. */
export async function listReportMonths(
  db: Queryable,
  { athleteUuid, limit, before }: { athleteUuid: string; limit: number; before: string | undefined },
): Promise<ReportMonth[]> {
  const { rows } = await db.query<ReportMonth>(
    `select
       month,
       state,
       revision,
       complete,
       report ->> 'asOf' as "asOf",
       stale_since is not null as stale
     from report_months
     where athlete_uuid = $1::uuid and ($2::text is null or month < $2::text)
     order by month desc
     limit $3::int`,
    [athleteUuid, before ?? null, limit],
  );
  return rows;
}

/** Returns the newest revision, or the state of its generation. @throws ReportNotRequested */
export async function getReport(
  db: Queryable,
  { athleteUuid, month }: { athleteUuid: string; month: string },
): Promise<StoredReport | { state: ReportMonth['state'] }> {
  const { rows } = await db.query<{
    state: ReportMonth['state'];
    revision: number;
    isStale: boolean;
    report: MonthlyReport | null;
  }>(
    `select
       state,
       revision,
       stale_since is not null as "isStale",
       report
     from report_months
     where athlete_uuid = $1::uuid and month = $2::text`,
    [athleteUuid, month],
  );
  const row = rows[0];
  if (!row) throw new ReportNotRequested();
  const { state, report, revision, isStale } = row;
  return report ? { report, revision, isStale } : { state };
}

/** Lists the newest revisions of these athletes' reports that are not stale. */
export async function listCurrentReports(
  db: Queryable,
  athleteUuids: string[],
): Promise<{ athleteUuid: string; report: MonthlyReport }[]> {
  const { rows } = await db.query<{ athleteUuid: string; report: MonthlyReport }>(
    `select athlete_uuid as "athleteUuid", report
     from report_months
     where athlete_uuid = any($1::uuid[])
       and state = 'ready'
       and stale_since is null`,
    [athleteUuids],
  );
  return rows;
}
