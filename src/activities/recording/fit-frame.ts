import { FitEncoder } from 'fit-file-parser/encoder';
import { MAX_RECORDING_POINTS, RecordingRejected } from '../../domain/recording.ts';
import { tameDescription, type FieldPlace } from './fit-developer-fields.ts';

/** Global message numbers of the FIT profile. */
const RECORD = 20;
const FIELD_DESCRIPTION = 206;
/** file_id, sport, session, record, event, length, timestamp_correlation: the messages that we read. */
const WANTED = new Set([0, 12, 18, RECORD, 21, 101, 162, FIELD_DESCRIPTION]);
/** Field number of the time, in every message. */
const TIMESTAMP = 253;
/** A message number that the profile does not use. */
const UNKNOWN_BYTE = 0xff;

export const isFit = (bytes: Uint8Array, at = 0): boolean =>
  bytes[at + 8] === 0x2e && bytes[at + 9] === 0x46 && bytes[at + 10] === 0x49 && bytes[at + 11] === 0x54;

/**
 * Checks the frame of the FIT file that begins at `start`: header, length, checksums, and that every record fits.
 * Returns a copy that the parser reads with less memory: messages that we do not read have an unknown number, and
 * developer fields have names that no native field has. `end` is the offset of the next file of a chain.
 * @throws RecordingRejected with the byte, counted from the beginning of the upload
 */
export const openFitFrame = (
  bytes: Uint8Array,
  start: number,
): { file: Uint8Array<ArrayBuffer>; end: number } => {
  const headerBytes = bytes[start] ?? 0;
  if (headerBytes !== 12 && headerBytes !== 14) throw malformed(start, 'the header has an unknown size');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dataEnd = start + headerBytes + view.getUint32(start + 4, true);
  if (dataEnd + 2 > bytes.length) {
    throw new RecordingRejected(
      'recording-truncated',
      `The file ends early, at byte ${bytes.length}; its header announces ${dataEnd + 2}.`,
    );
  }
  if (FitEncoder.calculateCRC(bytes.subarray(start, dataEnd)) !== view.getUint16(dataEnd, true)) {
    throw malformed(dataEnd, 'the checksum does not match');
  }
  // Not `slice`: on a Buffer it returns a view, and would change the bytes of the caller.
  const file = Uint8Array.from(bytes.subarray(start, dataEnd + 2));
  maskUnwanted(file, headerBytes, start);
  return { file, end: dataEnd + 2 };
};

interface Definition {
  isRecord: boolean;
  /** Positions of the fields in the description of a developer field. */
  description: { places: Map<number, FieldPlace>; littleEndian: boolean } | undefined;
  /** Bytes of one message after its header, with a normal and with a compressed-timestamp header. */
  size: number;
  compressedSize: number;
}

const maskUnwanted = (file: Uint8Array, headerBytes: number, start: number): void => {
  const end = file.length - 2;
  const definitions: (Definition | undefined)[] = [];
  let records = 0;
  let at = headerBytes;
  while (at < end) {
    const header = file[at] ?? 0;
    const isCompressed = (header & 0x80) !== 0;
    if (!isCompressed && (header & 0x40) !== 0) {
      const { definition, size } = readDefinition(file, at, start);
      definitions[header & 0x0f] = definition;
      at += size;
    } else {
      const definition = definitions[isCompressed ? (header >> 5) & 3 : header & 0x0f];
      if (definition === undefined) throw malformed(start + at, 'a message comes before its definition');
      const size = isCompressed ? definition.compressedSize : definition.size;
      if (definition.description && at + 1 + size <= end)
        tameDescription(
          file.subarray(at + 1, at + 1 + size),
          definition.description.places,
          definition.description,
        );
      at += 1 + size;
      if (definition.isRecord) records += 1;
    }
    if (at > end) throw malformed(start + at, 'the last message goes on after the end of the data');
    if (records > MAX_RECORDING_POINTS) {
      throw new RecordingRejected(
        'recording-too-many-points',
        `It holds more than ${MAX_RECORDING_POINTS} points.`,
      );
    }
  }
};

const readDefinition = (
  file: Uint8Array,
  at: number,
  start: number,
): { definition: Definition; size: number } => {
  const byte = (offset: number): number => {
    const value = file[at + offset];
    if (value === undefined) throw malformed(start + at, 'a definition goes on after the end of the data');
    return value;
  };
  const fields = byte(5);
  const littleEndian = byte(2) === 0;
  const number = littleEndian ? byte(3) | (byte(4) << 8) : (byte(3) << 8) | byte(4);
  const hasDeveloperFields = (byte(0) & 0x20) !== 0;
  const developerFields = hasDeveloperFields ? byte(6 + 3 * fields) : 0;
  let size = 0;
  const places = new Map<number, FieldPlace>();
  for (let i = 0; i < fields; i += 1) {
    const fieldSize = byte(6 + 3 * i + 1);
    places.set(byte(6 + 3 * i), { at: size, size: fieldSize });
    size += fieldSize;
  }
  for (let i = 0; i < developerFields; i += 1) size += byte(7 + 3 * fields + 3 * i + 1);
  // A compressed header has the time. The message then omits it if it is the first field.
  const firstIsTimestamp = fields > 0 && byte(6) === TIMESTAMP;
  const isDescription = number === FIELD_DESCRIPTION && !places.has(TIMESTAMP);
  if (!WANTED.has(number) || (number === FIELD_DESCRIPTION && !isDescription))
    file[at + 3] = file[at + 4] = UNKNOWN_BYTE;
  return {
    definition: {
      isRecord: number === RECORD,
      description: isDescription ? { places, littleEndian } : undefined,
      size,
      compressedSize: firstIsTimestamp ? size - byte(7) : size,
    },
    size: 6 + 3 * fields + (hasDeveloperFields ? 1 + 3 * developerFields : 0),
  };
};

const malformed = (at: number, why: string): RecordingRejected =>
  new RecordingRejected('recording-malformed', `Byte ${at}: ${why}.`);
