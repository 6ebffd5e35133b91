import type { Shutdown } from './shutdown.ts';

/** npm passes Ctrl-C on to a process that the terminal has told already: two signals at once are one wish. */
const SAME_WISH_MS = 1_000;

const PARENT_CHECK_MS = 250;

export interface WishToEnd {
  isExpressed(): boolean;
}

interface WishOptions {
  shutdown: Shutdown;
  log: (line: string) => void;
  /** Ends with the process that started this one: npm does not pass on how it was itself ended. */
  withParent: boolean;
}

/** Ctrl-C, `kill`, a closed terminal and the end of npm begin the end; a second signal forces it. */
export function listenForWishToEnd({ shutdown, log, withParent }: WishOptions): WishToEnd {
  let firstAt: number | undefined;
  const express = (): void => {
    if (firstAt !== undefined && performance.now() - firstAt > SAME_WISH_MS) shutdown.force('Asked again');
    if (firstAt !== undefined) return;
    firstAt = performance.now();
    log('Stopping … (once more to force it)');
    void shutdown.run().then(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, express);
  if (withParent) onceParentIsGone(express);
  return { isExpressed: () => firstAt !== undefined };
}

function onceParentIsGone(end: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    // Whoever read the output may be gone as well; a write to it must not become an exception.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
    end();
  }, PARENT_CHECK_MS);
  timer.unref();
}
