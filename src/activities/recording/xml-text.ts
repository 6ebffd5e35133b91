import { RecordingRejected } from '../../domain/recording.ts';

const CHUNK_BYTES = 64 * 1024;
/** The encodings that devices and programs really write; what an XML declaration may name. */
const ENCODINGS = new Map([
  ['utf-8', 'utf-8'],
  ['utf8', 'utf-8'],
  ['us-ascii', 'utf-8'],
  ['iso-8859-1', 'windows-1252'],
  ['windows-1252', 'windows-1252'],
]);

/** Whether the first character that is not white space is `<`, whatever the encoding. */
export const looksLikeXml = (bytes: Uint8Array): boolean => {
  const first = bytes.subarray(0, 1024).find((byte) => !PREFIX_BYTES.has(byte));
  return first === 0x3c;
};

/** White space, the byte order marks, and the zero bytes of UTF-16. */
const PREFIX_BYTES = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf, 0xfe, 0xff, 0x00]);

/**
 * Decodes an XML file in chunks of 64 KiB: UTF-8 unless a byte order mark or the declaration says otherwise.
 * @throws RecordingRejected at the first byte that is not text in that encoding.
 */
export function* decodeXml(bytes: Uint8Array): Generator<string> {
  const decoder = new TextDecoder(encodingOf(bytes), { fatal: true });
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    const end = Math.min(start + CHUNK_BYTES, bytes.length);
    try {
      yield decoder.decode(bytes.subarray(start, end), { stream: end < bytes.length });
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      const where = `Between bytes ${start} and ${end}`;
      throw new RecordingRejected('recording-malformed', `${where} is what is no ${decoder.encoding} text.`);
    }
  }
}

const encodingOf = (bytes: Uint8Array): string => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const declared = /<\?xml[^>]*?\sencoding\s*=\s*["']([\w-]+)["']/.exec(head)?.[1]?.toLowerCase();
  if (declared === undefined) return 'utf-8';
  // UTF-16 has a byte order mark; a file that was converted since may still declare it.
  const encoding = declared.startsWith('utf-16') ? 'utf-8' : ENCODINGS.get(declared);
  if (encoding === undefined) {
    throw new RecordingRejected('recording-malformed', 'It declares a character encoding that is not taken.');
  }
  return encoding;
};
