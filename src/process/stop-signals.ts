/**
 * Calls `stop` on the first signal that asks this process to stop, and ignores later ones. npm forwards Ctrl-C to a
 * process that already got it from the terminal, and a supervisor may send a signal twice. Without a listener a second
 * signal would kill the process during its shutdown. SIGKILL still does.
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
