/** Limits how many callers hold a permit at a time. Further callers wait, first come, first served. */
export interface Semaphore {
  /** @returns the function that releases the permit; rejects with the signal's reason when the wait is aborted */
  acquire(signal?: AbortSignal): Promise<() => void>;
}

export function createSemaphore(permits: number): Semaphore {
  let free = permits;
  const waiting = new Set<() => void>();

  const release = (): void => {
    const [next] = waiting;
    if (next) next();
    else free += 1;
  };

  return {
    async acquire(signal) {
      signal?.throwIfAborted();
      if (free > 0) free -= 1;
      else
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
      return release;
    },
  };
}
