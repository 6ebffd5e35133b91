import { setTimeout as delay } from 'node:timers/promises';

interface Wait {
  limitMs: number;
  everyMs?: number;
}

/** Waits until something holds. @returns how long that took, or undefined when it did not hold in time */
export async function until(
  holds: () => boolean | Promise<boolean>,
  { limitMs, everyMs = 50 }: Wait,
): Promise<number | undefined> {
  const start = performance.now();
  for (;;) {
    if (await holds()) return performance.now() - start;
    if (performance.now() - start > limitMs) return undefined;
    await delay(everyMs);
  }
}

/** Waits like `until`. @throws Error that names the condition when it is not met in time */
export async function need(
  what: string,
  holds: () => boolean | Promise<boolean>,
  { limitMs, everyMs }: Wait,
): Promise<number> {
  const took = await until(holds, { limitMs, ...(everyMs ? { everyMs } : {}) });
  if (took === undefined) throw new Error(`In ${limitMs / 1000} s there was no ${what}`);
  return took;
}
