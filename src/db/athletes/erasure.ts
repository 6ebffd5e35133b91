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

/**
 * Workouts per transaction. With tracks, steps and efforts these are some thousand rows, while a batch's step waits.
 */
const WORKOUTS_PER_PAGE = 250;
/** Files per transaction: each may have 16 MiB, which PostgreSQL stores as 8,000 rows. */
const UPLOADS_PER_PAGE = 25;
const EVENTS_PER_PAGE = 10_000;

/**
 * Deletes all data of an athlete whose erasure was requested: large tables page by page, then the rest. A repeat
 * continues where the last attempt ended.
 * @returns how many workouts were deleted
 */
export async function eraseAthlete(pool: Pool, athleteUuid: string, onProgress: () => void): Promise<number> {
  const inPages = async (perPage: number, erasePage: ErasePage): Promise<number> => {
    for (let erased = 0; ;) {
      const page = await withTransaction(pool, (tx) => erasePage(tx, athleteUuid, perPage));
      onProgress();
      erased += page;
      if (page < perPage) return erased;
    }
  };
  const workouts = await inPages(WORKOUTS_PER_PAGE, eraseWorkouts);
  await inPages(UPLOADS_PER_PAGE, eraseUploads);
  await inPages(EVENTS_PER_PAGE, eraseEvents);
  await inPages(EVENTS_PER_PAGE, eraseAttempts);
  await withTransaction(pool, (tx) => eraseRest(tx, athleteUuid));
  return workouts;
}

/** @returns how many rows there were, up to the limit */
type ErasePage = (tx: Transaction, athleteUuid: string, limit: number) => Promise<number>;

/**
 * Locks the athlete against steps and profile changes.
 * @returns false if the athlete is not being erased, or is gone
 */
async function lockErasing(tx: Transaction, athleteUuid: string): Promise<boolean> {
  const { rowCount } = await tx.query(
    `select
     from athletes
     where athlete_uuid = $1::uuid and erasing_since is not null
     for no key update`,
    [athleteUuid],
  );
  return rowCount === 1;
}

const eraseWorkouts: ErasePage = async (tx, athleteUuid, limit) => {
  if (!(await lockErasing(tx, athleteUuid))) return 0;
  const { rows } = await tx.query<{ id: string }>(
    `select workout_id as id
     from workouts
     where athlete_uuid = $1::uuid
     limit $2::int`,
    [athleteUuid, limit],
  );
  const ids = rows.map(({ id }) => id);
  await tx.query(`delete from workouts where workout_id = any($1::uuid[])`, [ids]);
  return ids.length;
};

const eraseUploads: ErasePage = async (tx, athleteUuid, limit) => {
  if (!(await lockErasing(tx, athleteUuid))) return 0;
  const { rows } = await tx.query<{ id: string }>(
    `select upload_id as id
     from uploads
     where athlete_uuid = $1::uuid
     limit $2::int
     for update`,
    [athleteUuid, limit],
  );
  const ids = rows.map(({ id }) => id);
  await tx.query(`delete from uploads where upload_id = any($1::uuid[])`, [ids]);
  return ids.length;
};

const eraseEvents: ErasePage = async (tx, athleteUuid, limit) => {
  if (!(await lockErasing(tx, athleteUuid))) return 0;
  const { rowCount } = await tx.query(
    `delete from events
     where athlete_uuid = $1::uuid
       and event_id in (
         select e.event_id
         from events e
         where e.athlete_uuid = $1::uuid
         order by e.event_id
         limit $2::int
       )`,
    [athleteUuid, limit],
  );
  return rowCount ?? 0;
};

const eraseAttempts: ErasePage = async (tx, athleteUuid, limit) => {
  const { rowCount } = await tx.query(
    `delete from webhook_attempts
     where ctid = any(array(
       select a.ctid
       from webhook_attempts a
       where a.source = $1::uuid
       limit $2::int
     ))`,
    [athleteUuid, limit],
  );
  return rowCount ?? 0;
};

/**
 * Deletes the athlete's row and everything that references it. Then deletes the rows of the athlete's other
 * executions: once their histories are deleted, they may never end.
 */
async function eraseRest(tx: Transaction, athleteUuid: string): Promise<void> {
  await tx.query(`delete from webhook_held where source = $1::uuid`, [athleteUuid]);
  await tx.query(`delete from webhook_resends where source = $1::uuid`, [athleteUuid]);
  await tx.query(`delete from athletes where athlete_uuid = $1::uuid and erasing_since is not null`, [
    athleteUuid,
  ]);
  await tx.query(`delete from executions where athlete_uuid = $1::uuid and kind <> 'erasure'`, [athleteUuid]);
}
