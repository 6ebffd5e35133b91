/** So many places; who finds none waits, in the order of coming. */
export interface Turns {
  /** @returns how to give the place back; rejects with the signal's reason once nobody waits for it any more */
  take(signal?: AbortSignal): Promise<() => void>;
}

export function createTurns(places: number): Turns {
  let free = places;
  const waiting = new Set<() => void>();

  const giveBack = (): void => {
    const [next] = waiting;
    if (next) next();
    else free += 1;
  };

  return {
    async take(signal) {
      signal?.throwIfAborted();
      if (free > 0) free -= 1;
      else
        await new Promise<void>((resolve, reject) => {
          const leave = (): void => {
            waiting.delete(goOn);
            reject(signal?.reason as Error);
          };
          const goOn = (): void => {
            waiting.delete(goOn);
            signal?.removeEventListener('abort', leave);
            resolve();
          };
          waiting.add(goOn);
          signal?.addEventListener('abort', leave, { once: true });
        });
      return giveBack;
    },
  };
}
