import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { MAX_RECORDING_POINTS, type LeftOut } from '../../domain/recording.ts';
import { decodeTrack, encodeTrack } from '../../domain/track/codec.ts';
import type { Track } from '../../domain/track/track.ts';
import type { Queryable, Transaction } from '../pool.ts';

/** Nine columns of at most eight bytes per value: no valid track inflates to more. */
const MAX_ENCODED_BYTES = 16 + MAX_RECORDING_POINTS * 9 * 8;

/** Encodes a track column by column, then deflates it. */
export const packTrack = (track: Track): Buffer => deflateRawSync(encodeTrack(track));

/** Decodes a track. @throws RangeError or a zlib error when `packTrack` did not make the bytes */
export const unpackTrack = (bytes: Uint8Array): Track =>
  decodeTrack(inflateRawSync(bytes, { maxOutputLength: MAX_ENCODED_BYTES }));

export async function insertTracks(
  tx: Transaction,
  tracks: readonly { workoutId: string; track: Track; leftOut: LeftOut }[],
): Promise<void> {
  await tx.query(
    `insert into workout_tracks (workout_id, left_out, points)
     select * from unnest($1::uuid[], $2::jsonb[], $3::bytea[])`,
    [
      tracks.map(({ workoutId }) => workoutId),
      tracks.map(({ leftOut }) => JSON.stringify(leftOut)),
      tracks.map(({ track }) => packTrack(track)),
    ],
  );
}

/** Unpacks a row's track on access, so that a batch of a thousand tracks is never in memory at once. */
export const withTrack = <Row extends { points: Buffer | null }>({ points, ...row }: Row) => ({
  ...row,
  get track(): Track | null {
    return points && unpackTrack(points);
  },
});

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
