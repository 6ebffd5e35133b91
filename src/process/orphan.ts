/** Time for a process to finish its work after its launcher has died. */
const GRACE_MS = 20_000;

/**
 * Stops this process when its launcher has died. Otherwise nobody would stop it, and it would keep the port that the
 * next launcher needs. The operating system closes the channel between them even after a SIGKILL. Without a channel, as
 * in a manual start, this does nothing.
 */
export function exitWhenOrphaned(): void {
  if (!process.send) return;
  // If the channel has closed since the start, `send` still exists.
  if (!process.connected) return end();
  process.once('disconnect', end);
  // The listener alone must not keep the process alive.
  process.channel?.unref();
}

function end(): void {
  // The reader of the output has exited as well; a write must not throw.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  setTimeout(() => process.exit(1), GRACE_MS).unref();
  process.kill(process.pid, 'SIGTERM');
}

/** Reports to the launcher, if there is one, that this process is ready. */
export function reportReady(): void {
  if (process.connected) process.send?.(READY_MESSAGE);
}

export const READY_MESSAGE = 'ready';
