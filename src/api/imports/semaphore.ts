/** Creates a semaphore. Waiters are served in order. */
export function createSemaphore(slots: number) {
  const waiting: (() => void)[] = [];
  let taken = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (taken < slots) taken += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // The slot goes to the next waiter directly, so that no newcomer takes it.
      if (next) next();
      else taken -= 1;
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
