/** The parts in the order of stopping: each completes its work while its dependencies still run. */
const STOP_ORDER = ['api', 'worker', 'temporal', 'postgres', 'lock'] as const;
export type Part = (typeof STOP_ORDER)[number];

/** A part that can be stopped in order, or killed. */
export interface Stoppable {
  stop(): Promise<void>;
  kill(): void;
}

export interface Shutdown {
  /** Aborted when the shutdown begins. Parts that are starting then stop. */
  signal: AbortSignal;
  /** Registers a started part. */
  add(part: Part, stoppable: Stoppable): void;
  /** Stops everything in order; safe to call more than once. */
  run(): Promise<void>;
  /** Kills everything and exits. */
  force(reason: string): never;
}

/** Creates the shutdown of a run, with a deadline. */
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
    log(`${reason}: killing what is left.`);
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
        .catch((error: unknown) => log(`The ${part} did not stop cleanly: ${String(error)}`));
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

/** Starts two parts concurrently. If one fails, the other is aborted before this rejects. */
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
