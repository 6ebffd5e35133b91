import { sleep, type Clock } from './clock.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;

/** Polls with increasing pauses until the result is the expected one. @throws the signal's reason */
export async function pollUntil<T>(
  { clock, signal }: { clock: Clock; signal: AbortSignal | undefined },
  read: () => Promise<T>,
  isDone: (value: T) => boolean,
): Promise<T> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, 1.5 * pauseMs)) {
    const value = await read();
    if (isDone(value)) return value;
    await sleep(clock, pauseMs, signal);
  }
}
