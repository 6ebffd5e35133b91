import { RecordingRejected } from '../../domain/recording.ts';

const CHUNK_BYTES = 64 * 1024;
/** Files that declare ASCII, or a two-byte encoding without a byte order mark, are UTF-8. */
const WRITTEN_AS_UTF_8 = /^(us-)?ascii$|^utf-16/;

/** Returns whether the first character except white space is `<`, in any encoding. */
export const looksLikeXml = (bytes: Uint8Array): boolean => {
  const first = bytes.subarray(0, 1024).find((byte) => !PREFIX_BYTES.has(byte));
  return first === 0x3c;
};

/** White space, the byte order marks, and the zero bytes of UTF-16. */
const PREFIX_BYTES = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf, 0xfe, 0xff, 0x00]);

/**
 * Decodes an XML file in chunks of 64 KiB, without the white space before it: UTF-8 unless a byte order mark or the
 * declaration names another encoding that TextDecoder has.
 * @throws RecordingRejected at the first byte that is not text in that encoding.
 */
export function* decodeXml(bytes: Uint8Array): Generator<string> {
  const decoder = decoderOf(bytes);
  let isLeading = true;
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    const end = Math.min(start + CHUNK_BYTES, bytes.length);
    let text = decode(decoder, bytes, { start, end });
    if (isLeading) text = text.trimStart();
    isLeading &&= text === '';
    if (text !== '') yield text;
  }
}

type Decoder = InstanceType<typeof TextDecoder>;

const decode = (
  decoder: Decoder,
  bytes: Uint8Array,
  { start, end }: { start: number; end: number },
): string => {
  try {
    return decoder.decode(bytes.subarray(start, end), { stream: end < bytes.length });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new RecordingRejected(
      'recording-malformed',
      `Bytes ${start} to ${end} are not valid ${decoder.encoding} text.`,
    );
  }
};

const decoderOf = (bytes: Uint8Array): Decoder => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le', { fatal: true });
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be', { fatal: true });
  const head = Buffer.from(bytes.subarray(0, 1024)).toString('latin1');
  const declared =
    /<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(head)?.[1]?.toLowerCase() ?? 'utf-8';
  try {
    return new TextDecoder(WRITTEN_AS_UTF_8.test(declared) ? 'utf-8' : declared, { fatal: true });
  } catch {
    throw new RecordingRejected(
      'recording-malformed',
      'It declares a character encoding that is not supported.',
    );
  }
};
