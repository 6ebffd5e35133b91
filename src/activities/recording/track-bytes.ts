import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { decodeTrack, encodeTrack } from '../../domain/track-codec.ts';
import type { Track } from '../../domain/track.ts';
import { MAX_RECORDING_POINTS } from '../../domain/recording.ts';

/** Eight columns of at most eight bytes a value: no real track inflates to more. */
const MAX_ENCODED_BYTES = 16 + MAX_RECORDING_POINTS * 8 * 8;

/** The bytes of a track as they are stored: encoded column by column, then deflated. */
export const packTrack = (track: Track): Buffer => deflateRawSync(encodeTrack(track));

/** @throws RangeError or a zlib error when the bytes are not what `packTrack` made. */
export const unpackTrack = (bytes: Uint8Array): Track =>
  decodeTrack(inflateRawSync(bytes, { maxOutputLength: MAX_ENCODED_BYTES }));
