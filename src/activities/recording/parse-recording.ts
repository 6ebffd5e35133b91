import { availableParallelism } from 'node:os';
import {
  MAX_RECORDING_BYTES,
  RecordingRejected,
  type FileLabels,
  type Recording,
} from '../../domain/recording.ts';
import { isGzip } from './inflate.ts';
import { parseBytes } from './parse-bytes.ts';
import { parseInThread } from './parse-thread.ts';
import { createSemaphore, type Semaphore } from './semaphore.ts';

/** A smaller file is parsed within milliseconds, faster than a thread starts. Compressed files always use a thread. */
const INLINE_BYTES = 64 * 1024;
/** About ten times the time of the largest file on its own core. */
const DEFAULT_TIMEOUT_MS = 45_000;
const PROGRESS_MS = 1000;
const MAX_AHEAD_MS = 25 * 60 * 60 * 1000;

/** One thread per core: parsing is bound by the CPU, and more threads would only use more memory. */
const THREADS = createSemaphore(availableParallelism());
/** Files that timed out before are read one at a time, so that they leave the other threads free. */
const SUSPECTS = createSemaphore(1);

export interface ParseOptions {
  /** Labels from an account export. */
  labels?: FileLabels | null;
  /** Ends waiting and parsing. The promise then rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Called about once a second while the file waits for a thread and is parsed. */
  onProgress?: () => void;
  /** Time limit of parsing, 45 s by default. Waiting does not count. */
  timeoutMs?: number;
  /** Whether it timed out before. */
  isSuspect?: boolean;
  /** Milliseconds since 1970; the clock's by default. */
  now?: number;
  threads?: Semaphore;
}

/**
 * Parses an uploaded file: GPX, TCX or FIT, possibly gzipped. Larger files are parsed in a thread with bounded memory,
 * as many at a time as there are cores. Does not change `bytes`.
 * @throws RecordingRejected if the file is at fault; ParsingTimedOut if a retry may help
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
  const taken: (() => void)[] = [];
  try {
    if (isSuspect) taken.push(await SUSPECTS.acquire(signal));
    taken.push(await threads.acquire(signal));
    return await parseInThread(bytes, { labels, signal, timeoutMs });
  } finally {
    clearInterval(progress);
    for (const giveBack of taken) giveBack();
  }
};

/**
 * Rejects starts in the future, with the same limit as a save without a file. A clock that is wrong by years would put
 * the workout on top of each list.
 */
const rejectFuture = ({ workouts }: Recording, now: number): void => {
  if (workouts.some(({ facts }) => Date.parse(facts.startedAt) > now + MAX_AHEAD_MS)) {
    throw new RecordingRejected('recording-malformed', 'It starts more than 25 h in the future.');
  }
};
