import { setTimeout as delay } from 'node:timers/promises';

/** Asks again and again until it is so. @throws Error when it takes longer than anybody would wait. */
export async function untilTrue(
  what: string,
  ask: () => Promise<boolean>,
  { everyMs = 50, timeoutMs = 60_000 } = {},
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await ask())) {
    if (performance.now() > deadline) throw new Error(`${what}: not there after ${timeoutMs / 1000} s.`);
    await delay(everyMs);
  }
}
