/**
 * Creates a semaphore: it runs work, at most `slots` at a time. Further callers wait in order. A caller whose signal is
 * aborted while it waits rejects with the signal's reason.
 */
export function createSemaphore(slots: number) {
  const waiting = new Set<() => void>();
  let free = slots;

  async function enter(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (free > 0) {
      free -= 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        waiting.delete(proceed);
        reject(signal?.reason as Error);
      };
      const proceed = (): void => {
        waiting.delete(proceed);
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      waiting.add(proceed);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  return async <T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
    await enter(signal);
    try {
      return await work();
    } finally {
      // The slot goes to the next waiter directly, so that no newcomer takes it.
      const [next] = waiting;
      if (next) next();
      else free += 1;
    }
  };
}

export type Semaphore = ReturnType<typeof createSemaphore>;

/** Creates one semaphore per name. */
export function createSemaphores(slots: number): (name: string) => Semaphore {
  const semaphores = new Map<string, Semaphore>();
  return (name) => {
    const semaphore = semaphores.get(name) ?? createSemaphore(slots);
    semaphores.set(name, semaphore);
    return semaphore;
  };
}
