import { setTimeout as delay } from 'node:timers/promises';

const LOOK_MS = 100;
const ANSWER_WITHIN_MS = 3000;

/** Waits until the API reports that a worker would process a workout at once. Rejects when the signal is aborted. */
export async function untilWorkerReady(apiUrl: string, signal: AbortSignal): Promise<void> {
  while (!(await isWorkerReady(apiUrl))) await delay(LOOK_MS, undefined, { signal });
}

async function isWorkerReady(apiUrl: string): Promise<boolean> {
  try {
    const response = await fetch(`${apiUrl}/readyz`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    const { worker } = (await response.json()) as { worker?: string };
    return worker === 'ready';
  } catch {
    return false;
  }
}
