import { MAX_RECORDING_BYTES, RecordingRejected, type Recording } from '../../domain/recording.ts';
import { isGzip } from './inflate.ts';
import { parseBytes } from './parse-bytes.ts';
import { parseInThread } from './parse-thread.ts';

/** A file of this size is parsed within milliseconds, less than a thread takes to start; unless it inflates. */
const INLINE_BYTES = 64 * 1024;
const DEFAULT_TIMEOUT_MS = 45_000;
const MAX_AHEAD_MS = 25 * 60 * 60 * 1000;

export interface ParseOptions {
  /** Ends the parsing; the promise then rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Called about each second while the file is being parsed. */
  onProgress?: () => void;
  /** 45 s by default, below the 60 s that the activity has. */
  timeoutMs?: number;
  /** Milliseconds since 1970; the clock's by default. */
  now?: number;
}

/**
 * Makes a recording of an uploaded file: GPX, TCX or FIT, each possibly under gzip. Larger files are parsed in a
 * thread of their own with bounded memory, off the event loop. `bytes` is left as it is.
 * @throws RecordingRejected when the file is at fault; repeating cannot help.
 */
export const parseRecording = async (bytes: Uint8Array, options: ParseOptions = {}): Promise<Recording> => {
  const { signal, onProgress, timeoutMs = DEFAULT_TIMEOUT_MS, now = Date.now() } = options;
  signal?.throwIfAborted();
  if (bytes.byteLength > MAX_RECORDING_BYTES) {
    throw new RecordingRejected('recording-too-large', `It is larger than ${MAX_RECORDING_BYTES} bytes.`);
  }
  const isSmall = bytes.byteLength < INLINE_BYTES && !isGzip(bytes);
  const recording = isSmall
    ? parseBytes(bytes)
    : await parseInThread(bytes, { signal, onProgress, timeoutMs });
  rejectFuture(recording, now);
  return recording;
};

/** The same bound as for a workout that is saved without a file: a clock that is wrong by years would lead each list. */
const rejectFuture = ({ workouts }: Recording, now: number): void => {
  if (workouts.some(({ facts }) => Date.parse(facts.startedAt) > now + MAX_AHEAD_MS)) {
    throw new RecordingRejected('recording-malformed', 'It starts more than 25 h in the future.');
  }
};
