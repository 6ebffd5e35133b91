import { log } from '@temporalio/activity';
import { appendEvents } from '../db/events.ts';
import { withTransaction, type Pool } from '../db/pool.ts';
import { lockReportSources, type ReportSource } from '../db/report-sources.ts';
import { failReport, writeReports, type BuiltReport, type WrittenReport } from '../db/reports.ts';
import { monthBounds } from '../domain/local-time.ts';
import { buildMonthlyReport, type BoardRank } from '../domain/monthly-report.ts';
import { isGivenUp, toReportFailure } from './report-failure.ts';

export interface ReportGroup {
  month: string;
  athleteUuids: string[];
  /** Read once a page: a walk along the boards costs the same for one athlete and for hundreds. */
  ranks: ReadonlyMap<string, BoardRank[]>;
  /** One athlete's report was asked for: its failure is the activity's own, where among others it is only counted. */
  alone: boolean;
}

export interface MadeReports {
  written: WrittenReport[];
  /** How many were given up. An athlete who was erased meanwhile is in neither. */
  failed: number;
}

/**
 * Makes the reports of a group of athletes in one transaction, and finds by halving the athlete who poisons it, so that
 * nobody else goes without. Transient errors never split a group: it is retried as it is.
 */
export async function makeReports(pool: Pool, group: ReportGroup): Promise<MadeReports> {
  try {
    return { written: await makeInTransaction(pool, group), failed: 0 };
  } catch (error) {
    return splitOrGiveUp(pool, group, error);
  }
}

const makeInTransaction = (
  pool: Pool,
  { month, athleteUuids, ranks }: ReportGroup,
): Promise<WrittenReport[]> =>
  withTransaction(pool, async (tx) => {
    const sources = await lockReportSources(tx, { athleteUuids, month });
    const reports = sources.map((source) => buildReport(month, source, ranks.get(source.athleteUuid) ?? []));
    const written = await writeReports(tx, { month, reports });
    await appendEvents(
      tx,
      written
        .filter(({ unchanged }) => !unchanged)
        .map(({ athleteUuid, revision }) => ({
          athleteUuid,
          type: 'report.ready',
          data: { month, revision },
        })),
    );
    return written;
  });

/** In the athlete's time zone; a month that is not over yet there is told so far. */
function buildReport(
  month: string,
  { athleteUuid, timeZone, asOf, staleSince, workouts }: ReportSource,
  ranks: BoardRank[],
): BuiltReport {
  const complete = Date.parse(asOf) >= Date.parse(monthBounds(month, timeZone).end);
  const report = buildMonthlyReport({ month, timeZone, asOf, complete, workouts, ranks });
  return { athleteUuid, staleSince, report };
}

async function splitOrGiveUp(pool: Pool, group: ReportGroup, error: unknown): Promise<MadeReports> {
  const { month, athleteUuids, alone } = group;
  log.warn('Reports could not be made', { month, athletes: athleteUuids.length, error });
  if (!isGivenUp(error, { alone })) throw toReportFailure(error);
  if (athleteUuids.length > 1) {
    const half = Math.ceil(athleteUuids.length / 2);
    const left = await makeReports(pool, { ...group, athleteUuids: athleteUuids.slice(0, half) });
    const right = await makeReports(pool, { ...group, athleteUuids: athleteUuids.slice(half) });
    return { written: [...left.written, ...right.written], failed: left.failed + right.failed };
  }
  await withTransaction(pool, (tx) => failReport(tx, { athleteUuid: athleteUuids[0]!, month }));
  if (alone) throw toReportFailure(error);
  return { written: [], failed: 1 };
}
