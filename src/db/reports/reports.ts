import type { MonthlyReport } from '../../domain/monthly-report.ts';
import type { Transaction } from '../pool.ts';

export interface BuiltReport {
  athleteUuid: string;
  report: MonthlyReport;
  /** Since when the report was stale, read before its sources. */
  staleSince: string | null;
}

export interface WrittenReport {
  athleteUuid: string;
  revision: number;
  /** The newest revision has the same content. */
  unchanged: boolean;
  /** It had been requested, or was stale. */
  requested: boolean;
}

/**
 * Writes the next revision of each of these reports of one month over the previous one. A report with the same content,
 * apart from its time, is not written: a doubled tick gives one revision. The caller holds the athletes' locks. A report
 * that became stale while it was built stays stale, and is built again.
 */
export async function writeReports(
  tx: Transaction,
  { month, reports }: { month: string; reports: readonly BuiltReport[] },
): Promise<WrittenReport[]> {
  const { rows } = await tx.query<WrittenReport>(
    `with built as (
       select
         b.athlete_uuid,
         b.report,
         b.stale_since,
         coalesce(m.revision, 0) as revision,
         coalesce(m.report - 'asOf' = b.report - 'asOf', false) as unchanged,
         coalesce(m.state = 'building', false) as requested
       from unnest($2::uuid[], $3::jsonb[], $4::timestamptz[]) as b (athlete_uuid, report, stale_since)
       left join report_months m on m.athlete_uuid = b.athlete_uuid and m.month = $1::text
     ),
     numbered as (
       select *, revision + (not unchanged)::int as next_revision
       from built
     ),
     written as (
       insert into report_months as m (athlete_uuid, month, state, revision, stale_since, report, complete)
       select
         athlete_uuid,
         $1::text,
         'ready',
         next_revision,
         stale_since,
         report,
         (report ->> 'complete')::boolean
       from numbered
       order by athlete_uuid
       on conflict (athlete_uuid, month) do update
         set
           state = 'ready',
           revision = excluded.revision,
           stale_since = nullif(m.stale_since, excluded.stale_since),
           report = case when m.revision = excluded.revision then m.report else excluded.report end,
           complete = excluded.complete
     )
     select athlete_uuid as "athleteUuid", next_revision as revision, unchanged, requested
     from numbered
     order by athlete_uuid`,
    [
      month,
      reports.map((built) => built.athleteUuid),
      reports.map((built) => JSON.stringify(built.report)),
      reports.map((built) => built.staleSince),
    ],
  );
  return rows;
}

/** Marks a month's report as failed. The previous revision stays readable; a request or a redrive tries again. */
export async function failReport(
  tx: Transaction,
  { athleteUuid, month }: { athleteUuid: string; month: string },
): Promise<void> {
  await tx.query(
    `insert into report_months (athlete_uuid, month, state)
     select athlete_uuid, $2::text, 'failed'
     from athletes
     where athlete_uuid = $1::uuid
     on conflict (athlete_uuid, month) do update
       set state = 'failed'`,
    [athleteUuid, month],
  );
}

/**
 * Marks the reports that contain these workouts as stale: those of their months, and all later ones, which compare
 * with them and continue their training load. Call it before an edit or a deletion for the old month, and after
 * processing for the new one.
 */
export async function markReportsStale(tx: Transaction, workoutIds: string[]): Promise<void> {
  if (workoutIds.length === 0) return;
  await tx.query(
    `update report_months m
     set stale_since = now()
     from workouts w
     where w.workout_id = any($1::uuid[])
       and m.athlete_uuid = w.athlete_uuid
       and m.month >= to_char(w.local_start, 'YYYY-MM')`,
    [workoutIds],
  );
}

/** Marks all reports of an athlete as stale. */
export async function markAllReportsStale(tx: Transaction, athleteUuid: string): Promise<void> {
  await tx.query(`update report_months set stale_since = now() where athlete_uuid = $1::uuid`, [athleteUuid]);
}
