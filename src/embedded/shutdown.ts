/** What a run consists of, in the order in which it is stopped: nothing loses what it still needs to finish its work. */
const STOP_ORDER = ['api', 'worker', 'temporal', 'postgres', 'lock'] as const;
export type Part = (typeof STOP_ORDER)[number];

/** What a shutdown can end: in good order, or at once. */
export interface Stoppable {
  stop(): Promise<void>;
  kill(): void;
}

export interface Shutdown {
  /** Aborted as soon as the end begins: what is only starting gives up. */
  signal: AbortSignal;
  /** Registers what has started. */
  add(part: Part, stoppable: Stoppable): void;
  /** Stops everything in order; safe to call more than once. */
  run(): Promise<void>;
  /** Ends everything and this process at once. */
  force(reason: string): never;
}

/** The end of a run, within a time that a person has the patience for. */
export function createShutdown({
  log,
  deadlineMs,
}: {
  log: (line: string) => void;
  deadlineMs: number;
}): Shutdown {
  const started = new Map<Part, Stoppable>();
  const ending = new AbortController();
  let running: Promise<void> | undefined;
  const force = (reason: string): never => {
    log(`${reason}: ending what is left by force.`);
    for (const stoppable of started.values()) stoppable.kill();
    return process.exit(1);
  };
  const run = async (): Promise<void> => {
    const timer = setTimeout(() => force('Stopping took too long'), deadlineMs);
    ending.abort(new Error('It was stopped while it was starting.'));
    for (const part of STOP_ORDER) {
      await started
        .get(part)
        ?.stop()
        .catch((error: unknown) => log(`The ${part} did not stop well: ${String(error)}`));
    }
    clearTimeout(timer);
  };
  return {
    signal: ending.signal,
    add: (part, stoppable) => void started.set(part, stoppable),
    run: () => (running ??= run()),
    force,
  };
}

/** Starts two parts at once. When one fails the other gives up, and has done so before this rejects. */
export async function startTogether<A, B>(
  shutdown: Shutdown,
  starting: readonly [Promise<A>, Promise<B>],
): Promise<[A, B]> {
  try {
    return await Promise.all(starting);
  } catch (error) {
    await Promise.all([shutdown.run(), Promise.allSettled(starting)]);
    throw error;
  }
}
