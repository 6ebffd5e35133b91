import { setTimeout as delay } from 'node:timers/promises';

/** Polls until the condition is true. @throws Error after a time limit */
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
