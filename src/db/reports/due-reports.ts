import { isTimeZone } from '../../domain/local-time.ts';
import { lastClosedMonth, oldestRecentMonth } from '../../domain/report-month.ts';
import { enqueueReports, type ReportRef } from '../dispatch/enqueue.ts';
import type { Queryable, Transaction } from '../pool.ts';
import { listTimeZonesInUse } from '../athletes/athletes.ts';

interface Due {
  /** RFC 3339. */
  now: string;
  limit: number;
}

/** The schedule ticks 4 h 10 min after the end of a month. Before 6 h its reports do not count as missing. */
const TICK_MS = 6 * 3600 * 1000;

/** Enqueues the missing reports. @returns how many were enqueued */
export async function enqueueMissingReports(tx: Transaction, due: Due): Promise<number> {
  const missing = await listMissingReports(tx, due);
  await enqueueReports(tx, missing);
  return missing.length;
}

/**
 * Lists missing reports: an athlete has a counted workout in the month that ended last on the athlete's clock, but no
 * complete report of it. At least 6 h must have passed since that end.
 */
export async function listMissingReports(db: Queryable, { now, limit }: Due): Promise<ReportRef[]> {
  // An unknown time zone must not affect the others.
  const months = (await listTimeZonesInUse(db))
    .filter(isTimeZone)
    .map((timeZone) => lastClosedMonth(timeZone, now))
    .filter(({ endedAt }) => Date.parse(now) - Date.parse(endedAt) > TICK_MS);
  const { rows } = await db.query<ReportRef>(
    `select a.athlete_uuid as "athleteUuid", m.month
     from unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[])
       as m (time_zone, month, started_at, ended_at)
     join athletes a on a.time_zone = m.time_zone and a.erasing_since is null
     where not exists (
         select from report_months r
         where r.athlete_uuid = a.athlete_uuid
           and r.month = m.month
           and (r.state <> 'ready' or r.complete)
       )
       and exists (
         select from counted_workouts w
         where w.athlete_uuid = a.athlete_uuid
           and w.started_at >= m.started_at
           and w.started_at < m.ended_at
       )
     limit $5::int`,
    [
      months.map(({ timeZone }) => timeZone),
      months.map(({ month }) => month),
      months.map(({ startedAt }) => startedAt),
      months.map(({ endedAt }) => endedAt),
      limit,
    ],
  );
  return rows;
}

/**
 * Enqueues the stale reports of the two newest months, after `quietSeconds` without another change. Older ones are
 * rebuilt when they are read. A report that is being built is skipped: a change in the meantime keeps it stale.
 * @returns how many were enqueued
 */
export async function enqueueStaleReports(
  tx: Transaction,
  { now, limit, quietSeconds }: Due & { quietSeconds: number },
): Promise<number> {
  const { rows } = await tx.query<ReportRef>(
    `select m.athlete_uuid as "athleteUuid", m.month
     from report_months m
     join athletes a on a.athlete_uuid = m.athlete_uuid and a.erasing_since is null
     where m.month >= $1::text
       and m.stale_since <= now() - make_interval(secs => $2::double precision)
       and m.state <> 'building'
     order by m.stale_since
     limit $3::int
     for no key update of m skip locked`,
    [oldestRecentMonth(now), quietSeconds, limit],
  );
  await enqueueReports(tx, rows);
  return rows.length;
}

/** Enqueues one stale report that is being read. */
export async function enqueueReadReport(tx: Transaction, { athleteUuid, month }: ReportRef): Promise<void> {
  const { rows } = await tx.query<ReportRef>(
    `select athlete_uuid as "athleteUuid", month
     from report_months
     where athlete_uuid = $1::uuid
       and month = $2::text
       and stale_since is not null
       and state <> 'building'
     for no key update skip locked`,
    [athleteUuid, month],
  );
  await enqueueReports(tx, rows);
}
