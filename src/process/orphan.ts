/** Time for a process to finish its work after its launcher has died. */
const GRACE_MS = 20_000;

/**
 * Stops this process in order when its launcher has died: nobody could stop it any more, and it would hold the port
 * of the next launcher. The operating system closes the channel between them however the launcher died. Without a
 * channel, as when started by hand, this does nothing.
 */
export function exitWhenOrphaned(): void {
  // The function exists if there was a channel at the start, even if it is closed by now.
  if (!process.send) return;
  if (!process.connected) return end();
  process.once('disconnect', end);
  // The listener alone must not keep a process alive.
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
