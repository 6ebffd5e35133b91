import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { RendererBusy } from '../../domain/errors.ts';
import { createSemaphore } from '../../process/semaphore.ts';
import { threadEntry } from '../../process/thread-entry.ts';
import { inTime } from '../within.ts';
import type { RenderJob, RenderMessage, RenderResult } from './render-job.ts';

/** Time limit of a job: a month takes 0.3 s, a card 0.1 s. */
const TIMEOUT_MS = 20_000;
/** Fonts and a document take 60 MB. */
const MAX_HEAP_MEGABYTES = 256;
/** More waiting jobs are refused, so that none waits longer than for the database. */
const MOST_WAITING = 16;
/** Cards need no key, so those of a popular link must leave room for reports. */
const MOST_CARDS = 8;

export interface Renderer {
  /** @throws RendererBusy when too many wait, or when it takes too long */
  render(job: RenderJob): Promise<Uint8Array<ArrayBuffer>>;
  /** Checks that there is room, before anything is read for a job. @throws RendererBusy */
  requireRoom(kind: RenderJob['kind']): void;
}

/**
 * Creates the renderer of PDFs and cards: one thread with one job at a time, so that a save never waits for a picture.
 * The thread starts with the first job and stays, because opening its fonts takes as long as rendering. It does not
 * keep the process alive.
 */
export function createRenderer({ timeoutMs = TIMEOUT_MS } = {}): Renderer {
  const inTurn = createSemaphore(1);
  let waiting = 0;
  let thread: Worker | undefined;

  function startThread(): Worker {
    const started = new Worker(threadEntry(new URL('./render-worker.ts', import.meta.url)), {
      name: 'render',
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MEGABYTES },
    });
    // It may also exit between two jobs. An error without a listener would end this process.
    started.on('error', () => end(started));
    return started;
  }

  function end(ended: Worker): void {
    if (thread === ended) thread = undefined;
    void ended.terminate();
  }

  async function run(job: RenderJob): Promise<Uint8Array<ArrayBuffer>> {
    const current = (thread ??= startThread());
    current.ref();
    const result = await answerOf(current, job, timeoutMs).catch((error: unknown) => {
      end(current);
      throw error;
    });
    current.unref();
    if ('error' in result) throw new Error(`Rendering failed: ${result.error}`);
    return result.bytes;
  }

  function requireRoom(kind: RenderJob['kind']): void {
    if (waiting >= (kind === 'card' ? MOST_CARDS : MOST_WAITING)) throw new RendererBusy();
  }

  return {
    requireRoom,
    async render(job) {
      requireRoom(job.kind);
      waiting += 1;
      try {
        return await inTurn(() => run(job));
      } finally {
        waiting -= 1;
      }
    },
  };
}

/**
 * Waits for the thread's result. The time starts with the job, because a busy machine may take long to start a thread.
 */
async function answerOf(thread: Worker, job: RenderJob, timeoutMs: number): Promise<RenderResult> {
  const settled = new AbortController();
  const next = async () => {
    const [message] = (await once(thread, 'message', { signal: settled.signal })) as [RenderMessage];
    return message;
  };
  try {
    thread.postMessage(job, []);
    await next();
    return (await inTime(timeoutMs, next(), () => new RendererBusy())) as RenderResult;
  } finally {
    settled.abort();
  }
}
