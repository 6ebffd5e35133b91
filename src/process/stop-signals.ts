/**
 * Calls `stop` on the first signal that asks this process to stop, and ignores later ones. A process may get two: npm
 * forwards Ctrl-C although the terminal has sent it, and a supervisor may repeat a signal. Without a listener the
 * second one would kill the process during its shutdown. SIGKILL still does.
 */
export function onShutdownSignal(stop: (signal: NodeJS.Signals) => void): void {
  let isRequested = false;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (isRequested) return;
      isRequested = true;
      stop(signal);
    });
  }
}
