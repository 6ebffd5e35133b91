import type { Shutdown } from './shutdown.ts';

/**
 * npm forwards Ctrl-C to a process that already got it from the terminal. Two signals within this time are one request.
 */
const SAME_REQUEST_MS = 1_000;

const PARENT_CHECK_MS = 250;

export interface ShutdownRequest {
  isRequested(): boolean;
}

interface ShutdownSignalOptions {
  shutdown: Shutdown;
  log: (line: string) => void;
  /** Stops when the parent process exits: npm does not forward the signal that ended it. */
  withParent: boolean;
}

/** Starts the shutdown on Ctrl-C, `kill`, a closed terminal or the exit of npm. A second signal forces it. */
export function listenForShutdownSignals({
  shutdown,
  log,
  withParent,
}: ShutdownSignalOptions): ShutdownRequest {
  let firstAt: number | undefined;
  const request = (): void => {
    if (firstAt !== undefined && performance.now() - firstAt > SAME_REQUEST_MS)
      shutdown.force('Second signal');
    if (firstAt !== undefined) return;
    firstAt = performance.now();
    log('Stopping … (repeat to force it)');
    void shutdown.run().then(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, request);
  if (withParent) onceParentHasExited(request);
  return { isRequested: () => firstAt !== undefined };
}

function onceParentHasExited(end: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    // The reader of the output may have exited as well; a write must not throw.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
    end();
  }, PARENT_CHECK_MS);
  timer.unref();
}
