import type { Semaphore } from '../../src/process/semaphore.ts';

/** Waits for a slot and holds it. @returns the function that frees it */
export const takeSlot = (semaphore: Semaphore): Promise<() => void> =>
  new Promise((taken) => {
    void semaphore(() => new Promise<void>((free) => taken(free)));
  });
