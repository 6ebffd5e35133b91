import type { RunningProcess } from '../../../src/embedded/server-process.ts';
import { isRunning, identify } from '../../../src/embedded/process-identity.ts';
import { need } from './waiting.ts';

/** PostgreSQL or Temporal: to be killed, to be started again on the same data. */
export interface ManagedServer<P extends RunningProcess> {
  current(): P;
  /** Sends a signal, and waits for the end where it is one that ends. */
  signal(signal: NodeJS.Signals): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const START_LIMIT_MS = 90_000;

export async function manageServer<P extends RunningProcess>(
  name: string,
  start: () => Promise<P>,
): Promise<ManagedServer<P>> {
  let current = await start();
  let identity = identify(current.pid);
  return {
    current: () => current,
    async signal(signal) {
      process.kill(current.pid, signal);
      if (signal === 'SIGSTOP' || signal === 'SIGCONT') return;
      await need(`end of ${name}`, () => !isRunning(identity), { limitMs: 10_000, everyMs: 5 });
    },
    async start() {
      let lastError: unknown;
      // As its supervisor would: what a killed server left behind may take a moment to go.
      const attempt = async (): Promise<boolean> => {
        try {
          current = await start();
          identity = identify(current.pid);
          return true;
        } catch (error) {
          lastError = error;
          return false;
        }
      };
      await need(`${name} (${String(lastError)})`, attempt, { limitMs: START_LIMIT_MS, everyMs: 300 });
    },
    stop() {
      // A process that a scenario left stopped would not receive the signal.
      if (isRunning(identity)) process.kill(current.pid, 'SIGCONT');
      return current.stop();
    },
  };
}
