import { isTimeZone, localStartMsOf } from '../../domain/local-time.ts';
import type { WorkoutRef } from '../../domain/workout.ts';
import type { Queryable } from '../pool.ts';

export interface LocalStart extends WorkoutRef {
  /** The local start by Node's rules, as text for a `timestamp`; null if Node does not know the time zone. */
  expected: string | null;
  stored: string | null;
}

/** The local start of a workout `w` in milliseconds; `floor` rounds as JavaScript does. */
export const LOCAL_START_MS = `floor(date_part('epoch', w.local_start) * 1000 + 0.5)`;

/** Returns the local time of an instant, as text for a `timestamp`; null if Node does not know the zone. */
export const toLocalStart = (startedAt: Date, timeZone: string): string | null =>
  isTimeZone(timeZone) ? toTimestamp(localStartMsOf(startedAt.getTime(), timeZone)) : null;

const toTimestamp = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, -1);

/** Lists the workouts `w` that the condition selects, with their local starts by Node's zone rules and as stored. */
async function listLocalStarts(db: Queryable, where: string, values: unknown[]): Promise<LocalStart[]> {
  const { rows } = await db.query<
    WorkoutRef & { startedAt: Date; timeZone: string; storedMs: number | null }
  >(
    `select
       w.workout_id as "workoutId",
       w.revision,
       w.started_at as "startedAt",
       coalesce(w.time_zone, a.time_zone) as "timeZone",
       ${LOCAL_START_MS} as "storedMs"
     from workouts w
     join athletes a on a.athlete_uuid = w.athlete_uuid
     where ${where}`,
    values,
  );
  return rows.map(({ workoutId, revision, startedAt, timeZone, storedMs }) => ({
    workoutId,
    revision,
    expected: toLocalStart(startedAt, timeZone),
    stored: storedMs === null ? null : toTimestamp(storedMs),
  }));
}

export const listLocalStartsOf = (db: Queryable, workoutIds: string[]): Promise<LocalStart[]> =>
  listLocalStarts(db, `w.workout_id = any($1::uuid[])`, [workoutIds]);

/** Lists the local starts of these athletes' workouts whose processing has begun. Deleted ones are left out. */
export const listBegunLocalStarts = (db: Queryable, athleteUuids: string[]): Promise<LocalStart[]> =>
  listLocalStarts(
    db,
    `w.athlete_uuid = any($1::uuid[]) and w.deleted_at is null and w.status <> 'accepted'`,
    [athleteUuids],
  );

/** Lists a page of the processed workouts with their local starts, by id. */
export const listProcessedLocalStarts = (
  db: Queryable,
  { after, limit }: { after: string | null; limit: number },
): Promise<LocalStart[]> =>
  listLocalStarts(
    db,
    `w.status in ('processed', 'processed_with_errors')
       and w.deleted_at is null
       and a.erasing_since is null
       and ($1::uuid is null or w.workout_id > $1::uuid)
     order by w.workout_id
     limit $2::int`,
    [after, limit],
  );
