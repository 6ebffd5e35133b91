import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, type ProcessIdentity } from './process-identity.ts';

/** A signal, and the time until the next one is sent. */
export interface StopSignal {
  signal: NodeJS.Signals;
  graceMs: number;
}

/** How a process ended. */
export interface ProcessExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** Describes an exit, to follow a name: "the worker" … */
export function describeExit({ code, signal }: ProcessExit): string {
  return signal ? `was ended by ${signal}` : `ended with code ${code}`;
}

/** The last signal of every sequence: no process survives it, so the wait always ends. */
const KILL: StopSignal = { signal: 'SIGKILL', graceMs: 5_000 };

/**
 * Sends one signal after the other until the process has exited. It watches the process itself, so it also works for
 * a process that has already exited or is not a child.
 */
export async function stopProcess(process_: ProcessIdentity, signals: readonly StopSignal[]): Promise<void> {
  for (const { signal, graceMs } of [...signals, KILL]) {
    if (!isRunning(process_)) return;
    sendSignal(process_, signal);
    if (await isGoneWithin(process_, graceMs)) return;
  }
}

async function isGoneWithin(process_: ProcessIdentity, graceMs: number): Promise<boolean> {
  const deadline = performance.now() + graceMs;
  while (isRunning(process_)) {
    if (performance.now() >= deadline) return false;
    await delay(20);
  }
  return true;
}

export function sendSignal(process_: ProcessIdentity, signal: NodeJS.Signals): void {
  try {
    if (isRunning(process_)) process.kill(process_.pid, signal);
  } catch {
    // It exited between the check and the signal.
  }
}
