import { NotFound } from '../domain/errors.ts';
import type { Queryable } from './pool.ts';

/** A month's report and where its making stands. */
export interface ReportMonth {
  month: string;
  state: 'building' | 'ready' | 'failed';
  /** 0 before the first revision. */
  revision: number;
  complete: boolean | null;
  asOf: Date | null;
  /** A later change has not found its way into it yet. */
  stale: boolean;
}

export interface StoredReport {
  month: string;
  revision: number;
  complete: boolean;
  asOf: Date;
  report: Record<string, unknown>;
}

const NEWEST_REVISION = `
  left join lateral (
    select r.revision, r.complete, r.as_of, r.report
    from reports r
    where r.athlete_uuid = m.athlete_uuid and r.month = m.month
    order by r.revision desc
    limit 1
  ) as newest on true`;

/** The months that were asked for, newest first. */
export async function listReportMonths(
  db: Queryable,
  { athleteUuid, limit, before }: { athleteUuid: string; limit: number; before: string | undefined },
): Promise<ReportMonth[]> {
  const { rows } = await db.query<ReportMonth>(
    `select
       m.month,
       m.state,
       coalesce(newest.revision, 0) as revision,
       newest.complete,
       newest.as_of as "asOf",
       m.stale_since is not null as stale
     from report_months m
     ${NEWEST_REVISION}
     where m.athlete_uuid = $1::uuid and ($2::text is null or m.month < $2::text)
     order by m.month desc
     limit $3::int`,
    [athleteUuid, before ?? null, limit],
  );
  return rows;
}

/** The newest revision, or where its making stands. @throws NotFound when the month was never asked for */
export async function getReport(
  db: Queryable,
  { athleteUuid, month }: { athleteUuid: string; month: string },
): Promise<StoredReport | { state: ReportMonth['state'] }> {
  const { rows } = await db.query<StoredReport & { state: ReportMonth['state'] }>(
    `select
       m.month,
       m.state,
       newest.revision,
       newest.complete,
       newest.as_of as "asOf",
       newest.report
     from report_months m
     ${NEWEST_REVISION}
     where m.athlete_uuid = $1::uuid and m.month = $2::text`,
    [athleteUuid, month],
  );
  const row = rows[0];
  if (!row) throw new NotFound();
  if (row.revision === null) return { state: row.state };
  const { state: _, ...report } = row;
  return report;
}

/** The run that the month's newest request started. @throws NotFound */
export async function getReportRun(
  db: Queryable,
  { athleteUuid, month }: { athleteUuid: string; month: string },
): Promise<number> {
  const { rows } = await db.query<{ run: number }>(
    `select run from report_months where athlete_uuid = $1::uuid and month = $2::text`,
    [athleteUuid, month],
  );
  if (!rows[0]) throw new NotFound();
  return rows[0].run;
}
