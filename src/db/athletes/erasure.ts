import { NotFound } from '../../domain/errors.ts';
import { withTransaction, type Pool, type Transaction } from '../pool.ts';

/**
 * Hides an athlete at once (by id, on leaderboards, by token) and requests the deletion of all data. The id is free:
 * saved again, it is a new athlete.
 * @throws NotFound
 */
export async function requestErasure(
  tx: Transaction,
  { appId, athleteId }: { appId: string; athleteId: string },
): Promise<void> {
  const { rows } = await tx.query<{ athleteUuid: string }>(
    `update athletes
     set
       erasing_since = now(),
       athlete_id = 'erased:' || athlete_uuid,
       leaderboard_visibility = 'private'
     where app_id = $1::uuid and athlete_id = $2::text
     returning athlete_uuid as "athleteUuid"`,
    [appId, athleteId],
  );
  if (!rows[0]) throw new NotFound();
  const { athleteUuid } = rows[0];
  await tx.query(`update leaderboard_scores set visible = false where athlete_uuid = $1::uuid`, [
    athleteUuid,
  ]);
  await tx.query(`delete from athlete_tokens where athlete_uuid = $1::uuid`, [athleteUuid]);
  await tx.query(`delete from athlete_notifications where athlete_uuid = $1::uuid`, [athleteUuid]);
  await tx.query(`delete from emails where athlete_uuid = $1::uuid`, [athleteUuid]);
}

/**
 * Locks an athlete against its erasure until the commit, for work that we accept by our own UUID.
 * @returns false if the athlete is being erased: nothing may be added
 */
export async function holdUnerased(tx: Transaction, athleteUuid: string): Promise<boolean> {
  const { rowCount } = await tx.query(
    `select
     from athletes
     where athlete_uuid = $1::uuid and erasing_since is null
     for key share`,
    [athleteUuid],
  );
  return rowCount === 1;
}

/** A table that may hold very many rows of an athlete, and how many of them one transaction deletes. */
interface PagedTable {
  table: string;
  id: string;
  perPage: number;
}

/** With tracks, steps and efforts a page is some thousand rows, while a batch's step waits. */
const WORKOUTS: PagedTable = { table: 'workouts', id: 'workout_id', perPage: 250 };
/** Each file may have 16 MiB, which PostgreSQL stores as 8,000 rows. */
const UPLOADS: PagedTable = { table: 'uploads', id: 'upload_id', perPage: 25 };
const EVENTS: PagedTable = { table: 'events', id: 'event_id', perPage: 10_000 };

/**
 * Deletes all data of an athlete whose erasure was requested: large tables page by page, then the rest. A repeat
 * continues where the last attempt ended.
 * @returns how many workouts were deleted
 */
export async function eraseAthlete(pool: Pool, athleteUuid: string, onProgress: () => void): Promise<number> {
  const inPages = async (paged: PagedTable): Promise<number> => {
    for (let erased = 0; ;) {
      const page = await withTransaction(pool, (tx) => erasePage(tx, athleteUuid, paged));
      onProgress();
      erased += page;
      if (page < paged.perPage) return erased;
    }
  };
  const workouts = await inPages(WORKOUTS);
  await inPages(UPLOADS);
  await inPages(EVENTS);
  await withTransaction(pool, (tx) => eraseRest(tx, athleteUuid));
  return workouts;
}

/**
 * Deletes a page of the athlete's rows, who is locked against steps and profile changes.
 * @returns how many rows there were, up to the page's size; 0 if the athlete is not being erased, or is gone
 */
async function erasePage(
  tx: Transaction,
  athleteUuid: string,
  { table, id, perPage }: PagedTable,
): Promise<number> {
  const erasing = await tx.query(
    `select
     from athletes
     where athlete_uuid = $1::uuid and erasing_since is not null
     for no key update`,
    [athleteUuid],
  );
  if (erasing.rowCount === 0) return 0;
  const { rowCount } = await tx.query(
    `delete from ${table}
     where athlete_uuid = $1::uuid
       and ${id} in (select ${id} from ${table} where athlete_uuid = $1::uuid limit $2::int)`,
    [athleteUuid, perPage],
  );
  return rowCount ?? 0;
}

/**
 * Deletes the athlete's row and everything that references it. Then deletes the rows of the athlete's other
 * executions: once their histories are deleted, they may never end.
 */
async function eraseRest(tx: Transaction, athleteUuid: string): Promise<void> {
  await tx.query(`delete from webhook_held where source = $1::uuid`, [athleteUuid]);
  await tx.query(`delete from webhook_attempts where source = $1::uuid`, [athleteUuid]);
  await tx.query(`delete from webhook_resends where source = $1::uuid`, [athleteUuid]);
  await tx.query(`delete from athletes where athlete_uuid = $1::uuid and erasing_since is not null`, [
    athleteUuid,
  ]);
  await tx.query(`delete from executions where athlete_uuid = $1::uuid and kind <> 'erasure'`, [athleteUuid]);
}
