import { gunzipSync } from 'node:zlib';
import { MAX_INFLATED_BYTES, RecordingRejected } from '../../domain/recording.ts';

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * Takes gzip off, up to `limitBytes`; zlib stops there, so that a bomb costs no more than the limit.
 * @throws RecordingRejected too large, truncated, or malformed.
 */
export const inflate = (bytes: Uint8Array, limitBytes = MAX_INFLATED_BYTES): Uint8Array => {
  try {
    return gunzipSync(bytes, { maxOutputLength: limitBytes });
  } catch (error) {
    throw rejectionOf(error, bytes.byteLength, limitBytes);
  }
};

const rejectionOf = (error: unknown, sentBytes: number, limitBytes: number): RecordingRejected => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_BUFFER_TOO_LARGE') {
    return new RecordingRejected('recording-too-large', `It inflates to more than ${limitBytes} bytes.`);
  }
  if (code === 'Z_BUF_ERROR') {
    return new RecordingRejected('recording-truncated', `The gzip stream ends early, at byte ${sentBytes}.`);
  }
  return new RecordingRejected('recording-malformed', 'The gzip stream is damaged.');
};
