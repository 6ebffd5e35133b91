import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { MAX_RECORDING_POINTS, type LeftOut } from '../../domain/recording.ts';
import { decodeTrack, encodeTrack } from '../../domain/track/codec.ts';
import type { Track } from '../../domain/track/track.ts';
import type { Transaction } from '../pool.ts';

/** Nine columns of at most eight bytes a value: no real track inflates to more. */
const MAX_ENCODED_BYTES = 16 + MAX_RECORDING_POINTS * 9 * 8;

/** The bytes of a track as they are stored: encoded column by column, then deflated. */
export const packTrack = (track: Track): Buffer => deflateRawSync(encodeTrack(track));

/** @throws RangeError or a zlib error when the bytes are not what `packTrack` made. */
export const unpackTrack = (bytes: Uint8Array): Track =>
  decodeTrack(inflateRawSync(bytes, { maxOutputLength: MAX_ENCODED_BYTES }));

export async function insertTracks(
  tx: Transaction,
  tracks: readonly { workoutId: string; track: Track; leftOut: LeftOut }[],
): Promise<void> {
  await tx.query(
    `insert into workout_tracks (workout_id, point_count, left_out, points)
     select * from unnest($1::uuid[], $2::int[], $3::jsonb[], $4::bytea[])`,
    [
      tracks.map(({ workoutId }) => workoutId),
      tracks.map(({ track }) => track.seconds.length),
      tracks.map(({ leftOut }) => JSON.stringify(leftOut)),
      tracks.map(({ track }) => packTrack(track)),
    ],
  );
}

/** Gives a row its track when it is asked for: a batch of a thousand tracks is unpacked one by one, not all at once. */
export const withTrack = <Row extends { points: Buffer | null }>({ points, ...row }: Row) => ({
  ...row,
  get track(): Track | null {
    return points && unpackTrack(points);
  },
});
