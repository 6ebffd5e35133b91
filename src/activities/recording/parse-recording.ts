import { MAX_RECORDING_BYTES, RecordingRejected, type Recording } from '../../domain/recording.ts';
import { isGzip } from './inflate.ts';
import { parseBytes } from './parse-bytes.ts';
import { parseInThread } from './parse-thread.ts';

/** A file of this size is parsed within milliseconds, less than a thread takes to start; unless it inflates. */
const INLINE_BYTES = 64 * 1024;
const DEFAULT_TIMEOUT_MS = 45_000;

export interface ParseOptions {
  /** Ends the parsing; the promise then rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Called about each second while the file is being parsed. */
  onProgress?: () => void;
  /** 45 s by default, below the 60 s that the activity has. */
  timeoutMs?: number;
}

/**
 * Makes a recording of an uploaded file: GPX, TCX or FIT, each possibly under gzip. Larger files are parsed in a
 * thread of their own with bounded memory, off the event loop. `bytes` is left as it is.
 * @throws RecordingRejected when the file is at fault; repeating cannot help.
 */
export const parseRecording = async (bytes: Uint8Array, options: ParseOptions = {}): Promise<Recording> => {
  const { signal, onProgress, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  signal?.throwIfAborted();
  if (bytes.byteLength > MAX_RECORDING_BYTES) {
    throw new RecordingRejected('recording-too-large', `It is larger than ${MAX_RECORDING_BYTES} bytes.`);
  }
  if (bytes.byteLength < INLINE_BYTES && !isGzip(bytes)) return parseBytes(bytes);
  return parseInThread(bytes, { signal, onProgress, timeoutMs });
};
