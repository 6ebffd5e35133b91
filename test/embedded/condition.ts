import { setTimeout as delay } from 'node:timers/promises';

/** Waits for a condition, however long a busy machine takes; the test's own timeout is the only limit. */
export async function untilTrue(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(20);
}
