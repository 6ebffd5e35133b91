import { appendEvents } from '../events/events.ts';
import { findImportProgress } from './import-reads.ts';
import type { Transaction } from '../pool.ts';
import { lockAthletes } from '../workouts/workout-refs.ts';

/** Athletes that are notified in one transaction, which holds their locks. */
const PAGE = 200;

/**
 * Notifies the next page of athletes of a finished import. Each athlete is notified once. After the last one the import is
 * settled. The import stores the position, so a repeat continues where the last attempt ended.
 * @returns whether it is settled
 */
export async function settleNextPage(tx: Transaction, importId: string): Promise<boolean> {
  const { rows } = await tx.query<{ notifiedUpTo: string | null }>(
    `select notified_up_to as "notifiedUpTo"
     from imports
     where import_id = $1::uuid and settled_at is null
     for no key update`,
    [importId],
  );
  if (!rows[0]) return true;
  const next = await listAthletesToNotify(tx, importId, rows[0].notifiedUpTo);
  await lockAthletes(
    tx,
    next.map(({ athleteUuid }) => athleteUuid),
  );
  await appendEvents(
    tx,
    next.map(({ athleteUuid, workouts }) => ({
      athleteUuid,
      type: 'import.processed',
      data: { importId, workouts },
    })),
  );
  if (next.length < PAGE) await markSettled(tx, importId);
  else await advance(tx, importId, next.at(-1)!.athleteUuid);
  return next.length < PAGE;
}

async function listAthletesToNotify(
  tx: Transaction,
  importId: string,
  after: string | null,
): Promise<{ athleteUuid: string; workouts: number }[]> {
  const { rows } = await tx.query<{ athleteUuid: string; workouts: number }>(
    `select w.athlete_uuid as "athleteUuid", count(*)::int as workouts
     from workouts w
     join athletes a on a.athlete_uuid = w.athlete_uuid and a.erasing_since is null
     where w.import_id = $1::uuid
       and w.deleted_at is null
       and ($2::uuid is null or w.athlete_uuid > $2::uuid)
     group by w.athlete_uuid
     order by w.athlete_uuid
     limit $3::int`,
    [importId, after, PAGE],
  );
  return rows;
}

async function advance(tx: Transaction, importId: string, athleteUuid: string): Promise<void> {
  await tx.query(`update imports set notified_up_to = $2::uuid where import_id = $1::uuid`, [
    importId,
    athleteUuid,
  ]);
}

/** Stores the final counts in the import. An import whose body was incomplete stays failed. */
async function markSettled(tx: Transaction, importId: string): Promise<void> {
  const { accepted, duplicates, refused } = (await findImportProgress(tx, importId))!;
  await tx.query(
    `update imports
     set
       status = case status when 'processing' then 'processed' else status end,
       accepted = $2::int,
       duplicates = $3::int,
       refused = $4::int,
       settled_at = now()
     where import_id = $1::uuid`,
    [importId, accepted, duplicates, refused],
  );
}
