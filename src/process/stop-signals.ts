/**
 * Calls `stop` at the first signal that asks this process to end. Further ones change nothing: npm passes Ctrl-C on to
 * a process that the terminal has told already, a supervisor may repeat itself, and without a listener the second signal
 * would end the process in the middle of its good order. SIGKILL still does.
 */
export function onShutdownSignal(stop: (signal: NodeJS.Signals) => void): void {
  let asked = false;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (asked) return;
      asked = true;
      stop(signal);
    });
  }
}
