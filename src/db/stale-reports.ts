import { enqueueReport } from './outbox.ts';
import type { Transaction } from './pool.ts';

interface EnqueueStale {
  /** Changes that follow each other faster than this are taken together. */
  quietSeconds: number;
  limit: number;
}

/**
 * Asks for the reports anew that a change has made stale, once it has been quiet for a while. One that is being made
 * is left alone: what changed meanwhile keeps it stale, and it is asked for again afterwards.
 * @returns how many were asked for
 */
export async function enqueueStaleReports(
  tx: Transaction,
  { quietSeconds, limit }: EnqueueStale,
): Promise<number> {
  const { rows } = await tx.query<{ athleteUuid: string; month: string }>(
    `select m.athlete_uuid as "athleteUuid", m.month
     from report_months m
     join athletes a on a.athlete_uuid = m.athlete_uuid and a.erasing_since is null
     where m.stale_since <= now() - make_interval(secs => $1::double precision)
       and m.state <> 'building'
     order by m.stale_since
     limit $2::int
     for no key update of m skip locked`,
    [quietSeconds, limit],
  );
  for (const report of rows) await enqueueReport(tx, report);
  return rows.length;
}
