import { setTimeout as delay } from 'node:timers/promises';
import { describeExit } from './process-exit.ts';
import type { RunningProcess } from './server-process.ts';

export interface Backoff {
  firstMs: number;
  longestMs: number;
  /** After this time a process counts as recovered: the delay of the next restart begins again. */
  resetAfterMs: number;
}

const DEFAULT_BACKOFF: Backoff = { firstMs: 500, longestMs: 10_000, resetAfterMs: 30_000 };

export interface SuperviseOptions<P extends RunningProcess> {
  /** A name for use inside a sentence: "the worker", "PostgreSQL". */
  name: string;
  /** The signal is aborted when the process is no longer wanted, also while it starts. */
  start: (signal: AbortSignal) => Promise<P>;
  log: (line: string) => void;
  /** Called after each restart. */
  onRestart?: (process_: P) => void;
  backoff?: Backoff;
  /** Cancels the first start, and stops what has started by then. */
  signal?: AbortSignal;
}

export interface Supervised<P extends RunningProcess> {
  /** Returns the running process, or the last one if none is running. */
  current(): P;
  stop(): Promise<void>;
  /** Kills it for good. */
  kill(): void;
}

/**
 * Keeps one process running until it is stopped. When it exits it is restarted, after a delay that doubles with each
 * failure in a row. A failure of the first start is thrown to the caller instead.
 */
export async function supervise<P extends RunningProcess>(
  options: SuperviseOptions<P>,
): Promise<Supervised<P>> {
  const { start, backoff = DEFAULT_BACKOFF } = options;
  const stopping = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stopping.signal]) : stopping.signal;
  let current = await start(signal);
  const run = keepRunning({ ...options, backoff, signal, first: current }, (next) => (current = next));
  return {
    current: () => current,
    async stop() {
      stopping.abort();
      await current.stop();
      await run;
    },
    kill() {
      stopping.abort();
      current.kill();
    },
  };
}

interface KeepRunning<P extends RunningProcess> extends SuperviseOptions<P> {
  backoff: Backoff;
  signal: AbortSignal;
  first: P;
}

async function keepRunning<P extends RunningProcess>(
  options: KeepRunning<P>,
  use: (next: P) => void,
): Promise<void> {
  const { name, start, log, onRestart, backoff, signal, first } = options;
  let current: P | undefined = first;
  let startedAt = performance.now();
  let pauseMs = backoff.firstMs;
  for (;;) {
    const exit = await current?.exited;
    if (signal.aborted) return;
    if (exit) log(`${atStart(name)} ${describeExit(exit)}.`);
    if (exit && performance.now() - startedAt >= backoff.resetAfterMs) pauseMs = backoff.firstMs;
    log(`Restarting ${name} in ${pauseMs / 1000} s …`);
    await delay(pauseMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    pauseMs = Math.min(pauseMs * 2, backoff.longestMs);
    startedAt = performance.now();
    current = await start(signal).catch((error: unknown) => reportFailure({ name, log, signal }, error));
    if (!current) continue;
    use(current);
    onRestart?.(current);
  }
}

function reportFailure(
  { name, log, signal }: Pick<KeepRunning<never>, 'name' | 'log' | 'signal'>,
  error: unknown,
): undefined {
  const reason = error instanceof Error ? error.message : String(error);
  if (!signal.aborted) log(`${atStart(name)} could not be started: ${reason}`);
}

/** Returns a name for the start of a sentence. */
export const atStart = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
