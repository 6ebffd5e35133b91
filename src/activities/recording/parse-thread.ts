import { Worker } from 'node:worker_threads';
import { RecordingRejected, type FileLabels, type Recording } from '../../domain/recording.ts';
import { threadEntry } from '../../process/thread-entry.ts';
import { ParsingTimedOut, type ThreadInput, type ThreadMessage } from './parse-outcome.ts';

/** 200,000 points take about 150 MB. A file that needs more than this is an attack. */
const MAX_HEAP_MEGABYTES = 512;

interface ThreadOptions {
  labels: FileLabels | null | undefined;
  signal: AbortSignal | undefined;
  timeoutMs: number;
}

/**
 * Parses in a thread until it returns, the time is up, or the signal is aborted. The time starts with parsing, because
 * a busy machine may take long to start a thread.
 */
export const parseInThread = async (
  bytes: Uint8Array,
  { labels, signal, timeoutMs }: ThreadOptions,
): Promise<Recording> => {
  signal?.throwIfAborted();
  const worker = startWorker(bytes, labels);
  let timeout: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  try {
    return await new Promise<Recording>((resolve, reject) => {
      worker.on('message', (message: ThreadMessage) => {
        if (message === 'begun')
          timeout = setTimeout(() => reject(new ParsingTimedOut(timeoutMs)), timeoutMs);
        else if ('recording' in message) resolve(message.recording);
        else reject(new RecordingRejected(message.rejected.code, message.rejected.detail));
      });
      worker.on('error', (error) => reject(isOutOfMemory(error) ? tooLarge() : error));
      worker.on('exit', (code) =>
        reject(new Error(`The parsing thread ended with code ${code} and no result.`)),
      );
      onAbort = () => reject(signal?.reason as Error);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  } finally {
    clearTimeout(timeout);
    if (onAbort !== undefined) signal?.removeEventListener('abort', onAbort);
    await worker.terminate();
  }
};

const startWorker = (bytes: Uint8Array, labels: FileLabels | null | undefined): Worker => {
  const copy = Uint8Array.from(bytes);
  return new Worker(threadEntry(new URL('./recording-worker.ts', import.meta.url)), {
    name: 'parse-recording',
    workerData: { bytes: copy, labels } satisfies ThreadInput,
    transferList: [copy.buffer],
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MEGABYTES },
  });
};

const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';

const tooLarge = (): RecordingRejected =>
  new RecordingRejected(
    'recording-too-large',
    `Reading it needs more than ${MAX_HEAP_MEGABYTES} MB of memory.`,
  );
