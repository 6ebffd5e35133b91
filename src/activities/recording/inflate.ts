import { gunzipSync } from 'node:zlib';
import { MAX_INFLATED_BYTES, RecordingRejected } from '../../domain/recording.ts';

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * Inflates gzip up to `limitBytes`. zlib stops there, so a bomb costs no more than the limit.
 * @throws RecordingRejected if it is too large, truncated, or malformed
 */
export const inflate = (bytes: Uint8Array): Uint8Array => {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_INFLATED_BYTES });
  } catch (error) {
    throw rejectionOf(error, bytes.byteLength);
  }
};

const rejectionOf = (error: unknown, sentBytes: number): RecordingRejected => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_BUFFER_TOO_LARGE') {
    return new RecordingRejected(
      'recording-too-large',
      `It inflates to more than ${MAX_INFLATED_BYTES} bytes.`,
    );
  }
  if (code === 'Z_BUF_ERROR') {
    return new RecordingRejected('recording-truncated', `The gzip stream ends early, at byte ${sentBytes}.`);
  }
  return new RecordingRejected('recording-malformed', 'The gzip stream is damaged.');
};
