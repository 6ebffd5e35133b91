import { availableParallelism } from 'node:os';
import {
  MAX_RECORDING_BYTES,
  RecordingRejected,
  type FileLabels,
  type Recording,
} from '../../domain/recording.ts';
import { createSemaphore, type Semaphore } from '../../process/semaphore.ts';
import { isGzip } from './inflate.ts';
import { parseBytes } from './parse-bytes.ts';
import { parseInThread } from './parse-thread.ts';

/** A file of this size is parsed within milliseconds, less than a thread takes to start; unless it inflates. */
const INLINE_BYTES = 64 * 1024;
/** Some ten times what the largest file needs on a core of its own. */
const DEFAULT_TIMEOUT_MS = 45_000;
const PROGRESS_MS = 1000;
const MAX_AHEAD_MS = 25 * 60 * 60 * 1000;

/** Parsing is work for a core: more threads than cores would only take time, and memory, from each other. */
const THREADS = createSemaphore(availableParallelism());
/** Files that timed out before are read one at a time, so that slow ones leave the other threads free. */
const SUSPECTS = createSemaphore(1);

export interface ParseOptions {
  /** What an account export says about the file. */
  labels?: FileLabels | null;
  /** Ends the waiting and the parsing; the promise then rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Called about once a second while the file waits for a thread and is parsed. */
  onProgress?: () => void;
  /** 45 s by default, of parsing: waiting does not count. */
  timeoutMs?: number;
  /** It took too long before. */
  isSuspect?: boolean;
  /** Milliseconds since 1970; the clock's by default. */
  now?: number;
  threads?: Semaphore;
}

/**
 * Makes a recording of an uploaded file: GPX, TCX or FIT, each possibly under gzip. Larger files are parsed in a
 * thread of their own with bounded memory, off the event loop, as many at once as there are cores. `bytes` is left as it is.
 * @throws RecordingRejected when the file is at fault, and repeating cannot help; ParsingTimedOut when it may
 */
export const parseRecording = async (bytes: Uint8Array, options: ParseOptions = {}): Promise<Recording> => {
  options.signal?.throwIfAborted();
  if (bytes.byteLength > MAX_RECORDING_BYTES) {
    throw new RecordingRejected('recording-too-large', `It is larger than ${MAX_RECORDING_BYTES} bytes.`);
  }
  const isSmall = bytes.byteLength < INLINE_BYTES && !isGzip(bytes);
  const recording = isSmall ? parseBytes(bytes, options.labels) : await parseWhenFree(bytes, options);
  rejectFuture(recording, options.now ?? Date.now());
  return recording;
};

const parseWhenFree = async (
  bytes: Uint8Array,
  {
    labels,
    signal,
    onProgress,
    timeoutMs = DEFAULT_TIMEOUT_MS,
    isSuspect = false,
    threads = THREADS,
  }: ParseOptions,
): Promise<Recording> => {
  const progress = setInterval(() => onProgress?.(), PROGRESS_MS);
  const parse = () => threads(() => parseInThread(bytes, { labels, signal, timeoutMs }), signal);
  try {
    return await (isSuspect ? SUSPECTS(parse, signal) : parse());
  } finally {
    clearInterval(progress);
  }
};

/** The same bound as for a workout that is saved without a file: a clock that is wrong by years would lead each list. */
const rejectFuture = ({ workouts }: Recording, now: number): void => {
  if (workouts.some(({ facts }) => Date.parse(facts.startedAt) > now + MAX_AHEAD_MS)) {
    throw new RecordingRejected('recording-malformed', 'It starts more than 25 h in the future.');
  }
};
