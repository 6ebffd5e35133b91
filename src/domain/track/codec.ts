import { ByteReader, ByteWriter } from './varint.ts';
import type { Track } from './track.ts';

/** The first byte of every encoded track. A change of the layout below needs a new version. */
const VERSION = 1;

/**
 * The columns in the order of writing, and the steps per unit to which values are rounded: 1 ms, 1e-7 degree (11 mm), 1
 * cm, whole beats, watts and revolutions.
 */
const COLUMNS = [
  ['seconds', 1e3],
  ['latitude', 1e7],
  ['longitude', 1e7],
  ['elevationMeters', 1e2],
  ['distanceMeters', 1e2],
  ['heartRate', 1],
  ['powerWatts', 1],
  ['cadence', 1],
  ['afterBreak', 1],
] as const satisfies readonly (readonly [keyof Track, number])[];

/**
 * Encodes a track: version, number of samples, then column by column. Each value is the zigzag varint of its difference
 * from the previous one, plus one. 0 means NaN, "not recorded". Equal steps become equal bytes, so the result deflates
 * well.
 */
export const encodeTrack = (track: Track): Uint8Array => {
  const count = track.seconds.length;
  const writer = new ByteWriter(1 + 10 + count * COLUMNS.length * 2);
  writer.byte(VERSION);
  writer.varint(count);
  for (const [name, stepsPerUnit] of COLUMNS) {
    writeColumn(writer, track[name], stepsPerUnit);
  }
  return writer.take();
};

/**
 * Decodes a track; values are as exact as the steps of `encodeTrack`.
 * @throws RangeError if the bytes have another version, end early, or continue after the last column
 */
export const decodeTrack = (bytes: Uint8Array): Track => {
  const reader = new ByteReader(bytes);
  const version = reader.byte();
  if (version !== VERSION) throw new RangeError(`Track encoding ${version} is not known.`);
  const count = reader.varint();
  if (count * COLUMNS.length > reader.left) throw new RangeError('The encoded track ends early.');
  const track: Track = {
    seconds: new Float64Array(count),
    latitude: new Float64Array(count),
    longitude: new Float64Array(count),
    elevationMeters: new Float32Array(count),
    distanceMeters: new Float64Array(count),
    heartRate: new Float32Array(count),
    powerWatts: new Float32Array(count),
    cadence: new Float32Array(count),
    afterBreak: new Uint8Array(count),
  };
  for (const [name, stepsPerUnit] of COLUMNS) {
    readColumn(reader, track[name], stepsPerUnit);
  }
  if (reader.left > 0) throw new RangeError('The encoded track goes on after its end.');
  return track;
};

const writeColumn = (
  writer: ByteWriter,
  column: Float64Array | Float32Array | Uint8Array,
  stepsPerUnit: number,
): void => {
  let previous = 0;
  for (const value of column) {
    if (Number.isNaN(value)) {
      writer.varint(0);
      continue;
    }
    const steps = Math.round(value * stepsPerUnit);
    const difference = steps - previous;
    writer.varint((difference < 0 ? -2 * difference - 1 : 2 * difference) + 1);
    previous = steps;
  }
};

const readColumn = (
  reader: ByteReader,
  column: Float64Array | Float32Array | Uint8Array,
  stepsPerUnit: number,
): void => {
  let steps = 0;
  for (let i = 0; i < column.length; i += 1) {
    const code = reader.varint() - 1;
    if (code < 0) {
      column[i] = NaN;
      continue;
    }
    steps += code % 2 === 1 ? -(code + 1) / 2 : code / 2;
    column[i] = steps / stepsPerUnit;
  }
};
