import type { Units } from '../../domain/athlete.ts';
import type { Queryable } from '../pool.ts';

/** Returns the key that signs an app's links; undefined for an unknown app. */
export async function findShareKey(db: Queryable, appId: string): Promise<Buffer | undefined> {
  const { rows } = await db.query<{ key: Buffer }>(
    `select share_key as key
     from apps
     where app_id = $1::uuid`,
    [appId],
  );
  return rows[0]?.key;
}

export interface CardAthlete {
  athleteId: string;
  displayName: string | null;
  units: Units;
}

/** Returns an athlete of an app; undefined when absent, or while being erased. */
export async function findCardAthlete(
  db: Queryable,
  { appId, athleteUuid }: { appId: string; athleteUuid: string },
): Promise<CardAthlete | undefined> {
  const { rows } = await db.query<CardAthlete>(
    `select
       athlete_id as "athleteId",
       display_name as "displayName",
       units
     from athletes
     where app_id = $1::uuid and athlete_uuid = $2::uuid and erasing_since is null`,
    [appId, athleteUuid],
  );
  return rows[0];
}

/** Returns the packed track of a workout, if it has one. */
export async function findTrack(db: Queryable, workoutId: string): Promise<Uint8Array | undefined> {
  const { rows } = await db.query<{ points: Buffer }>(
    `select points
     from workout_tracks
     where workout_id = $1::uuid`,
    [workoutId],
  );
  return rows[0]?.points;
}
