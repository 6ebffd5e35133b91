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
