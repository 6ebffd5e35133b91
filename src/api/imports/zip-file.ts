import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { fromFdPromise, getFileNameLowLevel, type Entry as ZipEntry, type ZipFile } from 'yauzl';
import { ValidationFailed } from '../../domain/errors.ts';
import { MAX_RECORDING_BYTES } from '../../domain/recording.ts';
import { ContentTooLarge, MalformedRequest, UnsupportedMediaType } from '../http/protocol-errors.ts';
import { refusalOf, type Entry } from './entry.ts';

/** Recordings compress to a tenth or a thirtieth. A higher ratio is an attack on the disk. */
const MOST_INFLATION = 200;
const ALWAYS_INFLATED_BYTES = 1024 * 1024;

/** Bytes that packing may add to an incompressible file. */
const PACKING_BYTES = 64 * 1024;

const DEFLATED = 8;
const inflate = promisify(inflateRaw);

export const refused = (code: string, detail: string): ValidationFailed =>
  new ValidationFailed([{ pointer: '', code, detail }]);

/** Names stay bytes: the library would refuse a whole zip for a name that is a path. Here names are labels only. */
export const openZip = (fd: number): Promise<ZipFile> =>
  fromFdPromise(fd, { lazyEntries: true, autoClose: false, decodeStrings: false }).catch(asMalformed);

export async function* listEntries(zip: ZipFile): AsyncGenerator<ZipEntry> {
  const entries = zip.eachEntry();
  for (;;) {
    const next = await entries.next().catch(asMalformed);
    if (next.done) return;
    yield next.value;
  }
}

function asMalformed(): never {
  throw new MalformedRequest('The body is not a zip that can be read.');
}

export async function* listFiles(zip: ZipFile): AsyncGenerator<ZipEntry> {
  for await (const entry of listEntries(zip)) {
    const name = nameOf(entry);
    if (!name.endsWith('/') && !LITTER.test(name)) yield entry;
  }
}

/** Files that macOS and Windows add to folders. */
const LITTER = /(^|\/)(__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/;

export const nameOf = ({ generalPurposeBitFlag, fileNameRaw, extraFields }: ZipEntry): string =>
  getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);

const LONGEST_LABEL = 255;
/** Characters that cannot be stored, or that make a name look like another one. */
const NOT_IN_A_LABEL = /[\p{Cc}\u202A-\u202E\u2066-\u2069]|\p{Surrogate}/gu;

/** A file's name as a label: never a path. */
export const labelOf = (file: ZipEntry): string =>
  shortened(nameOf(file).normalize('NFC').replace(NOT_IN_A_LABEL, '\uFFFD'));

export const shortened = (label: string): string => Array.from(label).slice(0, LONGEST_LABEL).join('');

export async function readFile(
  zip: ZipFile,
  file: ZipEntry,
): Promise<Pick<Entry<Buffer>, 'content' | 'problem' | 'bytes'>> {
  try {
    const content = await inflateFile(zip, file);
    return { content, bytes: content.byteLength };
  } catch (error) {
    return { problem: refusalOf(error), bytes: 0 };
  }
}

/** @throws DomainError that says why the file is refused */
export async function inflateFile(zip: ZipFile, file: ZipEntry): Promise<Buffer> {
  requireReadable(file, MAX_RECORDING_BYTES);
  const packed = await readPacked(zip, file);
  const content = file.compressionMethod === DEFLATED ? await unpack(packed) : packed;
  if (content.byteLength !== file.uncompressedSize || crc32(content) !== file.crc32) throw damaged();
  if (content.byteLength === 0)
    throw new ValidationFailed([{ pointer: '/file', code: 'invalid-value', detail: 'is empty' }]);
  if (isZip(content))
    throw new UnsupportedMediaType(
      'A zip inside a zip is opened if its name ends with .zip and it lies in no other inner zip.',
    );
  return content;
}

export function requireReadable(file: ZipEntry, mostBytes: number): void {
  const { compressedSize, uncompressedSize } = file;
  if (uncompressedSize > mostBytes || compressedSize > mostBytes + PACKING_BYTES)
    throw new ContentTooLarge(mostBytes);
  if (uncompressedSize > ALWAYS_INFLATED_BYTES && uncompressedSize > compressedSize * MOST_INFLATION)
    throw refused('too-big', `inflates to more than ${MOST_INFLATION} times its size`);
  if (!file.canDecodeFileData())
    throw new UnsupportedMediaType('Files are read as stored or deflated, and without encryption.');
}

const readPacked = async (zip: ZipFile, file: ZipEntry): Promise<Buffer> => {
  try {
    return await buffer(await zip.openReadStreamPromise(file, { decodeFileData: false }));
  } catch {
    throw damaged();
  }
};

/** zlib stops at the limit, even if the directory of the zip is wrong. */
const unpack = async (packed: Buffer): Promise<Buffer> => {
  try {
    return await inflate(packed, { maxOutputLength: MAX_RECORDING_BYTES });
  } catch {
    throw damaged();
  }
};

export const damaged = (): MalformedRequest => new MalformedRequest('The file is damaged in the zip.');

/** Signatures of a local file, and of the end of an empty zip. */
const ZIP_SIGNATURES = [0x04034b50, 0x06054b50];

const isZip = (content: Buffer): boolean =>
  content.byteLength >= 4 && ZIP_SIGNATURES.includes(content.readUInt32LE());
