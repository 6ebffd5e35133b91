import { appendEvents } from '../db/events/events.ts';
import { enqueueReportEmails } from '../db/notifications/emails.ts';
import { withTransaction, type Pool } from '../db/pool.ts';
import { lockReportSources, type ReportSource } from '../db/reports/report-sources.ts';
import { writeReports, type BuiltReport, type WrittenReport } from '../db/reports/reports.ts';
import { monthBounds } from '../domain/local-time.ts';
import { lastClosedMonth } from '../domain/report-month.ts';
import { buildMonthlyReport, type LeaderboardRank, type MonthlyReport } from '../domain/monthly-report.ts';

export interface ReportGroup {
  month: string;
  athleteUuids: string[];
  /** Ranks by athlete, read once a page: reading the leaderboards costs the same for one athlete and for hundreds. */
  ranks: ReadonlyMap<string, LeaderboardRank[]>;
}

/**
 * Builds the reports of a group of athletes and notifies them, in one transaction.
 * @returns what was written; erased athletes are absent
 */
export const buildReports = (
  pool: Pool,
  { month, athleteUuids, ranks }: ReportGroup,
): Promise<WrittenReport[]> =>
  withTransaction(pool, async (tx) => {
    const sources = await lockReportSources(tx, { athleteUuids, month });
    const reports = sources.map((source) => buildReport(month, source, ranks.get(source.athleteUuid) ?? []));
    const athleteIds = new Map(sources.map(({ athleteUuid, athleteId }) => [athleteUuid, athleteId]));
    const built = new Map(reports.map(({ athleteUuid, report }) => [athleteUuid, report]));
    const written = await writeReports(tx, { month, reports });
    // Nobody waits for a scheduled report of a month with too few workouts.
    const notified = written.filter(
      ({ athleteUuid, unchanged, requested }) =>
        requested || (!unchanged && built.get(athleteUuid)!.sufficient),
    );
    await appendEvents(
      tx,
      notified.map(({ athleteUuid, revision }) => ({
        athleteUuid,
        type: 'report.ready',
        data: { month, revision, links: linksOf(athleteIds.get(athleteUuid)!, month) },
      })),
    );
    await enqueueReportEmails(
      tx,
      notified
        .filter(({ athleteUuid }) => isEmailed(built.get(athleteUuid)!))
        .map((made) => ({ ...made, month })),
    );
    return written;
  });

function linksOf(athleteId: string, month: string): { self: string; email: string } {
  const self = `/v1/athletes/${athleteId}/reports/${month}`;
  return { self, email: `${self}/email` };
}

/** Returns whether to send an e-mail: only for the month that ended last on the athlete's clock, not for older ones. */
const isEmailed = ({ sufficient, month, timeZone, asOf }: MonthlyReport): boolean =>
  sufficient && month === lastClosedMonth(timeZone, asOf).month;

/** Builds a report in the athlete's time zone. The report of a month that is not over there covers the days so far. */
function buildReport(
  month: string,
  { athleteUuid, timeZone, asOf, staleSince, workouts, loads }: ReportSource,
  ranks: LeaderboardRank[],
): BuiltReport {
  const complete = Date.parse(asOf) >= Date.parse(monthBounds(month, timeZone).end);
  const report = buildMonthlyReport({ month, timeZone, asOf, complete, workouts, ranks, loads });
  return { athleteUuid, staleSince, report };
}
